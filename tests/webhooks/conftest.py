"""A receiver, and who has something to say to it."""

from collections.abc import Iterator
from datetime import datetime

import pytest

from tests.identity.conftest import World, make_world
from tests.webhooks.receiver import Receiver, receiving


@pytest.fixture
def world(db: None, now: datetime) -> World:
    return make_world(now)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver
