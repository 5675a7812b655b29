"""The pages of connections, and of signing in through one, at every width and in both themes."""

from datetime import datetime

import pytest
from playwright.sync_api import Browser

from steelyard.identity.commands.connections import ConnectionTerms, create_connection
from steelyard.identity.commands.provisioning import create_account
from steelyard.identity.models import Connection
from steelyard.identity.terms import ConnectionKind
from steelyard.kernel.actors import Role
from steelyard.platform.db import acting_as
from tests import browser as browsers
from tests.identity import provider as providers
from tests.identity.conftest import PASSWORD, World, make_world
from tests.identity.test_journeys import examine

pytestmark = [pytest.mark.journey, pytest.mark.slow]


@pytest.fixture
def people(site: str, now: datetime) -> World:
    return make_world(now)


def connect(world: World, issuer: str, now: datetime) -> str:
    with acting_as(world.host_admin):
        key = create_connection(
            actor=world.host_admin,
            kind=ConnectionKind.OIDC,
            issuer=issuer,
            client_id="steelyard",
            partner_id=None,
            terms=ConnectionTerms(
                name="Host Login",
                domains=("host.example",),
                default_roles=(Role.FINANCE,),
                group_roles={"boss": [Role.EXECUTIVE]},
                provisions=True,
            ),
            now=now,
        )
        connection = Connection.objects.get(id=key)
        for name, domain in (("Wanda Weigh", "host.example"), ("Gil Guest", "guest.example")):
            mail = f"{name.partition(' ')[0].lower()}@{domain}"
            said = {"userName": mail, "displayName": name, "title": "Buyer"}
            create_account(actor=world.host_admin, connection=connection, document=said, now=now)
    return connection.public_id


@pytest.mark.parametrize(("width", "theme"), [(390, "light"), (390, "dark"), (1440, "light"), (1440, "dark")])
def test_the_pages_of_connections_are_sound(
    browser: Browser, site: str, people: World, now: datetime, width: int, theme: str
) -> None:
    with providers.running() as provider:
        connection = connect(people, provider.issuer, now)
        page = browsers.visit(browser, site, width=width, theme=theme, language="de" if theme == "dark" else "en")
        found = []
        page.goto("/account/login/")
        found += examine(page, f"connection-login-{width}-{theme}")
        page.goto("/account/organization/")
        page.locator("input[name=email]").fill("nobody@elsewhere.example")
        page.locator("form button[type=submit]").click()
        found += [line for line in examine(page, f"connection-unknown-{width}-{theme}") if "422" not in line]
        browsers.complaints(page).clear()
        page.goto("/account/login/")
        page.locator("input[name=login]").fill("petra@host.example")
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("form[action='/account/login/'] button[type=submit]").click()
        page.wait_for_url(f"{site}/")
        for name, path in {
            "list": "/people/connections/",
            "oidc": "/people/connections/new/oidc/",
            "saml": "/people/connections/new/saml/",
            "one": f"/people/connections/{connection}/",
            "change": f"/people/connections/{connection}/change/",
            "removal": f"/people/connections/{connection}/removal/",
            "accounts": f"/people/connections/{connection}/accounts/",
            "nobody": f"/people/connections/{connection}/accounts/?standing=of_others",
            "token": f"/people/connections/{connection}/tokens/new/",
        }.items():
            page.goto(path)
            found += examine(page, f"connection-{name}-{width}-{theme}")
        page.locator("input[name=name]").fill("Entra ID")
        page.locator("form button[type=submit].btn-primary").click()
        page.get_by_text("steelyard_scim_").wait_for()
        found += examine(page, f"connection-token-made-{width}-{theme}")
        page.goto(f"/people/connections/{connection}/")
        page.locator("a[href$='/revocation/']").click()
        found += examine(page, f"connection-token-revoke-{width}-{theme}")
        browsers.close(page)
    assert found == []


def test_leaving_for_the_provider_goes_on_by_itself(browser: Browser, site: str, people: World, now: datetime) -> None:
    with providers.running() as provider:
        connect(people, provider.issuer, now)
        page = browsers.visit(browser, site, script=False)
        page.goto("/account/organization/")
        page.locator("input[name=email]").fill("petra@host.example")
        page.locator("form button[type=submit]").click()
        page.wait_for_url(f"{provider.issuer}/authorize?**")
        browsers.close(page)
