"""Keeping statements, and those that are made here: launched, abandoned, satisfied."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from steelyard.kernel.ids import new_id
from steelyard.learning.models import PackageLaunch, PackageStatement
from steelyard.learning.packages.cmi5.policies import say
from steelyard.learning.packages.cmi5.queries import history_of
from steelyard.learning.packages.cmi5.terms import Registration, Verb


def insert_statement(
    launch: PackageLaunch, key: UUID, verb: str, body: Mapping[str, object], *, is_defined: bool, now: datetime
) -> None:
    """Keep a statement about a launch."""
    PackageStatement.objects.create(
        id=key, launch=launch, verb=verb[:300], is_defined=is_defined, body=dict(body), stored_at=now
    )


def say_now(verb: Verb, launch: PackageLaunch, registration: Registration, *, now: datetime) -> None:
    """Make a statement about a launch."""
    body = say(verb, registration, at=now.isoformat())
    insert_statement(launch, new_id(), verb, body, is_defined=True, now=now)


def note_launch(launch: PackageLaunch, registration: Registration, *, is_satisfied: bool, now: datetime) -> None:
    """Say that a unit was launched, and of the session before it, when that was begun and not ended, that it was abandoned."""
    before = PackageLaunch.objects.filter(run=launch.run_id, number=launch.number - 1).first()
    said = history_of(before).in_session if before else frozenset()
    if before is not None and Verb.INITIALIZED in said and Verb.TERMINATED not in said:
        say_now(Verb.ABANDONED, before, registration, now=now)
    say_now(Verb.LAUNCHED, launch, registration, now=now)
    if is_satisfied:
        say_now(Verb.SATISFIED, launch, registration, now=now)
