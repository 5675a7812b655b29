"""A channel manager registers a deal for a partner, as a browser without script does it."""

import re

import pytest
from django.test import Client

from steelyard.deals.models import DealRegistration
from steelyard.kernel.ids import public_id
from steelyard.platform.db import as_system
from tests.deals_pages.making import Deals
from tests.deals_pages.test_registering import typed
from tests.partners.making import browser_of


@pytest.fixture
def manager(deals: Deals) -> Client:
    return browser_of(deals.ecosystem.manager)


@pytest.fixture
def acme(deals: Deals) -> str:
    return public_id("partner", deals.ecosystem.acme)


@pytest.fixture
def owner(deals: Deals) -> str:
    person = deals.ecosystem.acme_seller.person_id
    assert person is not None
    return public_id("person", person)


def draft_in(page: str) -> str:
    found = re.search(r'name="draft"\s+value="([^"]+)"', page)
    assert found
    return found[1]


def test_the_partners_page_and_the_list_lead_to_the_form(manager: Client, acme: str) -> None:
    assert f"/deals/new/?partner={acme}" in manager.get(f"/partners/{acme}/").content.decode()
    assert "Register for a partner" in manager.get("/deals/").content.decode()
    page = manager.get(f"/deals/new/?partner={acme}").content.decode()
    assert "Register a deal for Acme Systems GmbH" in page
    assert "Sami Acar" in page
    assert "Anna Acar" in page
    assert "Ben Boll" not in page


def test_a_partner_is_found_by_name_or_by_its_beginning(manager: Client, acme: str) -> None:
    asked = manager.get("/deals/new/")
    assert (asked.status_code, "?partner=" in asked.content.decode()) == (200, False)
    assert "Sami Acar" in manager.get("/deals/new/", {"partner": "acme systems gmbh"}).content.decode()
    assert "Sami Acar" in manager.get("/deals/new/", {"partner": "Acme", "partner_id": acme}).content.decode()
    unclear = manager.get("/deals/new/", {"partner": "Acm"})
    assert unclear.status_code == 422
    assert f"?partner={acme}" in unclear.content.decode()
    assert manager.get("/deals/new/", {"partner": "No\0body"}).status_code == 422


def test_it_is_registered_for_the_partner_and_its_owner(manager: Client, acme: str, owner: str, deals: Deals) -> None:
    answer = manager.post("/deals/new/", typed(partner=acme, owner=owner, idempotency_key="b1"))
    assert answer.status_code == 302
    ours = manager.get(answer["Location"]).content.decode()
    theirs = browser_of(deals.ecosystem.acme_seller).get(answer["Location"]).content.decode()
    for page in (ours, theirs):
        assert "Mara Lind registered it on the partner&#x27;s behalf" in page
    with as_system():
        made = DealRegistration.objects.get(company_name="Albatros Werft GmbH")
    assert (made.partner_id, made.owner_id) == (deals.ecosystem.acme, deals.ecosystem.acme_seller.person_id)


def test_what_is_wrong_is_kept_as_a_draft_of_the_manager(manager: Client, acme: str, owner: str, deals: Deals) -> None:
    wrong = manager.post("/deals/new/", typed(partner=acme, owner="", contact_name="", idempotency_key="b2"))
    assert wrong.status_code == 422
    draft = draft_in(wrong.content.decode())
    listed = manager.get("/deals/?view=drafts").content.decode()
    assert f"/deals/drafts/{draft}/" in listed
    assert "Acme Systems GmbH" in listed
    opened = manager.get(f"/deals/drafts/{draft}/").content.decode()
    assert "Register a deal for Acme Systems GmbH" in opened
    assert "Albatros Werft GmbH" in opened
    for other in (deals.ecosystem.acme_seller, deals.ecosystem.admin):
        assert browser_of(other).get(f"/deals/drafts/{draft}/").status_code == 404
    done = manager.post("/deals/new/", typed(partner=acme, owner=owner, draft=draft, idempotency_key="b3"))
    assert done["Location"] == f"/deals/{draft}/"


def test_draft_and_forecast_go_on_while_the_manager_types(manager: Client, acme: str) -> None:
    kept = manager.post("/deals/drafts/", typed(partner=acme))
    assert kept.status_code == 204
    again = manager.post("/deals/drafts/", typed(partner=acme, draft=kept["X-Draft-Id"]))
    assert again["X-Draft-Id"] == kept["X-Draft-Id"]
    forecast = manager.post("/deals/preview/", typed(partner=acme, draft=kept["X-Draft-Id"])).content.decode()
    assert "The partner would be protected for" in forecast
    assert manager.post("/deals/drafts/", typed()).status_code == 404


def test_somebody_of_another_partner_cannot_own_it(manager: Client, acme: str, deals: Deals) -> None:
    stranger = public_id("person", deals.ecosystem.beta_seller.person_id)  # type: ignore[arg-type]
    assert manager.post("/deals/new/", typed(partner=acme, owner=stranger, idempotency_key="b4")).status_code == 422


def test_an_account_executive_registers_for_nobody(deals: Deals, acme: str) -> None:
    browser = browser_of(deals.ecosystem.seller_of_host)
    assert browser.get(f"/deals/new/?partner={acme}").status_code == 403
    assert "Register for a partner" not in browser.get("/deals/").content.decode()
    assert f"/deals/new/?partner={acme}" not in browser.get(f"/partners/{acme}/").content.decode()
