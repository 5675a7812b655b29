"""`steelyard bounces`: what a mail server hands over when mails come back."""

import json
import sys
from typing import Annotated

import typer

app = typer.Typer(name="bounces", help="Read the notices of mails that came back.", rich_markup_mode=None)


@app.command()
def read(*, as_json: Annotated[bool, typer.Option("--json", help="Answer with JSON.")] = False) -> None:
    """Read a notice (RFC 3464) from standard input, and send nothing more to the mailboxes that it says are gone.

    Let the mail server pipe whatever arrives at the sender's address into it.
    """
    from steelyard.platform.clock import utc_now
    from steelyard.platform.db import as_system
    from steelyard.platform.mailing.notices import read_notice
    from steelyard.platform.mailing.sending import note_refusal

    bounces = read_notice(sys.stdin.buffer.read())
    with as_system():
        for bounce in bounces:
            note_refusal(address=bounce.address, code=bounce.code, said=bounce.said, now=utc_now())
    if as_json:
        typer.echo(json.dumps([{"code": bounce.code, "said": bounce.said} for bounce in bounces]))
    else:
        typer.echo(f"{len(bounces)} mailboxes are gone.", err=True)
