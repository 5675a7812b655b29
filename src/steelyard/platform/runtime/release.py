"""Whether a database has seen everything this code brings, answered without loading Django.

A start compares two short facts with those of the last migration: what is installed, and what the database says was
applied. Only when one of them changed is `steelyard migrate` worth its two seconds.
"""

import json
from collections.abc import Iterator
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

import psycopg

from steelyard.platform.runtime.home import Home
from steelyard.platform.runtime.postgres import DatabaseUrls

Facts = dict[str, object]


def is_migrated(home: Home, urls: DatabaseUrls) -> bool:
    """Say whether nothing changed since the last migration."""
    note = _note(home)
    return note.exists() and json.loads(note.read_text()) == _facts(urls)


def is_installed_as_noted(home: Home) -> bool:
    """Say whether nothing was installed since the last migration; the database has not been asked."""
    note = _note(home)
    return note.exists() and json.loads(note.read_text())["installed"] == _installed()


def remember_migrated(home: Home, urls: DatabaseUrls) -> None:
    """Note that the database is up to date with what is installed now."""
    _note(home).write_text(json.dumps(_facts(urls)))


def _note(home: Home) -> Path:
    return home.root / "migrated.json"


def _facts(urls: DatabaseUrls) -> Facts:
    return {"installed": _installed(), "applied": _applied(urls)}


def _installed() -> str:
    digest = sha256()
    for part in _parts():
        digest.update(part + b"\0")
    return digest.hexdigest()


def _parts() -> Iterator[bytes]:
    """Yield the versions of the installed packages and the text of our migrations."""
    django = find_spec("django")
    assert django is not None
    assert django.origin is not None
    packages = Path(django.origin).parent.parent
    yield from sorted(path.name.encode() for path in packages.glob("*.dist-info"))
    ours = Path(__file__).parents[2]
    for migration in sorted(ours.glob("*/migrations/*.py")):
        yield str(migration.relative_to(ours)).encode()
        yield migration.read_bytes()


def _applied(urls: DatabaseUrls) -> str:
    with psycopg.connect(urls.app) as connection:
        try:
            row = connection.execute("select count(*), max(applied)::text from django_migrations").fetchone()
        except psycopg.DatabaseError:
            return "nothing"
    return str(row)
