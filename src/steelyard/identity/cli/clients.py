"""`steelyard oauthclient`: OAuth clients for programs, from the command line."""

import json
from typing import Annotated

import typer

app = typer.Typer(
    name="oauthclient", help="Create and revoke OAuth clients.", no_args_is_help=True, rich_markup_mode=None
)

AsJson = Annotated[bool, typer.Option("--json", help="Answer with JSON.")]


@app.callback()
def clients() -> None:
    """Create and revoke OAuth clients."""


@app.command()
def create(
    *,
    person: Annotated[str, typer.Option(help="Mail address of the person in whose name the client acts.")],
    name: Annotated[str, typer.Option(help="What the client is for.")] = "command line",
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
    """Create a client and print its id and secret, this once."""
    from steelyard.identity.commands.clients import create_oauth_client
    from steelyard.identity.models import OAuthClient
    from steelyard.identity.queries.people import find_seat
    from steelyard.identity.terms import EVERYTHING
    from steelyard.kernel.actors import SYSTEM
    from steelyard.kernel.ids import parse_public_id, public_id
    from steelyard.platform.clock import utc_now
    from steelyard.platform.db import as_system

    with as_system():
        member = find_seat(person, parse_public_id("partner", partner) if partner else None)
        scopes = scope or [EVERYTHING]
        client_id, secret = create_oauth_client(
            actor=SYSTEM,
            membership_id=member.key,
            name=name,
            scopes=scopes,
            expires_in_days=expires_days,
            now=utc_now(),
        )
    outside = public_id(OAuthClient.PREFIX, client_id)
    if as_json:
        answer = {
            "client_id": outside,
            "client_secret": secret,
            "person": member.email,
            "organization": member.organization,
            "scopes": scopes,
        }
        typer.echo(json.dumps(answer))
    else:
        typer.echo(f"{outside} {secret}")


@app.command()
def revoke(client_id: Annotated[str, typer.Argument(help="The client's id, such as client_….")]) -> None:
    """Revoke a client; programs that use it are refused from now on."""
    from steelyard.identity.commands.clients import revoke_oauth_client
    from steelyard.identity.models import OAuthClient
    from steelyard.kernel.actors import SYSTEM
    from steelyard.platform.clock import utc_now
    from steelyard.platform.db import as_system

    with as_system():
        revoke_oauth_client(actor=SYSTEM, client_id=OAuthClient.parse_id(client_id), now=utc_now())
    typer.echo("Revoked.", err=True)
