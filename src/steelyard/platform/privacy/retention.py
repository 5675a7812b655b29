"""How long what is kept: a period for each kind of records, and the nightly run that deletes what is older."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from steelyard.kernel.actors import Actor, Role
from steelyard.kernel.refusals import NotAllowed, NotFound, Refusal, sentence
from steelyard.platform.db import as_system
from steelyard.platform.events import record
from steelyard.platform.models import RetentionPeriod, RetentionRun
from steelyard.platform.privacy.events import RetentionChanged

LONGEST_DAYS = 3650


class PeriodNotPossible(Refusal):
    """The period is shorter than the kind of records is needed, or longer than ten years."""

    code = "retention_period_not_possible"
    text = sentence("Choose a period from {least} to {most} days.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """A kind of records that go after a while. `label` and `reason` are marked sentences.

    `count` tells how many are older than an instant, `delete` deletes them and tells how many that were; both run as the system.
    """

    key: str
    label: str
    reason: str
    days: int
    """Unless the program decides otherwise."""
    least_days: int
    count: Callable[[datetime], int]
    delete: Callable[[datetime], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionLine:
    """How long a kind of records is kept, and how many would go now."""

    key: str
    label: str
    reason: str
    days: int
    default_days: int
    least_days: int
    due: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RunLine:
    """One nightly run: when, and how many records of each kind it deleted."""

    ran_at: datetime
    deleted: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.deleted.values())


_kinds: dict[str, Retention] = {}


def register_retention(*kinds: Retention) -> None:
    """Say what a context deletes after a while; called when it is made ready. Raises: ValueError when a key is taken."""
    for kind in kinds:
        if kind.key in _kinds:
            raise ValueError(f"two periods are called {kind.key}")
        _kinds[kind.key] = kind


def can_decide_retention(actor: Actor) -> bool:
    """Tell whether the actor may decide how long what is kept: the program's administrators alone."""
    return actor.is_system or (actor.is_host and actor.has_role(Role.PROGRAM_ADMIN))


def list_retention(actor: Actor, *, now: datetime) -> list[RetentionLine]:
    """Return every kind with its period and how many records the next run would delete, by label. Raises: NotAllowed."""
    _require(actor)
    with as_system():
        days = _days()
        lines = [
            RetentionLine(
                key=kind.key,
                label=_(kind.label),
                reason=_(kind.reason),
                days=days[kind.key],
                default_days=kind.days,
                least_days=kind.least_days,
                due=kind.count(now - timedelta(days=days[kind.key])),
            )
            for kind in _kinds.values()
        ]
    return sorted(lines, key=lambda line: line.label)


def list_runs(actor: Actor) -> list[RunLine]:
    """Return the last thirty runs, the newest first. Raises: NotAllowed."""
    _require(actor)
    return [RunLine(ran_at=row.ran_at, deleted=row.deleted) for row in RetentionRun.objects.order_by("-ran_at")[:30]]


@transaction.atomic
def set_period(*, actor: Actor, key: str, days: int, now: datetime) -> None:
    """Keep a kind of records for so many days from the next run on. Raises: NotAllowed, NotFound, PeriodNotPossible."""
    _require(actor)
    kind = _kinds.get(key)
    if kind is None:
        raise NotFound
    if not kind.least_days <= days <= LONGEST_DAYS:
        refusal = {"least": kind.least_days, "most": LONGEST_DAYS}
        raise PeriodNotPossible(fields={"days": _(PeriodNotPossible.text).format(**refusal)}, **refusal)
    row = RetentionPeriod.objects.select_for_update().filter(key=key).first() or RetentionPeriod(key=key)
    before = row.days or kind.days
    if before == days:
        return
    row.days, row.changed_at, row.changed_by = days, now, actor.person_id
    row.save()
    changed = RetentionChanged(subject_id=row.id, subject_label=kind.label, before=before, days=days)
    record(changed, actor=actor, now=now)


def run_retention(*, now: datetime) -> dict[str, int]:
    """Delete what is older than its period, each kind in a transaction of its own, and keep a record of the run."""
    with as_system():
        days = _days()
    deleted = {}
    for key, kind in sorted(_kinds.items()):
        with as_system():
            deleted[key] = kind.delete(now - timedelta(days=days[key]))
    with as_system():
        RetentionRun.objects.create(ran_at=now, deleted=deleted)
    return deleted


def _days() -> dict[str, int]:
    chosen = dict(RetentionPeriod.objects.values_list("key", "days"))
    return {key: chosen.get(key, kind.days) for key, kind in _kinds.items()}


def _require(actor: Actor) -> None:
    if not can_decide_retention(actor):
        raise NotAllowed
