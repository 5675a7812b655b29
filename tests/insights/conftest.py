"""Fixtures of insights: an analytics folder of the test's own, and a small world whose figures were computed by hand."""

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def analytics(settings: Any, tmp_path: Path) -> Path:
    """Keep the facts of one test apart from those of all others."""
    settings.ANALYTICS_PATH = tmp_path / "analytics"
    return tmp_path / "analytics"
