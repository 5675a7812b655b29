from datetime import datetime

import pytest

from steelyard.kernel.actors import Actor, Role
from tests.partners.making import Ecosystem, make_ecosystem, make_person


@pytest.fixture
def ecosystem(system: None, now: datetime) -> Ecosystem:
    return make_ecosystem(now)


@pytest.fixture
def author(ecosystem: Ecosystem, now: datetime) -> Actor:
    return make_person(now, "Edith Enable", Role.ENABLEMENT)
