"""`steelyard companies assess`: how good the data of every company is."""

import json
from typing import Annotated

import typer


def assess(
    as_json: Annotated[bool, typer.Option("--json", help="Write one JSON object.")] = False,  # noqa: FBT002
) -> None:
    """Compute the score of every company's data anew from what is known, as happens every night."""
    from steelyard.companies.commands import assess_companies
    from steelyard.platform.clock import utc_now
    from steelyard.platform.db import as_system

    with as_system():
        changed = assess_companies(now=utc_now())
    typer.echo(json.dumps({"changed": changed}) if as_json else f"{changed} scores changed.")
