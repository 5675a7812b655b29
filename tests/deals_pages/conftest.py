import pytest

from steelyard.platform.clock import utc_now
from tests.deals_pages.making import Deals, make_deals


@pytest.fixture
def deals(system: None) -> Deals:
    return make_deals(utc_now())
