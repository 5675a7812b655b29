"""A developer's pages: an OAuth client is made, used and revoked; every error has its page."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from steelyard.platform.clock import utc_now
from steelyard.platform.db import as_system
from tests import browser as browsers
from tests.identity.test_access import Program
from tests.identity.test_oauth import ask
from tests.partners.making import make_ecosystem

pytestmark = pytest.mark.journey


def _look(page: Page, name: str) -> None:
    assert browsers.axe(page) == []
    assert browsers.no_overflow(page) == []
    assert browsers.complaints(page) == []
    browsers.screenshot(page, f"api-{name}")


@pytest.mark.parametrize(
    ("width", "theme", "language"),
    [(browsers.DESKTOP, "light", "en"), (browsers.PHONE, "dark", "de")],
)
def test_a_developer_makes_uses_and_revokes_a_client(
    sign_in: Callable[..., Page], width: int, theme: str, language: str
) -> None:
    with as_system():
        world = make_ecosystem(utc_now())
    page, look = sign_in(world.acme_seller, width=width, theme=theme, language=language), f"{width}-{theme}-{language}"
    page.goto("/settings/clients/")
    _look(page, f"clients-empty-{look}")
    page.goto("/settings/clients/new/")
    _look(page, f"client-new-{look}")
    page.fill("input[name=name]", "CRM sync")
    page.locator("main button[type=submit]").click()
    page.wait_for_selector("pre")
    _look(page, f"client-created-{look}")
    command = page.locator("pre").inner_text()
    client_id, secret = command.split("-u ")[1].split(" ")[0].split(":")
    program = Program(ask(client_id, secret).json()["access_token"])
    assert program.get("/me").status_code == 200
    page.goto("/settings/clients/")
    assert client_id in page.content()
    _look(page, f"clients-{look}")
    page.goto(f"/settings/clients/{client_id}/revocation/")
    _look(page, f"client-revoke-{look}")
    page.locator("main button[type=submit]").click()
    page.wait_for_url("**/settings/clients/")
    assert program.get("/me").status_code == 401
    page.goto("/api/problems/access_token_revoked")
    _look(page, f"problem-{look}")
    page.goto("/api/problems")
    assert browsers.axe(page) == []
    assert browsers.no_overflow(page) == []
