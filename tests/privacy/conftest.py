from pathlib import Path

import pytest
from django.conf import LazySettings

from tests.deals.making import make_deal_world
from tests.partners.making import Ecosystem
from tests.sharing import NOW, made_once


@pytest.fixture(autouse=True)
def _own_files(settings: LazySettings, tmp_path: Path) -> None:
    files = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path / "files"}}
    settings.STORAGES = {**settings.STORAGES, "default": files}
    settings.HOME = tmp_path


made_world = made_once(lambda: make_deal_world(NOW))


@pytest.fixture
def world(made_world: Ecosystem, system: None) -> Ecosystem:
    return made_world
