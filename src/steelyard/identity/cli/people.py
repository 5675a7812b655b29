"""`steelyard person`: people from the command line; the first administrator of a new installation above all."""

import json
from typing import Annotated

import typer

from steelyard.kernel.actors import Role

app = typer.Typer(name="person", help="Enroll people.", no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def people() -> None:
    """Enroll people."""


@app.command()
def create(
    *,
    mail: Annotated[str, typer.Option(help="The person's mail address; a code sent there signs in.")],
    name: Annotated[str, typer.Option(help="The person's name.")],
    role: Annotated[
        list[Role], typer.Option(help="What the person does; again for more. program_admin may do everything.")
    ],
    partner: Annotated[str, typer.Option(help="The partner's id; without it, the person is of the host.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Answer with JSON.")] = False,
) -> None:
    """Make somebody belong to the host or to a partner; a known person gets the roles they lack."""
    from steelyard.identity.commands.people import enroll_person
    from steelyard.kernel.actors import SYSTEM
    from steelyard.kernel.ids import parse_public_id, public_id
    from steelyard.platform.clock import utc_now
    from steelyard.platform.db import as_system

    with as_system():
        person_id = enroll_person(
            actor=SYSTEM,
            email=mail,
            name=name,
            partner_id=parse_public_id("partner", partner) if partner else None,
            roles=set(role),
            now=utc_now(),
        )
    typer.echo(json.dumps({"id": public_id("person", person_id)}) if as_json else f"{name} may sign in as {mail}.")
