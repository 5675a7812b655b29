from datetime import datetime
from pathlib import Path

import pytest
from django.conf import LazySettings

from tests.deals.making import make_deal_world
from tests.partners.making import Ecosystem


@pytest.fixture(autouse=True)
def _own_files(settings: LazySettings, tmp_path: Path) -> None:
    files = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path / "files"}}
    settings.STORAGES = {**settings.STORAGES, "default": files}
    settings.HOME = tmp_path


@pytest.fixture
def world(system: None, now: datetime) -> Ecosystem:
    return make_deal_world(now)
