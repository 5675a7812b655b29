"""The `steelyard` command: running the product, and a place for every context's own commands.

A context offers commands in `steelyard/<context>/cli.py` as a typer `app`. It is imported only when one of its commands
is called, and Django is ready when the command's body runs: what needs Django is imported inside the functions.
"""

import json
import os
import sys
from collections.abc import Callable
from functools import wraps
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from steelyard.kernel.refusals import Refusal
from steelyard.platform.runtime.home import Home, SetupError

CONTEXT_COMMANDS = {
    "apikey": ("steelyard.identity.cli.keys", "Create and revoke API keys."),
    "oauthclient": ("steelyard.identity.cli.clients", "Create and revoke OAuth clients."),
    "audit": ("steelyard.platform.audit.cli", "Verify the sealed log of events, or take its head elsewhere."),
    "bounces": ("steelyard.platform.mailing.cli", "Read the notices of mails that came back."),
    "companies": ("steelyard.companies.cli", "Compare, match and merge companies."),
    "demo": ("steelyard.demo.cli", "Fill the portal with a believable year of an ecosystem."),
    "explain": (
        "steelyard.program.cli.explaining",
        "Explain a decision: facts, rules in force, reasons, what would change it.",
    ),
    "partners": ("steelyard.partners.cli", "Assess the data of partners, and try automations on the past."),
    "person": ("steelyard.identity.cli.people", "Enroll people: the first administrator of a new installation."),
    "privacy": ("steelyard.identity.cli.privacy", "Export what is held about a person, or erase the person."),
    "import": (
        "steelyard.platform.imports.cli",
        "Load companies, partners, people, opportunities and registrations from CSV.",
    ),
    "scimtoken": ("steelyard.identity.cli.scim", "Create and revoke tokens of directories (SCIM)."),
    "simulate": ("steelyard.program.cli.simulating", "Try a draft of rules on past decisions."),
}

