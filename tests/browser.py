"""A real browser for journeys: the machine's own Chromium, and the checks that every page must pass in it."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
SCREENSHOTS = ROOT / ".cache" / "screenshots"
AXE = ROOT / "frontend/node_modules/axe-core/axe.min.js"
OVERFLOW, OVERLAP = ROOT / "tests/overflow.js", ROOT / "tests/overlap.js"
PHONE, TABLET, DESKTOP = 390, 768, 1440
FLAGS = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
]


def chromium() -> str:
    """Return the path of the browser: `STEELYARD_CHROMIUM`, or the first Chromium or Chrome on the path; else skip the test."""
    names = (os.environ.get("STEELYARD_CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
    found = next((path for name in names if name and (path := shutil.which(name))), None)
    return found or pytest.skip("no Chromium on this machine; set STEELYARD_CHROMIUM")


@contextmanager
def launched() -> Iterator[Browser]:
    """Run the browser for a while."""
    path = chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        # Playwright's loop would make Django take the test's own thread for an asynchronous one.
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
        try:
            yield browser
        finally:
            browser.close()


def visit(
    browser: Browser,
    base_url: str,
    *,
    width: int = DESKTOP,
    theme: str = "light",
    language: str = "en",
    script: bool = True,
    **options: Any,
) -> Page:
    """Return a page of a new visitor; what the console complains about gathers in `complaints(page)`."""
    height = 844 if width <= PHONE else 900
    context = browser.new_context(
        base_url=base_url,
        viewport={"width": width, "height": height},
        has_touch=width <= PHONE,
        java_script_enabled=script,
        reduced_motion="reduce",
        locale="en-US",
        **options,
    )
    context.add_cookies(
        [
            {"name": name, "value": value, "url": base_url}
            for name, value in (("steelyard_theme", theme), ("steelyard_language", language))
        ]
    )
    page = context.new_page()
    said: list[str] = []
    _complaints[page] = said
    page.on("console", lambda message: said.append(message.text) if _is_complaint(message) else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    return page


_complaints: dict[Page, list[str]] = {}


def _is_complaint(message: ConsoleMessage) -> bool:
    return message.type in ("error", "warning")


def complaints(page: Page) -> list[str]:
    """Return what the console said about errors, above all violations of the content security policy."""
    return _complaints[page]


def axe(page: Page) -> list[str]:
    """Return axe-core's violations on the page, one line each: rule, element, what is wrong."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.read_text())
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    result = page.evaluate("tags => axe.run(document, { runOnly: tags, resultTypes: ['violations'] })", tags)
    return [
        f"{violation['id']}: {node['target'][-1]}: {' '.join(node['failureSummary'].split())}"
        for violation in result["violations"]
        for node in violation["nodes"]
    ]


def no_overflow(page: Page) -> list[str]:
    """Return the elements that make the page wider than the window."""
    found: list[str] = page.evaluate(OVERFLOW.read_text())
    return found


def no_overlap(page: Page) -> list[str]:
    """Return pairs of things to read or press that lie on each other; what floats on purpose is compared within itself."""
    found: list[str] = page.evaluate(OVERLAP.read_text())
    return found


def screenshot(page: Page, name: str, *, full: bool = True) -> Path:
    """Save what the page looks like under `.cache/screenshots/`, for a person to look at."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    path = SCREENSHOTS / f"{name}.png"
    page.screenshot(path=path, full_page=full)
    return path


def close(page: Page) -> None:
    """Forget the visitor."""
    context: BrowserContext = page.context
    _complaints.pop(page, None)
    context.close()
