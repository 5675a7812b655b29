import pytest

from tests.deals.making import make_deal_world
from tests.partners.making import Ecosystem
from tests.sharing import NOW, made_once

made_world = made_once(lambda: make_deal_world(NOW))


@pytest.fixture
def world(made_world: Ecosystem, system: None) -> Ecosystem:
    return made_world
