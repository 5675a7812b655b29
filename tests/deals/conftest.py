from datetime import datetime

import pytest

from tests.deals.making import make_deal_world
from tests.partners.making import Ecosystem


@pytest.fixture
def world(system: None, now: datetime) -> Ecosystem:
    return make_deal_world(now)
