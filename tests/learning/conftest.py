from datetime import datetime

import pytest

from tests.partners.making import Ecosystem, make_ecosystem


@pytest.fixture
def ecosystem(system: None, now: datetime) -> Ecosystem:
    return make_ecosystem(now)
