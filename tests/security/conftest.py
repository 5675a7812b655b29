"""The people who try things."""

from datetime import datetime

import pytest

from tests.identity.conftest import World, make_world


@pytest.fixture
def world(db: None, now: datetime) -> World:
    return make_world(now)
