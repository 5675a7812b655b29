"""The built front end: complete, small, and ours to ship."""

import json
import re

from steelyard.ui.assets import FOLDER, asset_url

MOST_BYTES = {"app.js": 20_000, "style.css": 36_000, "icons.svg": 12_000}
"""What a page loads first, compressed by gzip."""


def test_every_named_asset_exists_under_a_name_that_changes_with_its_content() -> None:
    manifest = json.loads((FOLDER / "manifest.json").read_text())
    for name, built in manifest.items():
        assert (FOLDER / built).exists(), name
        assert re.search(r"-[0-9A-Za-z]{8}\.", built)
        assert asset_url(name).endswith(built)


def test_the_first_page_stays_light() -> None:
    manifest = json.loads((FOLDER / "manifest.json").read_text())
    for name, most in MOST_BYTES.items():
        assert (FOLDER / f"{manifest[name]}.gz").stat().st_size < most, name


def test_no_chart_library_that_is_not_open_source_is_shipped() -> None:
    assert not any(b"apexcharts" in path.read_bytes().lower() for path in FOLDER.glob("*.js"))


def test_every_icon_that_a_template_names_is_in_the_sprite() -> None:
    manifest = json.loads((FOLDER / "manifest.json").read_text())
    drawn = set(re.findall(r'<symbol id="([^"]+)"', (FOLDER / manifest["icons.svg"]).read_text()))
    templates = FOLDER.parents[1] / "templates"
    named = {
        name
        for path in templates.rglob("*.html")
        for name in re.findall(r'<c-icon name="([a-z][a-z0-9-]*)"', path.read_text())
    }
    assert named <= drawn
