import pytest

from steelyard.platform.clock import utc_now
from tests.deals_pages.making import Deals, make_deals
from tests.sharing import made_once

made_deals = made_once(lambda: make_deals(utc_now()))


@pytest.fixture
def deals(made_deals: Deals, system: None) -> Deals:
    return made_deals
