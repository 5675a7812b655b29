"""`steelyard demo`: fill an empty installation with a believable year."""

import typer

app = typer.Typer(no_args_is_help=False)

SEED = 1157
"""The year in which the Hanse got its London house."""


@app.command()
def demo(seed: int = typer.Option(SEED, help="Another seed makes another year.")) -> None:
    """Generate a year of an ecosystem; does nothing where there are partners already."""
    from rich.progress import Progress

    from steelyard.demo.cast import PLAYERS
    from steelyard.demo.loading import is_empty, load
    from steelyard.platform.clock import utc_now

    if not is_empty():
        typer.echo("There are partners already: the demo fills empty installations only.", err=True)
        return
    with Progress(transient=True) as progress:
        task = progress.add_task("Living through a year", total=100)
        load(seed, utc_now(), lambda percent: progress.update(task, completed=percent))
    typer.echo("Sign in with one click as:")
    for player in PLAYERS:
        typer.echo(
            f"  {player.name:16} {player.title}{f' at {player.partner}' if player.partner else ''}  {player.email}"
        )
