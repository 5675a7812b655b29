"""A receiver, and who has something to say to it."""

from collections.abc import Iterator

import pytest

from tests.identity.conftest import World, make_world
from tests.sharing import NOW, made_once
from tests.webhooks.receiver import Receiver, receiving

made_world = made_once(lambda: make_world(NOW))


@pytest.fixture
def world(made_world: World, db: None) -> World:
    return made_world


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver
