"""Passkeys in a real browser with a virtual authenticator; the pages of second factors at every width and in both themes."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from playwright.sync_api import Browser, Page

from steelyard.identity.commands.second_factor import require_second_factor
from steelyard.kernel.actors import Role
from steelyard.platform.db import acting_as
from tests import browser as browsers
from tests.identity.conftest import PASSWORD, World, make_world
from tests.identity.test_journeys import examine
from tests.serving import serving

pytestmark = [pytest.mark.journey, pytest.mark.slow]


@pytest.fixture
def site(own_database: str) -> Iterator[str]:
    """The product at a name: browsers make no passkeys for bare network addresses."""
    with serving(StaticFilesHandler(WSGIHandler())) as address:
        yield address.replace("127.0.0.1", "localhost")


@pytest.fixture
def people(site: str, now: datetime) -> World:
    return make_world(now)


def give_authenticator(page: Page) -> None:
    """Build a fingerprint reader into the browser that always recognizes its owner."""
    client = page.context.new_cdp_session(page)
    client.send("WebAuthn.enable")
    client.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


def sign_in(page: Page, email: str) -> None:
    page.goto("/account/login/")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_a_passkey_is_added_and_then_signs_in_alone(browser: Browser, site: str, people: World) -> None:
    page = browsers.visit(browser, site)
    give_authenticator(page)
    sign_in(page, "sam@hansa.example")
    page.goto("/settings/security/")
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Name of the passkey").fill("My laptop")
    page.get_by_role("button", name="Add the passkey").click()
    page.wait_for_url("**/account/second-factor/codes/")
    page.get_by_role("link", name="I have kept them").click()
    page.goto("/settings/security/")
    assert page.get_by_text("My laptop").count() > 0
    page.context.clear_cookies()
    page.goto("/account/login/")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(f"{site}/")
    page.goto("/settings/profile/")
    assert page.get_by_text("Sam of hansa").count() > 0
    page.context.clear_cookies()
    sign_in(page, "sam@hansa.example")  # with the password, the passkey is the second step
    page.wait_for_url("**/account/second-factor/proof/")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(f"{site}/")
    assert browsers.complaints(page) == []
    browsers.close(page)


def test_who_has_no_passkey_is_told_so(browser: Browser, site: str, people: World) -> None:
    page = browsers.visit(browser, site)
    give_authenticator(page)
    page.goto("/account/login/")
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_text("That did not work.").wait_for()
    browsers.close(page)


def test_whose_role_needs_one_is_led_through_it(browser: Browser, site: str, people: World, now: datetime) -> None:
    with acting_as(people.host_admin):
        require_second_factor(actor=people.host_admin, partner_id=None, roles=[Role.SELLER], now=now)
    page = browsers.visit(browser, site, width=browsers.PHONE)
    give_authenticator(page)
    sign_in(page, "sam@hansa.example")
    page.wait_for_url("**/account/second-factor/")
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_role("button", name="Add the passkey").click()
    page.get_by_role("link", name="I have kept them").click()
    page.wait_for_url(f"{site}/")
    page.goto("/settings/profile/")
    assert page.get_by_text("Sam of hansa").count() > 0
    browsers.close(page)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [browsers.PHONE, browsers.DESKTOP])
def test_the_pages_of_second_factors_are_sound(
    browser: Browser, site: str, people: World, width: int, theme: str
) -> None:
    page = browsers.visit(browser, site, width=width, theme=theme, language="de" if theme == "dark" else "en")
    give_authenticator(page)
    found = []
    page.goto("/account/login/")
    page.locator("input[name=login]").fill("ada@hansa.example")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("form[action='/account/login/'] button[type=submit]").click()
    page.wait_for_url(f"{site}/")
    for name, path in {
        "choose": "/account/second-factor/",
        "app": "/account/second-factor/app/",
        "passkey": "/account/second-factor/passkeys/new/",
        "access": "/people/access/",
    }.items():
        page.goto(path)
        found += examine(page, f"second-factor-{name}-{width}-{theme}")
    page.goto("/account/second-factor/passkeys/new/")
    page.locator("form[data-ceremony] button[type=submit]").click()
    page.wait_for_url("**/account/second-factor/codes/")
    found += examine(page, f"second-factor-codes-{width}-{theme}")
    page.goto("/settings/security/")
    found += examine(page, f"second-factor-security-{width}-{theme}")
    page.goto("/people/")
    page.get_by_role("link", name="Ada of hansa").click()
    page.locator("a[href$='/access/']:not([href='/people/access/'])").click()
    found += examine(page, f"second-factor-member-{width}-{theme}")
    browsers.close(page)
    assert found == []
