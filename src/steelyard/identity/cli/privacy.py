"""`steelyard privacy`: what is held about a person, from the command line."""

import json
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    name="privacy", help="Export personal data, and erase people.", no_args_is_help=True, rich_markup_mode=None
)

Mail = Annotated[str, typer.Argument(help="Mail address of a member, or of somebody whom partners named.")]
AsJson = Annotated[bool, typer.Option("--json", help="Answer with JSON.")]


@app.callback()
def privacy() -> None:
    """Export personal data, and erase people."""


@app.command()
def export(
    mail: Mail,
    *,
    to: Annotated[Path | None, typer.Option(help="Where the archive goes; without it, here, by date.")] = None,
    as_json: AsJson = False,
) -> None:
    """Write everything that is held about a person into a ZIP archive, readable by you alone."""
    import os

    from steelyard.identity.queries.personal_data import find_subject
    from steelyard.kernel.actors import SYSTEM
    from steelyard.platform.clock import utc_now
    from steelyard.platform.db import as_system
    from steelyard.platform.privacy.archive import write_archive

    now = utc_now()
    target = to or Path(f"personal-data-{now:%Y%m%d-%H%M%S}.zip")
    descriptor = os.open(target, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
    with as_system(), os.fdopen(descriptor, "w+b") as archive:
        records = write_archive(archive, find_subject(SYSTEM, mail.strip().lower()), made_at=now)
    answer = {"archive": str(target), "records": records}
    typer.echo(json.dumps(answer) if as_json else f"{records:,} records are in {target}.")


@app.command()
def erase(
    mail: Mail,
    *,
    reason: Annotated[str, typer.Option(help="Who asked for it, when, how you know that it was them.")],
    yes: Annotated[bool, typer.Option("--yes", help="Confirm; without it, only what would happen is said.")] = False,
    as_json: AsJson = False,
) -> None:
    """Take a person out of every table and file; what happened stays, under a pseudonym. Exit code 1 while something holds it."""
    from steelyard.identity.commands.erasing import carry_out, confirm_erasure, request_erasure, withdraw_erasure
    from steelyard.identity.queries.personal_data import foresee_erasure, get_erasure
    from steelyard.identity.terms import ErasureState
    from steelyard.kernel.actors import SYSTEM
    from steelyard.platform.clock import utc_now
    from steelyard.platform.db import as_system

    with as_system():
        key = request_erasure(actor=SYSTEM, email=mail, reason=reason, now=utc_now())
        foreseen = foresee_erasure(SYSTEM, key)
        if yes:
            confirm_erasure(actor=SYSTEM, erasure_id=key, email=mail, now=utc_now())
        else:
            withdraw_erasure(actor=SYSTEM, erasure_id=key, now=utc_now())
    if yes:
        carry_out(erasure_id=key, now=utc_now())
    with as_system():
        line = get_erasure(SYSTEM, key)
    holds = [hold.text for hold in foreseen.holds]
    if as_json:
        affected = {one.key: one.count for one in foreseen.affected}
        answer = {"id": line.id, "state": line.state, "rows": line.changed, "affected": affected, "holds": holds}
        typer.echo(json.dumps(answer))
    elif line.state == ErasureState.FINISHED:
        typer.echo(f"{line.changed:,} rows named the person, who is {line.pseudonym} from now on.")
    else:
        for one in foreseen.affected:
            typer.echo(f"{one.count:>8,}  {one.label}: {one.after_erasure}")
        for hold in holds:
            typer.echo(f"It has to wait: {hold}", err=True)
        if not yes:
            typer.echo("Nothing was erased. Add --yes to erase the person.", err=True)
    raise typer.Exit(1 if yes and line.state != ErasureState.FINISHED else 0)
