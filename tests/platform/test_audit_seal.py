"""The sealed log: what is changed, removed, added or cut off behind the application's back is named."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from django.db import connection, transaction

from steelyard.kernel.actors import SYSTEM
from steelyard.platform import events
from steelyard.platform.audit.heads import Head, heads_file, read_heads
from steelyard.platform.audit.sealing import LONGEST_TRANSACTION, seal_log
from steelyard.platform.audit.verifying import Broken, Damage, Verdict, verify_log
from steelyard.platform.db import as_system
from steelyard.platform.models import AuditRun, AuditSeal, EventRecord
from tests.figures import keep_figure
from tests.platform.test_events import boil

TABLES = ("platform_event", "platform_auditseal", "platform_auditrun")


@pytest.fixture(autouse=True)
def _own_data_directory(settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path


@pytest.fixture
def as_owner(own_database: str) -> Iterator[None]:
    """Connect as the owner of the tables, who can switch off their triggers: the tampering administrator."""
    from tests.settings import URLS

    owner = urlsplit(URLS.owner)
    before = {key: connection.settings_dict[key] for key in ("USER", "PASSWORD")}
    connection.close()
    connection.settings_dict.update(USER=owner.username, PASSWORD=owner.password)
    yield
    connection.close()
    connection.settings_dict.update(before)


def happen(now: datetime, times: int) -> None:
    with as_system():
        for _ in range(times):
            boil(now)


def verify(now: datetime) -> Verdict:
    with as_system():
        return verify_log(read_heads(heads_file()), now=now)


def test_an_untouched_log_is_intact(own_database: str, now: datetime) -> None:
    happen(now, 3)
    assert seal_log(now) == 3
    happen(now, 2)
    assert verify(now) == Verdict(sealed=3, unsealed=2, heads=1, broken=None)
    assert seal_log(now) == 2
    assert verify(now) == Verdict(sealed=5, unsealed=0, heads=2, broken=None)


def test_what_commits_late_is_sealed_after_what_it_was_numbered_before(own_database: str, now: datetime) -> None:
    happen(now, 3)
    with as_system():
        late = EventRecord.objects.order_by("sequence").first()
        assert late is not None
    with connection.cursor() as cursor, as_system():
        cursor.execute("select nextval('platform_event_sequence')")
        number = cursor.fetchone()[0]
    happen(now, 1)
    seal_log(now)
    with as_system():
        EventRecord.objects.bulk_create([_copy(late, number)])
    assert seal_log(now + timedelta(minutes=1)) == 1
    assert verify(now + LONGEST_TRANSACTION * 3).is_intact


def test_what_is_slipped_in_later_is_named(own_database: str, now: datetime) -> None:
    happen(now, 3)
    with connection.cursor() as cursor, as_system():
        cursor.execute("select nextval('platform_event_sequence')")
        number = cursor.fetchone()[0]
    happen(now, 1)
    seal_log(now)
    later = now + LONGEST_TRANSACTION * 2
    with as_system():
        first = EventRecord.objects.order_by("sequence").first()
        assert first is not None
        forged = _copy(first, number)
        EventRecord.objects.bulk_create([forged])
    assert seal_log(later) == 0
    assert verify(later).broken == Broken(damage=Damage.SLIPPED_IN, position=None, event_id=forged.id)


def test_the_database_keeps_seals_as_they_are(own_database: str, now: datetime) -> None:
    happen(now, 1)
    seal_log(now)
    for change in (lambda: AuditSeal.objects.all().delete(), lambda: AuditRun.objects.update(position=9)):
        with pytest.raises(Exception, match="Cannot update or delete"), as_system():
            change()


def test_a_head_that_a_crash_cut_off_is_left_out(now: datetime) -> None:
    heads_file().parent.mkdir()
    whole = Head(position=4, digest="ab", sealed_at=now)
    heads_file().write_text(f'{whole.as_json()}\n{{"position": 5, "dig')
    assert list(read_heads(heads_file())) == [whole]


@pytest.mark.slow
@pytest.mark.figure
def test_a_thousand_random_tamperings_are_all_found(as_owner: None, now: datetime) -> None:
    size, runs = 120, 6
    for run in range(runs):
        happen(now, size // runs)
        seal_log(now + timedelta(minutes=run))
    later = now + LONGEST_TRANSACTION * 2
    chance = random.Random(4)
    assert verify(later).is_intact
    with as_system():
        order = list(AuditSeal.objects.order_by("position").values_list("event_id", flat=True))
    unnoticed = []
    for attempt in range(1000):
        tamper = chance.choice(TAMPERINGS)
        with _tampering():
            first = tamper(chance, order)
            broken = verify(later).broken
        if broken is None or (first is not None and broken.position != first):
            unnoticed.append((attempt, tamper.__name__, first, broken))
    keep_figure(
        "1,000 random tamperings with the sealed log, truncation included",
        at_least="all found",
        measured=f"{1000 - len(unnoticed):,} found, at the record where it was {unnoticed or ''}".strip(),
        is_met=not unnoticed,
    )


@contextmanager
def _tampering() -> Iterator[None]:
    """Let the block do as it likes with the tables, and take it all back."""
    with as_system(), connection.cursor() as cursor:
        try:
            for table in TABLES:
                cursor.execute(f"alter table {table} disable trigger user")
            yield
        finally:
            transaction.set_rollback(True)


# Each does one kind of damage somewhere and returns the position at which it has to be found; None where none can be said.
def _edit(chance: random.Random, order: list[UUID]) -> int:
    place = chance.randrange(len(order))
    column, value = chance.choice(
        (
            ("type", "tests.kettle.whistled"),
            ("subject_label", "The pot"),
            ("actor_kind", "host"),
            ("payload", {"litres": "9.99", "by": str(order[0])}),
            ("is_internal", True),
            ("partner_id", order[0]),
            ("request_id", "elsewhere"),
            ("occurred_at", datetime.fromisoformat("2026-01-01T00:00:00+00:00")),
            ("sequence", -1 - place),
        )
    )
    EventRecord.objects.filter(id=order[place]).update(**{column: value})
    return place + 1


def _delete(chance: random.Random, order: list[UUID]) -> int:
    place = chance.randrange(len(order))
    EventRecord.objects.filter(id=order[place])._raw_delete("default")
    return place + 1


def _delete_with_seal(chance: random.Random, order: list[UUID]) -> int:
    place = chance.randrange(len(order) - 1)
    EventRecord.objects.filter(id=order[place])._raw_delete("default")
    AuditSeal.objects.filter(position=place + 1)._raw_delete("default")
    return place + 1


def _close_the_gap(chance: random.Random, order: list[UUID]) -> int:
    place = _delete_with_seal(chance, order)
    for position in range(place + 1, len(order) + 1):
        AuditSeal.objects.filter(position=position).update(position=position - 1)
    return place


def _swap(chance: random.Random, order: list[UUID]) -> int:
    one, other = sorted(chance.sample(range(len(order)), 2))
    AuditSeal.objects.filter(position=other + 1).update(event_id=UUID(int=0))
    AuditSeal.objects.filter(position=one + 1).update(event_id=order[other])
    AuditSeal.objects.filter(position=other + 1).update(event_id=order[one])
    return one + 1


def _slip_in(chance: random.Random, order: list[UUID]) -> None:
    row = EventRecord.objects.get(id=chance.choice(order))
    EventRecord.objects.bulk_create([_copy(row, -chance.randrange(1, 1000))])


def _slip_in_with_seal(chance: random.Random, order: list[UUID]) -> int:
    row = _copy(EventRecord.objects.get(id=chance.choice(order)), -chance.randrange(1, 1000))
    EventRecord.objects.bulk_create([row])
    AuditSeal.objects.create(position=len(order) + 1, event_id=row.id, digest=chance.randbytes(32))
    return len(order) + 1


def _forge_a_seal(chance: random.Random, order: list[UUID]) -> int:
    place = chance.randrange(len(order))
    EventRecord.objects.filter(id=order[place]).update(subject_label="The pot")
    AuditSeal.objects.filter(position=place + 1).update(digest=chance.randbytes(32))
    return place + 1


def _cut_off(chance: random.Random, order: list[UUID]) -> int:
    keep = chance.randrange(len(order))
    EventRecord.objects.filter(id__in=order[keep:])._raw_delete("default")
    AuditSeal.objects.filter(position__gt=keep)._raw_delete("default")
    AuditRun.objects.filter(position__gt=keep)._raw_delete("default")
    return keep + 1


TAMPERINGS: tuple[Callable[[random.Random, list[UUID]], int | None], ...] = (
    _edit,
    _delete,
    _delete_with_seal,
    _close_the_gap,
    _swap,
    _slip_in,
    _slip_in_with_seal,
    _forge_a_seal,
    _cut_off,
)


def _copy(row: EventRecord, sequence: int) -> EventRecord:
    copied = events.describe([events.load(row)], actor=SYSTEM, now=row.occurred_at)[0]
    copied.sequence = sequence
    return copied
