"""The commands `steelyard companies …`."""

import typer

from steelyard.companies.cli.duplicates import deduplicate, duplicates
from steelyard.companies.cli.quality import assess
from steelyard.companies.cli.rows import compare, match

app = typer.Typer(help="Find, match, merge and judge company records.", no_args_is_help=True)


@app.callback()
def companies() -> None:
    """Find, match, merge and judge company records."""


for command in (compare, match, duplicates, deduplicate, assess):
    app.command()(command)
