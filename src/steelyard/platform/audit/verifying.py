"""Proving that the log is as it was sealed, or naming the first record that is not."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db import connection

from steelyard.platform.audit.chain import EVENT_TEXT, GENESIS, redaction_after, seal_after
from steelyard.platform.audit.events import EventsRedacted
from steelyard.platform.audit.heads import Head
from steelyard.platform.audit.redacting import digest_of
from steelyard.platform.audit.sealing import horizon
from steelyard.platform.models import AuditRedaction, AuditRun, EventRecord

_CHUNK = 5_000
_SEALED = f"""
    select s.position, s.event_id, s.digest, {EVENT_TEXT}, e.id is not null
    from platform_auditseal s left join platform_event e on e.id = s.event_id order by s.position
"""  # noqa: S608 - the parts are constants
_SLIPPED_IN = """
    select e.id from platform_event e
    where e.sequence <= %s and not exists (select from platform_auditseal s where s.event_id = e.id)
    order by e.sequence limit 1
"""
_UNSEALED = """
    select count(*) from platform_event e where not exists (select from platform_auditseal s where s.event_id = e.id)
"""


class Damage(StrEnum):
    """What is the matter with a record."""

    CHANGED = "changed"
    """The event, or its seal, is not what was sealed."""
    MISSING = "missing"
    """The event is gone, and its seal is there."""
    GAP = "gap"
    """Both are gone from the middle of the log."""
    CUT_OFF = "cut_off"
    """The end of the log is gone: a head kept outside the database says that there was more."""
    SLIPPED_IN = "slipped_in"
    """The event was added behind what had been sealed long before."""
    UNDECLARED = "undeclared"
    """The event was redacted, and no event of the log declares it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """The first record that is not as it was sealed. `position` counts from 1; None for an event without a seal."""

    damage: Damage
    position: int | None
    event_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What looking at the whole log found."""

    sealed: int
    unsealed: int
    redacted: int = 0
    """How many events were redacted since they were sealed, to erase somebody."""
    heads: int = 0
    """How many heads from outside the database were held against it; with none a cut-off end would not be seen."""
    broken: Broken | None = None

    @property
    def is_intact(self) -> bool:
        return self.broken is None


def verify_log(heads: Iterable[Head], *, now: datetime) -> Verdict:
    """Compare the whole log with its seals, and the seals with the heads that were kept outside the database."""
    outside = {head.position: head.digest for head in heads}
    runs = {run.position: bytes(run.digest) for run in AuditRun.objects.all()}
    redactions = _redactions()
    sealed, broken = _walk(outside, runs, redactions)
    if broken is None:
        broken = _cut_off(sealed, max((*outside, *runs), default=0)) or _undeclared() or _slipped_in(now)
    with connection.cursor() as cursor:
        cursor.execute(_UNSEALED)
        unsealed = cursor.fetchone()[0]
    return Verdict(sealed=sealed, unsealed=unsealed, redacted=len(redactions), heads=len(outside), broken=broken)


Redactions = dict[UUID, list[bytes]]
"""The seals of the redactions of each event, in their order."""


def _redactions() -> Redactions:
    found: Redactions = defaultdict(list)
    for event_id, digest in AuditRedaction.objects.order_by("number").values_list("event_id", "digest"):
        found[event_id].append(bytes(digest))
    return found


def _is_redacted(seal: bytes, redactions: list[bytes], text: str) -> bool:
    """Tell whether the text is what the last redaction of an event with that seal made of it."""
    before = [seal, *redactions][-2]
    return redaction_after(before, text) == redactions[-1]


def _undeclared() -> Broken | None:
    """Return the first event of a run of redactions that is not as the log declares it."""
    said = EventRecord.objects.filter(type=EventsRedacted.type).values_list("payload", flat=True)
    declared = {UUID(one["run"]): one["digest"] for one in said}
    seals: dict[UUID, list[bytes]] = defaultdict(list)
    for row in AuditRedaction.objects.order_by("number"):
        seals[row.run].append(bytes(row.digest))
    for run in sorted(seals):
        if declared.get(run) != digest_of(seals[run]):
            first = AuditRedaction.objects.filter(run=run).order_by("number").first()
            return Broken(damage=Damage.UNDECLARED, position=None, event_id=first.event_id if first else None)
    return None


def _walk(outside: dict[int, str], runs: dict[int, bytes], redactions: Redactions) -> tuple[int, Broken | None]:
    """Return how many seals are right from the first on, and the record at which that ends before the last one."""
    before, position = GENESIS, 0
    for found, event_id, digest, text, is_there in _sealed():
        if found != position + 1:
            return position, Broken(damage=Damage.GAP, position=position + 1, event_id=None)
        if not is_there:
            return position, Broken(damage=Damage.MISSING, position=found, event_id=event_id)
        before = seal_after(before, text)
        if before != digest and event_id in redactions and _is_redacted(digest, redactions[event_id], text):
            before = digest
        is_head = outside.get(found, before.hex()) == before.hex() and runs.get(found, before) == before
        if before != digest or not is_head:
            return position, Broken(damage=Damage.CHANGED, position=found, event_id=event_id)
        position = found
    return position, None


def _sealed() -> Iterator[tuple[int, UUID, bytes, str, bool]]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(_SEALED)
        while rows := cursor.fetchmany(_CHUNK):
            for position, event_id, digest, text, is_there in rows:
                yield position, event_id, bytes(digest), text, is_there


def _cut_off(sealed: int, last_head: int) -> Broken | None:
    return Broken(damage=Damage.CUT_OFF, position=sealed + 1, event_id=None) if last_head > sealed else None


def _slipped_in(now: datetime) -> Broken | None:
    with connection.cursor() as cursor:
        cursor.execute(_SLIPPED_IN, [horizon(now)])
        row = cursor.fetchone()
    return Broken(damage=Damage.SLIPPED_IN, position=None, event_id=row[0]) if row else None
