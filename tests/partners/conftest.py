import pytest

from tests.partners.making import Ecosystem, make_ecosystem
from tests.sharing import NOW, made_once

made_ecosystem = made_once(lambda: make_ecosystem(NOW))


@pytest.fixture
def ecosystem(made_ecosystem: Ecosystem, system: None) -> Ecosystem:
    return made_ecosystem
