"""Refusals and events: what they carry."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from steelyard.kernel.events import Event
from steelyard.kernel.refusals import Refusal, sentence


class NoRoom(Refusal):
    """Everything is taken."""

    code = "no_room"
    text = sentence("There is no room for {who} in {where}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomGiven(Event):
    type: ClassVar[str] = "tests.room.given"
    subject_type: ClassVar[str] = "room"
    sentence: ClassVar[str] = "{subject}: for {days} days"

    days: int


def test_a_sentence_is_only_marked() -> None:
    assert sentence("As it is {said}.") == "As it is {said}."


def test_a_refusal_says_what_is_the_case_and_beside_which_field() -> None:
    refusal = NoRoom(fields={"who": "Choose somebody else."}, who="Ada", where="room 7")
    assert str(refusal) == "There is no room for Ada in room 7."
    assert refusal.params == {"who": "Ada", "where": "room 7"}
    assert refusal.fields == {"who": "Choose somebody else."}


def test_what_a_refusal_does_not_know_stays_visible() -> None:
    refusal = NoRoom(who="Ada")
    assert str(refusal) == "There is no room for Ada in {where}."
    assert refusal.fields == {}


def test_an_event_keeps_its_own_facts_apart_from_whose_they_are() -> None:
    event = RoomGiven(subject_id=UUID(int=1), subject_label="Room 7", partner_id=UUID(int=2), days=3)
    assert event.payload() == {"days": 3}
