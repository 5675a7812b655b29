"""Addresses of the built front end, by the names in the build's manifest."""

import json
from functools import cache
from pathlib import Path

from django.conf import settings
from django.templatetags.static import static

FOLDER = Path(__file__).parent / "static" / "steelyard"


class AssetsNotBuilt(RuntimeError):
    """The front end was not compiled; `make assets` does it, and every installed package carries it."""


def _read_manifest() -> dict[str, str]:
    try:
        names: dict[str, str] = json.loads((FOLDER / "manifest.json").read_text())
    except FileNotFoundError as error:
        raise AssetsNotBuilt("Build the front end first: make assets") from error
    return names


def asset_url(name: str) -> str:
    """Return the address of a built file, such as `app.js`; while developing, of its latest build."""
    return _address(name) if settings.DEBUG else _kept_address(name)


def _address(name: str) -> str:
    return static(f"steelyard/{_read_manifest()[name]}")


_kept_address = cache(_address)
