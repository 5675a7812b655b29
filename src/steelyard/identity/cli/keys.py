"""`steelyard apikey`: keys for programs, from the command line."""

import json
from typing import Annotated

import typer

app = typer.Typer(name="apikey", help="Create and revoke API keys.", no_args_is_help=True, rich_markup_mode=None)

AsJson = Annotated[bool, typer.Option("--json", help="Answer with JSON.")]


@app.callback()
def keys() -> None:
    """Create and revoke API keys."""


@app.command()
def create(
    *,
    person: Annotated[str, typer.Option(help="Mail address of the person in whose name the key acts.")],
    name: Annotated[str, typer.Option(help="What the key is for.")] = "command line",
    scope: Annotated[
        list[str] | None,
        typer.Option(
            help="What it may do, such as deals:read or pipeline:*; again for more. Default: all roles allow."
        ),
    ] = None,
    expires_days: Annotated[int | None, typer.Option(help="Days until it expires; without it, never.")] = None,
    partner: Annotated[str, typer.Option(help="The partner's id, where the person belongs to several.")] = "",
    as_json: AsJson = False,
) -> None:
    """Create a key and print it, this once."""
    from steelyard.identity.commands.keys import create_api_key
    from steelyard.identity.models import ApiKey
    from steelyard.identity.queries.people import find_seat
    from steelyard.identity.terms import EVERYTHING
    from steelyard.kernel.actors import SYSTEM
    from steelyard.kernel.ids import parse_public_id, public_id
    from steelyard.platform.clock import utc_now
    from steelyard.platform.db import as_system

    with as_system():
        member = find_seat(person, parse_public_id("partner", partner) if partner else None)
        scopes = scope or [EVERYTHING]
        key_id, secret = create_api_key(
            actor=SYSTEM,
            membership_id=member.key,
            name=name,
            scopes=scopes,
            expires_in_days=expires_days,
            now=utc_now(),
        )
    if as_json:
        answer = {
            "id": public_id(ApiKey.PREFIX, key_id),
            "key": secret,
            "person": member.email,
            "organization": member.organization,
            "scopes": scopes,
        }
        typer.echo(json.dumps(answer))
    else:
        typer.echo(secret)


@app.command()
def revoke(key_id: Annotated[str, typer.Argument(help="The key's id, such as apikey_….")]) -> None:
    """Revoke a key; programs that use it are refused from now on."""
    from steelyard.identity.commands.keys import revoke_api_key
    from steelyard.identity.models import ApiKey
    from steelyard.kernel.actors import SYSTEM
    from steelyard.platform.clock import utc_now
    from steelyard.platform.db import as_system

    with as_system():
        revoke_api_key(actor=SYSTEM, key_id=ApiKey.parse_id(key_id), now=utc_now())
    typer.echo("Revoked.", err=True)
