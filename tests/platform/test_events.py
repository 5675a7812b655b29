"""Events: recorded with the change, read back typed, reacted to once."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import ClassVar
from uuid import UUID

import pytest
from django.db import DatabaseError, transaction

from steelyard.kernel.actors import SYSTEM, Actor, ActorKind
from steelyard.kernel.events import Event
from steelyard.kernel.ids import new_id
from steelyard.platform import events, feed, reactions
from steelyard.platform.db import acting_as
from steelyard.platform.models import EventRecord, ReactionMarker
from steelyard.platform.visibility import show
from tests.jobs import run_jobs


@events.event
@dataclass(frozen=True, slots=True, kw_only=True)
class KettleBoiled(Event):
    type: ClassVar[str] = "tests.kettle.boiled"
    subject_type: ClassVar[str] = "kettle"
    sentence: ClassVar[str] = "{subject} boiled {litres} l"

    litres: Decimal
    by: UUID


@events.event
@dataclass(frozen=True, slots=True, kw_only=True)
class WhistleBlown(Event):
    type: ClassVar[str] = "tests.kettle.whistled"
    subject_type: ClassVar[str] = "kettle"
    sentence: ClassVar[str] = "{subject} whistled"
    is_internal: ClassVar[bool] = True


heard: list[reactions.Happened] = []


@reactions.reacts_to(KettleBoiled)
def pour(happened: reactions.Happened, now: datetime) -> None:
    if happened.event.litres < 0:
        raise ValueError("an empty kettle")
    heard.append(happened)


@pytest.fixture(autouse=True)
def nothing_heard() -> None:
    heard.clear()


def boil(now: datetime, litres: str = "1.50") -> KettleBoiled:
    happened = KettleBoiled(subject_id=new_id(), subject_label="The kettle", litres=Decimal(litres), by=new_id())
    events.record(happened, actor=SYSTEM, now=now)
    return happened


def test_an_event_is_read_back_as_it_was_recorded(system: None, now: datetime) -> None:
    happened = boil(now)
    assert events.load(EventRecord.objects.get()) == happened


def test_the_log_refuses_changes(system: None, now: datetime) -> None:
    boil(now)
    for change in (lambda: EventRecord.objects.update(type="x"), lambda: EventRecord.objects.all().delete()):
        with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
            change()


def test_a_reaction_runs_once_however_often_its_job_runs(system: None, now: datetime) -> None:
    happened = boil(now)
    assert run_jobs() == 1
    reactions.run(events.get_happened(EventRecord.objects.get().id), now)
    assert [h.event for h in heard] == [happened]


def test_a_failing_reaction_leaves_no_marker(system: None, now: datetime) -> None:
    boil(now, litres="-1")
    with pytest.raises(ValueError, match="an empty kettle"), transaction.atomic():
        run_jobs()
    assert not ReactionMarker.objects.exists()


def test_a_rolled_back_change_leaves_neither_event_nor_job(system: None, now: datetime) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        boil(now)
        raise ZeroDivisionError
    assert not EventRecord.objects.exists()
    assert run_jobs() == 0


def test_a_partner_records_what_it_may_not_read(db: None, now: datetime) -> None:
    partner_id = new_id()
    partner = Actor(kind=ActorKind.PARTNER, partner_id=partner_id)
    with acting_as(SYSTEM):
        show(viewers=[partner_id], partners=[partner_id])
    with acting_as(partner):
        happened = WhistleBlown(subject_id=new_id(), subject_label="The kettle", partner_id=partner_id)
        events.record(happened, actor=partner, now=now)
        assert feed.list_feed(partner, happened.subject_id) == []
    with acting_as(SYSTEM):
        assert [entry.type for entry in feed.list_feed(SYSTEM, happened.subject_id)] == [WhistleBlown.type]
