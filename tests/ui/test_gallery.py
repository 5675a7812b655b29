"""Every component, looked at by rule: it has a specimen, keeps the content security policy and holds up in every mode."""

import re
from pathlib import Path

import pytest
from django.template.loader import get_template
from django.test import Client
from playwright.sync_api import Browser

from steelyard.ui.gallery import FOLDER, Component, components
from steelyard.ui.leaves import list_leaves
from tests.browser import DESKTOP, PHONE, TABLET, axe, close, complaints, no_overflow, no_overlap, screenshot, visit

MODES = [
    pytest.param(DESKTOP, "light", "en", id="desktop-light"),
    pytest.param(DESKTOP, "dark", "en", id="desktop-dark"),
    pytest.param(TABLET, "light", "de", id="tablet-german"),
    pytest.param(PHONE, "light", "en", id="phone-light"),
    pytest.param(PHONE, "dark", "ar", id="phone-dark-arabic"),
    pytest.param(DESKTOP, "light", "ar", id="desktop-arabic"),
]


@pytest.mark.parametrize("component", components(), ids=lambda component: component.name)
def test_a_component_renders_in_the_gallery(component: Component, ask: Client) -> None:
    get_template(component.specimen)
    page = ask.get("/gallery", {"only": component.name}).content.decode()
    specimen = page[page.index(f'id="{component.name}"') :]
    assert f"{component.tag}</h2>" in specimen
    assert "{{" not in specimen
    assert "<c-" not in specimen
    assert not re.search(r"\sstyle=|\son[a-z]+=\"", page), (
        "the content security policy forbids inline styles and handlers"
    )


def test_every_file_of_the_folder_is_a_component_or_part_of_one() -> None:
    shown = {component.name for component in components()}
    for path in (FOLDER / "cotton").rglob("*.html"):
        first = path.relative_to(FOLDER / "cotton").parts[0].removesuffix(".html").replace("_", "-")
        assert first in shown


def test_a_part_of_a_component_is_shown_with_it() -> None:
    parts = [leaf for leaf in list_leaves() if "." in leaf]
    templates = [path for path in (FOLDER / "cotton").glob("*/*.html") if path.name != "index.html"]
    parts += [f"{path.parent.name}.{path.stem.replace('_', '-')}" for path in templates]
    for part in parts:
        assert f"<c-{part}" in Path(FOLDER / f"ui/gallery/{part.partition('.')[0]}.html").read_text(), part


def test_a_component_is_drawn_by_a_function_or_a_template_and_not_by_both() -> None:
    for leaf in list_leaves():
        assert not (FOLDER / f"cotton/{leaf.replace('.', '/').replace('-', '_')}.html").exists()


@pytest.mark.parametrize(("width", "theme", "language"), MODES)
@pytest.mark.parametrize(
    "address", ["/", "/gallery", "/deals/new", "/board", "/palette?q=nor", "/keyboard", "/nowhere"]
)
@pytest.mark.journey
def test_a_page_holds_up(
    address: str, width: int, theme: str, language: str, browser: Browser, base_url: str, request: pytest.FixtureRequest
) -> None:
    page = visit(browser, base_url, width=width, theme=theme, language=language)
    page.goto(address)
    page.wait_for_load_state("networkidle")
    screenshot(page, f"ui-{request.node.callspec.id}".replace("/", "_").replace("?", "_"))
    assert axe(page) == []
    assert no_overflow(page) == []
    assert no_overlap(page) == []
    assert [text for text in complaints(page) if "404" not in text] == []
    close(page)
