"""Two partners and the host, events that really commit, and a process that listens."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

import pytest
from django.test import Client

from steelyard.kernel.actors import Actor
from steelyard.kernel.events import Event
from steelyard.platform import events
from steelyard.platform.clock import utc_now
from steelyard.platform.db import acting_as
from steelyard.platform.live.listening import listener
from tests.identity.conftest import World, make_world, signed_in


@events.event
@dataclass(frozen=True, slots=True, kw_only=True)
class HornBlew(Event):
    type: ClassVar[str] = "tests.whistle.blew"
    subject_type: ClassVar[str] = "horn"
    sentence: ClassVar[str] = "{subject} blew"


@events.event
@dataclass(frozen=True, slots=True, kw_only=True)
class HornHidden(Event):
    type: ClassVar[str] = "tests.whistle.hidden"
    subject_type: ClassVar[str] = "horn"
    sentence: ClassVar[str] = "{subject} was hidden"
    is_internal: ClassVar[bool] = True


@pytest.fixture
def people(own_database: str) -> World:
    return make_world(utc_now())


def blow(actor: Actor, *about: UUID, kind: type[Event] = HornBlew, partner_id: UUID | None = None) -> None:
    """Let something happen to each of the subjects, in one transaction."""
    with acting_as(actor):
        happened = [kind(subject_id=one, subject_label="Horn", partner_id=partner_id) for one in about]
        events.record(*happened, actor=actor, now=utc_now())


class Asking:
    """An open page: it asks with the cursor that it was given last."""

    def __init__(self, email: str, *topics: str) -> None:
        self.client: Client = signed_in(email)
        self.topics = topics
        self.since = str(time.time())
        self.last: Any = {}

    def ask(self) -> Any:
        """Ask once and return the news."""
        answer = self.client.get("/live", {"since": self.since, "on": ",".join(self.topics)})
        assert answer.status_code == 200, answer.status_code
        self.since = str(answer.json()["since"])
        return answer.json()["news"]

    def settle(self) -> None:
        """Ask until the process listens, and everything so far is known."""
        self.until(lambda news: news == {} and listener.is_listening, seconds=30)

    def until(self, is_enough: Callable[[Any], bool], seconds: float = 5.0) -> Any:
        """Ask ten times a second until the news are enough, and return them; fails when they are not in time."""
        limit = time.monotonic() + seconds
        while time.monotonic() < limit:
            news = self.ask()
            if is_enough(news):
                return news
            time.sleep(0.1)
        raise AssertionError(f"not heard in {seconds} seconds: {self.topics}")
