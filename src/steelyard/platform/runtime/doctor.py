"""What an operator wants to know when something is wrong: each check says what it found and what to do about it."""

import platform
import shutil
import stat
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import connection

from steelyard.platform.audit.state import find_head
from steelyard.platform.clock import utc_now
from steelyard.platform.db import as_system
from steelyard.platform.models import EventRecord
from steelyard.platform.runtime.health import DATABASE_ERRORS, pending_migrations, worker_is_alive
from steelyard.platform.runtime.home import Home
from steelyard.platform.scanning import ping

OLDEST_PYTHON = (3, 11)
LEAST_FREE_BYTES = 1 << 30


@dataclass(frozen=True)
class Finding:
    """The outcome of one check; `fix` says what to do when it is not all right."""

    check: str
    is_ok: bool
    detail: str
    fix: str = ""


def examine(home: Home) -> list[Finding]:
    """Run every check. Those that need the database say so when it is away."""
    findings = [_python(), _disk(home), *_private_files(home), _front_end(), _mail(), *_scanner()]
    database_checks: tuple[Callable[[], Finding], ...] = (
        _database,
        _role,
        _row_security,
        _migrations,
        _worker,
        _audit_seal,
    )
    for check in database_checks:
        try:
            findings.append(check())
        except DATABASE_ERRORS as error:
            findings.append(
                Finding(
                    check.__name__.strip("_"),
                    is_ok=False,
                    detail=str(error).strip(),
                    fix="Start the database, or see its log.",
                )
            )
    return findings


def _python() -> Finding:
    return Finding(
        "python", sys.version_info >= OLDEST_PYTHON, platform.python_version(), "Install Python 3.11 or newer."
    )


def _scanner() -> Iterator[Finding]:
    if settings.CLAMD:
        yield Finding(
            "virus scanner",
            ping(),
            settings.CLAMD,
            "Start clamd, or let STEELYARD_CLAMD say where it listens: until then nothing can be uploaded.",
        )


def _disk(home: Home) -> Finding:
    free = shutil.disk_usage(home.root).free
    return Finding(
        "disk",
        free >= LEAST_FREE_BYTES,
        f"{free / LEAST_FREE_BYTES:.1f} GiB free at {home.root}",
        "Free some space, or move STEELYARD_HOME to a larger disk.",
    )


def _private_files(home: Home) -> Iterator[Finding]:
    for path in (home.secret_file, home.files):
        if path.exists():
            shared = stat.S_IMODE(path.stat().st_mode) & 0o077
            yield Finding(
                f"{path.name}_mode", not shared, f"{path}: {stat.filemode(path.stat().st_mode)}", f"chmod go= {path}"
            )


def _front_end() -> Finding:
    manifest = finders.find("steelyard/manifest.json")
    return Finding(
        "front_end",
        manifest is not None,
        "compiled" if manifest else "not compiled",
        "In a checkout run `make assets`; a wheel carries it inside: install it again.",
    )


def _mail() -> Finding:
    if settings.EMAIL_HOST:
        return Finding("mail", is_ok=True, detail=f"sent by {settings.EMAIL_HOST}:{settings.EMAIL_PORT}")
    folder = Path(settings.EMAIL_FILE_PATH)
    return Finding("mail", is_ok=True, detail=f"written to {folder}; set STEELYARD_SMTP_HOST to send it")


def _database() -> Finding:
    with connection.cursor() as cursor:
        cursor.execute("show server_version")
        (version,) = cursor.fetchone()
    return Finding("database", is_ok=True, detail=f"PostgreSQL {version} answers")


def _role() -> Finding:
    with connection.cursor() as cursor:
        cursor.execute(
            "select current_user, rolsuper or rolbypassrls,"
            " exists (select from pg_class where relowner = r.oid and relkind in ('r', 'p'))"
            " from pg_roles r where rolname = current_user"
        )
        name, bypasses, owns = cursor.fetchone()
    standing = "bypasses row-level security" if bypasses else "owns tables" if owns else "is bound by the policies"
    return Finding(
        "role",
        not bypasses and not owns,
        f"{name} {standing}",
        f"alter role {name} nosuperuser nobypassrls; and let another role own the tables.",
    )


def _row_security() -> Finding:
    """Look at every table that has policies or whose model scopes rows by actor (`visible_to`)."""
    scoped = [
        model._meta.db_table for model in apps.get_models() if hasattr(model._default_manager.all(), "visible_to")
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            "select c.relname, c.relrowsecurity and c.relforcerowsecurity from pg_class c"
            " where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace"
            " and (c.relname = any(%s) or c.relrowsecurity or exists (select from pg_policy where polrelid = c.oid))",
            [scoped],
        )
        tables = cursor.fetchall()
    open_tables = sorted(name for name, is_forced in tables if not is_forced)
    return Finding(
        "row_security",
        not open_tables,
        f"not forced on {', '.join(open_tables)}" if open_tables else f"forced on {len(tables)} tables",
        "alter table ... enable row level security, force row level security;",
    )


def _migrations() -> Finding:
    pending = pending_migrations()
    return Finding(
        "migrations", not pending, f"missing: {', '.join(pending)}" if pending else "all applied", "steelyard migrate"
    )


def _worker() -> Finding:
    is_alive = worker_is_alive()
    return Finding(
        "worker",
        is_alive,
        "alive" if is_alive else "no sign of life",
        "Start `steelyard up`, or `steelyard worker` on a host of its own.",
    )


def _audit_seal() -> Finding:
    """Look whether the log is being sealed; whether it is intact is for `steelyard audit verify`, which reads it all."""
    with as_system():
        head = find_head()
        oldest = EventRecord.objects.order_by("sequence").first() if head is None else None
    is_late = oldest is not None and oldest.occurred_at < utc_now() - timedelta(hours=1)
    sealed = f"{head.position} events sealed, the last at {head.sealed_at:%Y-%m-%d %H:%M} UTC" if head else "none yet"
    return Finding("audit_seal", not is_late, sealed, "Start the worker, which seals the log every minute.")