app = typer.Typer(
    name="steelyard",
    help="Steelyard, the ecosystem management platform. `steelyard up` starts everything.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

Host = Annotated[str, typer.Option(help="Address to listen on.")]
Port = Annotated[int, typer.Option(envvar="PORT", help="Port to listen on.")]
AsJson = Annotated[bool, typer.Option("--json", help="Answer with JSON.")]


@app.command()
def up(
    *,
    host: Host = "127.0.0.1",
    port: Port = 8000,
    demo: Annotated[
        bool, typer.Option("--demo", help="Load demo data the first time; sign in with one click.")
    ] = False,
) -> None:
    """Start database, web and worker, and keep them running until Ctrl-C."""
    from steelyard.platform.runtime.supervisor import Supervisor

    announce: Callable[[str], None] = lambda address: typer.echo(f"Steelyard is ready at {address}")  # noqa: E731
    Supervisor(Home.from_environment(), host, port, announce).run(demo=demo or os.environ.get("STEELYARD_DEMO") == "1")


@app.command()
def web(
    host: Host = "127.0.0.1",
    port: Port = 8000,
    workers: Annotated[int, typer.Option(help="Processes.", min=1)] = 2,
    threads: Annotated[int, typer.Option(help="Threads in each process.", min=1)] = 4,
) -> None:
    """Serve pages and API; the database is set up already."""
    from steelyard.platform.runtime.application import start_application
    from steelyard.platform.runtime.server import serve

    start_application()
    serve("steelyard.config.wsgi:application", host=host, port=port, workers=workers, threads=threads)


@app.command()
def worker(concurrency: Annotated[int, typer.Option(help="Jobs at a time.", min=1)] = 2) -> None:
    """Run jobs: reactions to events, mail, reminders, expiry."""
    from steelyard.platform.runtime.application import start_application

    start_application()
    from steelyard.platform.runtime.worker import run_worker

    run_worker(concurrency=concurrency)


@app.command()
def migrate(*, as_json: AsJson = False) -> None:
    """Bring the database up to date."""
    from steelyard.platform.runtime.application import start_application

    urls = start_application(as_owner=True)
    from steelyard.platform.runtime import migrate as migration

    applied = migration.migrate(urls)
    _set_up()
    if as_json:
        typer.echo(json.dumps({"applied": applied}))
    elif applied:
        typer.echo(f"Applied {len(applied)} migrations.", err=True)


def _set_up() -> None:
    """Give a new installation the regions, product families and rules that it begins with; what is there stays."""
    from steelyard.platform.clock import utc_now
    from steelyard.platform.db import as_system
    from steelyard.program.public import set_up_program

    with as_system():
        set_up_program(now=utc_now())


@app.command()
def doctor(*, as_json: AsJson = False) -> None:
    """Check this installation; exit code 1 if something needs attention."""
    from dataclasses import asdict

    from steelyard.platform.runtime.application import start_application

    start_application()
    from steelyard.platform.runtime.doctor import examine

    findings = examine(Home.from_environment())
    if as_json:
        typer.echo(json.dumps([asdict(finding) for finding in findings], indent=2))
    else:
        for finding in findings:
            typer.echo(f"{'ok  ' if finding.is_ok else 'FAIL'}  {finding.check:16}  {finding.detail}")
            if not finding.is_ok:
                typer.echo(f"{'':24}{finding.fix}")
    raise typer.Exit(0 if all(finding.is_ok for finding in findings) else 1)


@app.command()
def backup(
    target: Annotated[Path, typer.Argument(dir_okay=False, help="The file to write.")], *, as_json: AsJson = False
) -> None:
    """Write database, files, secret key and heads of the sealed log into one file; people may go on working."""
    from datetime import UTC, datetime

    from steelyard.platform.runtime.application import prepare_environment
    from steelyard.platform.runtime.backup import back_up

    home = Home.from_environment()
    if not target.parent.is_dir():
        raise SetupError(f"There is no folder {target.parent} to write {target.name} into.")
    manifest = back_up(home, prepare_environment(home), target, now=datetime.now(UTC))
    rows, size = sum(manifest.rows.values()), target.stat().st_size
    if as_json:
        typer.echo(json.dumps({"file": str(target), "bytes": size, "rows": rows, "members": len(manifest.members)}))
    else:
        typer.echo(f"{target}: {rows:,} rows in {len(manifest.rows)} tables, {size / 1e6:,.1f} MB.")
        typer.echo("It holds the secret key: keep it as safe as the installation itself.", err=True)


@app.command()
def restore(
    source: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A file that `backup` wrote.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Make an installation of a backup in an empty STEELYARD_HOME, check every row and file, and verify the sealed log."""
    from steelyard.platform.runtime.application import start_application
    from steelyard.platform.runtime.backup import restore as restore_from

    restored = restore_from(Home.from_environment(), source)
    urls = start_application(as_owner=True)
    from steelyard.platform.audit.heads import heads_file, read_heads
    from steelyard.platform.audit.verifying import verify_log
    from steelyard.platform.clock import utc_now
    from steelyard.platform.db import as_system
    from steelyard.platform.runtime import migrate as migration

    migration.migrate(urls)  # a backup of an older version comes up to date
    with as_system():
        log = verify_log(read_heads(heads_file()), now=utc_now())
    is_whole = log.is_intact and not restored.differences
    if as_json:
        said = {"is_whole": is_whole, "rows": restored.rows, "files": restored.files, "log_is_intact": log.is_intact}
        typer.echo(json.dumps({**said, "differences": restored.differences}))
    else:
        for difference in restored.differences:
            typer.echo(difference, err=True)
        typer.echo(f"{restored.rows:,} rows and {restored.files:,} files are back.")
        typer.echo(
            "The sealed log is intact." if log.is_intact else "The sealed log is broken: `steelyard audit verify`."
        )
    raise typer.Exit(0 if is_whole else 1)


@app.command()
def shell() -> None:
    """Open a Python shell with the application loaded."""
    from steelyard.platform.runtime.application import start_application

    start_application()
    from django.core.management import call_command

    call_command("shell")


@app.command(hidden=True)
def reference(folder: Annotated[Path, typer.Argument(file_okay=False)]) -> None:
    """Write the reference pages of the docs from the code; for developers."""
    from steelyard.platform.runtime.application import start_application

    start_application()
    from steelyard.config.reference import write_pages

    write_pages(folder)


@app.command(hidden=True)
def messages() -> None:
    """Collect the texts for translation into the catalogs; for developers."""
    from steelyard.config.messages import update_catalogs

    for language, missing in update_catalogs().items():
        typer.echo(f"{language}: {missing} to translate" if missing else f"{language}: complete")


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []})
def manage(context: typer.Context) -> None:
    """Run one of Django's own commands, as the database's owner; for developers."""
    from steelyard.platform.runtime.application import start_application

    start_application(as_owner=True)
    from django.core.management import execute_from_command_line

    execute_from_command_line(["steelyard manage", *context.args])


class Deferred(TyperCommand):
    """A command whose module is imported only when it is called."""

    def __init__(self, name: str, module: str, summary: str) -> None:
        super().__init__(name=name, help=summary)
        self.module = module

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> Any:
        """Hand over to the real command."""
        command = typer.main.get_command(import_module(self.module).app)
        return _with_application(command).make_context(info_name, args, parent=parent, **extra)


def _with_application(command: Any) -> Any:
    """Make Django ready before the body of the command, or of each of its subcommands; `--help` stays without it."""
    if isinstance(command, TyperGroup):
        for subcommand in command.commands.values():
            _with_application(subcommand)
    elif command.callback is not None:
        body = command.callback

        @wraps(body)
        def run(*args: Any, **kwargs: Any) -> Any:
            from steelyard.platform.runtime.application import start_application

            start_application()
            return body(*args, **kwargs)

        command.callback = run
    return command


def build_command() -> TyperGroup:
    """Return the command with every context's commands that exist."""
    command = typer.main.get_command(app)
    assert isinstance(command, TyperGroup)
    for name, (module, summary) in CONTEXT_COMMANDS.items():
        context = module.rpartition(".")[0]
        if find_spec(context) is not None and find_spec(module) is not None:
            command.add_command(Deferred(name, module, summary))
    return command


def main() -> None:
    """Run the command; what the operator can put right is said in a sentence, not in a traceback."""
    supervisor = os.environ.pop("STEELYARD_SUPERVISOR", None)
    if supervisor is not None:
        from steelyard.platform.runtime.lifeline import end_with

        end_with(int(supervisor))
    try:
        build_command()(prog_name="steelyard")
    except (SetupError, Refusal) as error:
        typer.echo(f"steelyard: {error}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
