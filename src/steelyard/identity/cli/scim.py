"""`steelyard scimtoken`: tokens for directories that provision people, from the command line."""

import json
from typing import Annotated

import typer

app = typer.Typer(
    name="scimtoken",
    help="Create and revoke tokens of directories (SCIM).",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.callback()
def tokens() -> None:
    """Create and revoke tokens of directories (SCIM)."""


@app.command()
def create(
    *,
    connection: Annotated[str, typer.Option(help="The connection's id, such as connection_….")],
    name: Annotated[str, typer.Option(help="Which directory it is for.")] = "command line",
    expires_days: Annotated[int | None, typer.Option(help="Days until it expires; without it, never.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer with JSON.")] = False,
) -> None:
    """Create a token for the directory of a connection and print it, this once."""
    from steelyard.identity.commands.scim_tokens import create_scim_token
    from steelyard.identity.models import Connection, ScimToken
    from steelyard.kernel.actors import SYSTEM
    from steelyard.kernel.ids import public_id
    from steelyard.platform.clock import utc_now
    from steelyard.platform.db import as_system

    with as_system():
        token_id, secret = create_scim_token(
            actor=SYSTEM,
            connection_id=Connection.parse_id(connection),
            name=name,
            expires_in_days=expires_days,
            now=utc_now(),
        )
    answer = {"id": public_id(ScimToken.PREFIX, token_id), "token": secret, "connection_id": connection}
    typer.echo(json.dumps(answer) if as_json else secret)


@app.command()
def revoke(token_id: Annotated[str, typer.Argument(help="The token's id, such as scimtoken_….")]) -> None:
    """Revoke a token; the directory that shows it is refused from now on."""
    from steelyard.identity.commands.scim_tokens import revoke_scim_token
    from steelyard.identity.models import ScimToken
    from steelyard.kernel.actors import SYSTEM
    from steelyard.platform.clock import utc_now
    from steelyard.platform.db import as_system

    with as_system():
        revoke_scim_token(actor=SYSTEM, token_id=ScimToken.parse_id(token_id), now=utc_now())
    typer.echo("Revoked.", err=True)
