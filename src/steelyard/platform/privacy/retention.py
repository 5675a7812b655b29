"""How long what is kept: a period for each kind of records, by region where wanted, and the nightly run that deletes."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from steelyard.kernel.actors import Actor, Role
from steelyard.kernel.events import Event
from steelyard.kernel.refusals import NotAllowed, NotFound, Refusal, sentence
from steelyard.platform.db import as_system
from steelyard.platform.events import record
from steelyard.platform.models import RetentionPeriod, RetentionRun
from steelyard.platform.privacy.events import RegionalRetentionDropped, RegionalRetentionSet, RetentionChanged
from steelyard.platform.privacy.places import Place, Whose, divide, list_places

LONGEST_DAYS = 3650


class PeriodNotPossible(Refusal):
    """The period is shorter than the kind of records is needed, or longer than ten years."""

    code = "retention_period_not_possible"
    text = sentence("Choose a period from {least} to {most} days.")


class NotByRegion(Refusal):
    """The kind of records belongs to no partner, and so to no region."""

    code = "retention_not_by_region"
    text = sentence("{what}: kept alike everywhere, because they belong to no partner.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """A kind of records that go after a while. `label` and `reason` are marked sentences.

    `count` tells how many of whose records are older than an instant, `delete` deletes them and tells how many that were; both run
    as the system. Kinds that are not `regional` belong to no partner: for them `whose` is everybody.
    """

    key: str
    label: str
    reason: str
    days: int
    """Unless the program decides otherwise."""
    least_days: int
    count: Callable[[datetime, Whose], int]
    delete: Callable[[datetime, Whose], int]
    regional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionalLine:
    """How long a kind of records is kept of partners in a region, and how many of them would go now."""

    region: str
    name: str
    days: int
    due: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionLine:
    """How long a kind of records is kept, and how many would go now, everywhere."""

    key: str
    label: str
    reason: str
    days: int
    default_days: int
    least_days: int
    due: int
    is_regional: bool
    regions: tuple[RegionalLine, ...] = ()


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
    """Return every kind with its periods and how many records the next run would delete, by label. Raises: NotAllowed."""
    _require(actor)
    with as_system():
        names = {place.key: place.name for place in list_places()}
        lines = [_line(kind, periods, names, now) for kind, periods in _periods()]
    return sorted(lines, key=lambda line: line.label)


def _line(kind: Retention, periods: "Periods", names: Mapping[str, str], now: datetime) -> RetentionLine:
    due = {region: kind.count(now - timedelta(days=days), whose) for region, days, whose in periods.parts()}
    regions = (
        RegionalLine(region=region, name=names.get(region, region), days=days, due=due[region])
        for region, days in periods.by_region.items()
    )
    return RetentionLine(
        key=kind.key,
        label=_(kind.label),
        reason=_(kind.reason),
        days=periods.days,
        default_days=kind.days,
        least_days=kind.least_days,
        due=sum(due.values()),
        is_regional=kind.regional,
        regions=tuple(sorted(regions, key=lambda line: line.name)),
    )


def list_regions(actor: Actor) -> list[Place]:
    """Return the regions for which periods can be set, by name. Raises: NotAllowed."""
    _require(actor)
    with as_system():
        return list_places()


def list_runs(actor: Actor) -> list[RunLine]:
    """Return the last thirty runs, the newest first. Raises: NotAllowed."""
    _require(actor)
    return [RunLine(ran_at=row.ran_at, deleted=row.deleted) for row in RetentionRun.objects.order_by("-ran_at")[:30]]


@transaction.atomic
def set_period(*, actor: Actor, key: str, days: int, now: datetime, region: str = "") -> None:
    """Keep a kind of records for so many days from the next run on; with a region, those of partners there.

    Raises: NotAllowed, NotFound, PeriodNotPossible, NotByRegion.
    """
    kind = _decided_kind(actor, key, region)
    if not kind.least_days <= days <= LONGEST_DAYS:
        refusal = {"least": kind.least_days, "most": LONGEST_DAYS}
        raise PeriodNotPossible(fields={"days": _(PeriodNotPossible.text).format(**refusal)}, **refusal)
    rows = RetentionPeriod.objects.select_for_update()
    row = rows.filter(key=key, region=region).first() or RetentionPeriod(key=key, region=region)
    before = row.days
    if before == days or (before is None and not region and days == kind.days):
        return
    row.days, row.changed_at, row.changed_by = days, now, actor.person_id
    row.save()
    if region:
        changed: Event = RegionalRetentionSet(
            subject_id=row.id, subject_label=kind.label, region=_name_of(region), days=days
        )
    else:
        changed = RetentionChanged(
            subject_id=row.id, subject_label=kind.label, before=kind.days if before is None else before, days=days
        )
    record(changed, actor=actor, now=now)


@transaction.atomic
def drop_regional_period(*, actor: Actor, key: str, region: str, now: datetime) -> None:
    """Let the period around a region hold for partners in it again; where it does already, nothing happens.

    Raises: NotAllowed, NotFound, NotByRegion.
    """
    kind = _decided_kind(actor, key, region)
    row = RetentionPeriod.objects.select_for_update().filter(key=key, region=region).exclude(region="").first()
    if row is None:
        return
    dropped = RegionalRetentionDropped(
        subject_id=row.id, subject_label=kind.label, region=_name_of(region), before=row.days
    )
    row.delete()
    record(dropped, actor=actor, now=now)


def run_retention(*, now: datetime) -> dict[str, int]:
    """Delete what is older than its period, each kind in a transaction of its own, and keep a record of the run."""
    with as_system():
        kinds = sorted(_periods(), key=lambda pair: pair[0].key)
    deleted = {}
    for kind, periods in kinds:
        with as_system():
            deleted[kind.key] = sum(
                kind.delete(now - timedelta(days=days), whose) for _region, days, whose in periods.parts()
            )
    with as_system():
        RetentionRun.objects.create(ran_at=now, deleted=deleted)
    return deleted


@dataclass(frozen=True, slots=True)
class Periods:
    """How long a kind is kept: generally, and of partners in regions with a period of their own."""

    days: int
    by_region: Mapping[str, int]

    def parts(self) -> Iterator[tuple[str | None, int, Whose]]:
        """Yield each region with its days and whose records they are about; None is everywhere else. Call it as the system."""
        for region, whose in divide(self.by_region).items():
            yield region, self.days if region is None else self.by_region[region], whose


def _periods() -> list[tuple[Retention, Periods]]:
    chosen: dict[str, dict[str, int]] = defaultdict(dict)
    for key, region, days in RetentionPeriod.objects.values_list("key", "region", "days"):
        chosen[key][region] = days
    return [(kind, _periods_of(kind, chosen[key])) for key, kind in _kinds.items()]


def _periods_of(kind: Retention, chosen: Mapping[str, int]) -> Periods:
    by_region = {region: days for region, days in chosen.items() if region and kind.regional}
    return Periods(chosen.get("", kind.days), by_region)


def _decided_kind(actor: Actor, key: str, region: str) -> Retention:
    _require(actor)
    kind = _kinds.get(key)
    if kind is None:
        raise NotFound
    if region and not kind.regional:
        raise NotByRegion(what=_(kind.label), fields={"region": _(NotByRegion.text).format(what=_(kind.label))})
    if region:
        with as_system():
            if region not in {place.key for place in list_places()}:
                raise NotFound
    return kind


def _name_of(region: str) -> str:
    with as_system():
        return next((place.name for place in list_places() if place.key == region), region)


def _require(actor: Actor) -> None:
    if not can_decide_retention(actor):
        raise NotAllowed
