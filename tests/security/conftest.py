"""The people who try things."""

import pytest

from tests.identity.conftest import World, make_world
from tests.sharing import NOW, made_once

made_world = made_once(lambda: make_world(NOW))


@pytest.fixture
def world(made_world: World, db: None) -> World:
    return made_world
