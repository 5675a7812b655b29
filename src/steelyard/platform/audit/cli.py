"""`steelyard audit`: prove that the log is as it was sealed, and take its head elsewhere."""

import json
from collections import deque
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="Verify the sealed log of events.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="Answer with JSON.")]

_SAYS = {
    "changed": "Record {position} is not what was sealed: event {event}.",
    "missing": "Record {position} is gone: event {event}.",
    "gap": "Record {position} is gone, with its seal.",
    "cut_off": "The end of the log is gone, from record {position} on.",
    "undeclared": "An event was redacted, and nothing in the log declares it: {event}.",
    "slipped_in": "An event was added behind what had been sealed: {event}.",
}


@app.command()
def verify(
    *,
    heads: Annotated[
        Path | None,
        typer.Option(
            exists=True, dir_okay=False, help="Heads kept elsewhere; those of the data directory if left out."
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Prove that no event was changed, removed, added or cut off, or name the first record that is broken (exit code 1)."""
    from steelyard.kernel.ids import public_id
    from steelyard.platform.audit.heads import heads_file, read_heads
    from steelyard.platform.audit.verifying import verify_log
    from steelyard.platform.clock import utc_now
    from steelyard.platform.db import as_system
    from steelyard.platform.models import EventRecord

    with as_system():
        verdict = verify_log(read_heads(heads or heads_file()), now=utc_now())
    broken = verdict.broken
    event = public_id(EventRecord.PREFIX, broken.event_id) if broken and broken.event_id else None
    if as_json:
        answer = {
            "is_intact": verdict.is_intact,
            "sealed": verdict.sealed,
            "unsealed": verdict.unsealed,
            "redacted": verdict.redacted,
            "heads": verdict.heads,
            "broken": broken and {"damage": broken.damage, "position": broken.position, "event": event},
        }
        typer.echo(json.dumps(answer, indent=2))
    elif broken:
        typer.echo(_SAYS[broken.damage].format(position=broken.position, event=event))
    else:
        typer.echo(f"{verdict.sealed:,} events are as they were sealed; {verdict.unsealed:,} wait for their seal.")
        if verdict.redacted:
            typer.echo(f"{verdict.redacted:,} of them were redacted since, to erase somebody; the log declares each.")
        if not verdict.heads:
            typer.echo(
                "No head was kept outside the database: a log whose end was cut off would not be seen.", err=True
            )
    raise typer.Exit(0 if verdict.is_intact else 1)


@app.command()
def head(*, as_json: AsJson = False) -> None:
    """Seal what happened up to now and print the head of the chain, to be kept where nobody of this machine can write."""
    from steelyard.platform.audit.heads import heads_file, read_heads
    from steelyard.platform.audit.sealing import seal_log
    from steelyard.platform.clock import utc_now

    seal_log(utc_now())
    last = next(iter(deque(read_heads(heads_file()), maxlen=1)), None)
    if last is None:
        typer.echo("Nothing has happened yet.", err=True)
        raise typer.Exit(1)
    typer.echo(last.as_json() if as_json else f"{last.position} {last.digest} {last.sealed_at:%Y-%m-%dT%H:%M:%SZ}")
