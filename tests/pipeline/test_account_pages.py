"""Pages of named accounts, the installed base and the stages: for the host to see, for its channel people to keep."""

import re
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from steelyard.kernel.actors import Actor
from steelyard.kernel.ids import public_id
from steelyard.pipeline import commands
from steelyard.pipeline.models import AccountAssignment, InstalledProduct, Stage
from tests.partners.making import Ecosystem, browser_of
from tests.pipeline.making import make_company

PAGES = ("/accounts/", "/installed-base/", "/pipeline/stages/", "/partners/tiers/", "/partners/types/")
KEPT_BY_CHANNEL = ("/accounts/new/", "/installed-base/new/")
KEPT_BY_PROGRAM = (
    "/pipeline/stages/new/",
    "/pipeline/stages/propose/",
    "/partners/tiers/gold/",
    "/partners/types/new/",
)


@pytest.fixture
def company_id(ecosystem: Ecosystem, now: datetime) -> UUID:
    """A company that is somebody's named account and has a product that Beta sold."""
    company_id = make_company(now, "Helios Energy SE")
    said = {"actor": ecosystem.manager, "company_id": company_id, "now": now}
    today = timezone.localdate()
    owner_id = ecosystem.seller_of_host.person_id
    commands.assign_account(**said, person_id=owner_id, since_on=today - timedelta(days=9), is_house=True)
    commands.record_installed_product(
        **said,
        family="general",
        partner_id=ecosystem.beta,
        since_on=today - timedelta(days=300),
        renews_on=today + timedelta(days=65),
    )
    return company_id


def page(actor: Actor, path: str) -> str:
    answer = browser_of(actor).get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_the_host_sees_what_the_rules_consult(ecosystem: Ecosystem, company_id: UUID) -> None:
    for actor in (ecosystem.manager, ecosystem.seller_of_host, ecosystem.admin):
        accounts, installed = page(actor, "/accounts/"), page(actor, "/installed-base/")
        assert ("Helios Energy SE" in accounts, "Jonas Weber" in accounts, "House account" in accounts) == (True,) * 3
        assert ("Helios Energy SE" in installed, "Beta Networks AG" in installed) == (True, True)
        record = page(actor, f"/companies/{public_id('company', company_id)}/")
        assert ("As an account" in record, "Beta Networks AG" in record) == (True, True)
    assert "Helios" in page(ecosystem.seller_of_host, "/accounts/?owner=me&kind=house&sort=-since&q=helios")
    assert "Nothing matches" in page(ecosystem.admin, "/accounts/?kind=named")
    assert "Nothing matches" in page(ecosystem.admin, "/installed-base/?renews=30")
    assert "Helios" in page(ecosystem.admin, "/installed-base/?renews=90&family=general&sort=-company")
    assert "Helios" in page(ecosystem.admin, "/installed-base/?sort=nonsense&page=x&q=%00&partner=x")


@pytest.mark.parametrize("path", [*PAGES, *KEPT_BY_CHANNEL, *KEPT_BY_PROGRAM])
def test_no_partner_sees_any_of_it(ecosystem: Ecosystem, company_id: UUID, path: str) -> None:
    for actor in (ecosystem.acme_admin, ecosystem.beta_seller):
        assert browser_of(actor).get(path).status_code == 403
        assert browser_of(actor).post(path, {}).status_code in {403, 405}
    assert Client().get(path).status_code == 302


@pytest.mark.parametrize("path", [*KEPT_BY_CHANNEL, *KEPT_BY_PROGRAM])
def test_who_may_see_may_not_always_keep(ecosystem: Ecosystem, company_id: UUID, path: str) -> None:
    assert browser_of(ecosystem.seller_of_host).get(path).status_code == 403
    assert browser_of(ecosystem.manager).get(path).status_code == (200 if path in KEPT_BY_CHANNEL else 403)
    assert browser_of(ecosystem.admin).get(path).status_code == 200


def test_an_account_is_named_handed_over_and_released(ecosystem: Ecosystem, company_id: UUID) -> None:
    manager, today = browser_of(ecosystem.manager), timezone.localdate().isoformat()
    company = public_id("company", company_id)
    assert "Helios Energy SE" in manager.get(f"/accounts/new/?company={company}").content.decode()
    said = {"company": "Nobody Ltd", "owner": public_id("person", ecosystem.manager.person_id), "since_on": today}
    unknown = manager.post("/accounts/new/", said)
    assert (unknown.status_code, "Choose one from the list" in unknown.content.decode()) == (422, True)
    assert manager.post("/accounts/new/", {**said, "company": "Helios Energy SE"}).status_code == 302
    before, present = AccountAssignment.objects.filter(company=company_id).order_by("since_on")
    assert (str(before.until), present.person_id) == (today, ecosystem.manager.person_id)
    early = manager.post(f"/accounts/{company}/release/", {"until": "2001-01-01"})
    assert early.status_code == 422
    assert manager.post(f"/accounts/{company}/release/", {"until": today}).status_code == 302
    assert "Helios" not in page(ecosystem.manager, "/accounts/")
    again = manager.post(f"/accounts/{company}/release/", {"until": today})
    assert "nobody's named account" in again.content.decode().replace("&#x27;", "'")


def test_a_product_is_recorded_corrected_and_gone(ecosystem: Ecosystem, company_id: UUID) -> None:
    manager = browser_of(ecosystem.manager)
    row = InstalledProduct.objects.get(company=company_id)
    form = manager.get(f"/installed-base/new/?product={row.public_id}").content.decode()
    assert ("Helios Energy SE" in form, "Beta Networks AG" in form) == (True, True)
    said = {
        "company": "helios energy se",
        "family": "general",
        "partner": "Acme Systems GmbH",
        "since_on": row.since_on,
    }
    wrong = manager.post("/installed-base/new/", {**said, "renews_on": "2001-01-01"})
    assert wrong.status_code == 422
    assert manager.post("/installed-base/new/", {**said, "renews_on": "2030-01-31"}).status_code == 302
    row.refresh_from_db()
    assert (row.partner_id, str(row.renews_on)) == (ecosystem.acme, "2030-01-31")
    path = f"/installed-base/{row.public_id}/end/"
    assert "Helios Energy SE" in manager.get(path).content.decode()
    assert manager.post(path, {"ended_on": "2026-11-01"}).status_code == 302
    assert "No product recorded yet" in page(ecosystem.manager, "/installed-base/")
    assert manager.get(path).status_code == 404


def test_stages_tiers_and_types_are_defined_by_the_program(ecosystem: Ecosystem) -> None:
    admin = browser_of(ecosystem.admin)
    stage = {"key": "prove", "name": "Prove", "position": "3", "probability": "40"}
    assert admin.post("/pipeline/stages/new/", stage).status_code == 302
    assert admin.post("/pipeline/stages/new/", {**stage, "probability": "140"}).status_code == 422
    changed = admin.post("/pipeline/stages/prove/", {**stage, "key": "other", "name": "Proof", "probability": "45"})
    assert changed.status_code == 302
    kept = Stage.objects.get(key="prove")
    assert (kept.name, str(kept.probability), kept.kind) == ("Proof", "0.45", "open")
    assert "Proof" in page(ecosystem.seller_of_host, "/pipeline/stages/")
    assert admin.get("/pipeline/stages/none/").status_code == 404
    assert admin.post("/partners/tiers/new/", {"key": "diamond", "name": "Diamond", "rank": "50"}).status_code == 302
    assert "Diamond" in page(ecosystem.manager, "/partners/tiers/")
    said = {"key": "advisor", "name": "Advisor", "transacts": "on"}
    assert admin.post("/partners/types/new/", said).status_code == 302
    assert admin.post("/partners/types/advisor/", {"name": "Advisory"}).status_code == 302
    assert "Advisory" in page(ecosystem.manager, "/partners/types/")


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/pipeline/stages/new/", {"position": "3", "probability": "40"}),
        ("/partners/tiers/new/", {"rank": "50"}),
        ("/partners/types/new/", {}),
        ("/product-families/new/", {}),
    ],
)
def test_a_new_word_takes_no_other_word_s_key(ecosystem: Ecosystem, path: str, said: dict[str, str]) -> None:
    admin = browser_of(ecosystem.admin)
    taken = {"/pipeline/stages/new/": "qualify", "/partners/tiers/new/": "gold", "/partners/types/new/": "reseller"}
    answer = admin.post(path, {"key": taken.get(path, "general"), "name": "Another", **said})
    assert (answer.status_code, b"There is one with this key already." in answer.content) == (422, True)


def test_a_name_nobody_changed_stays_in_the_language_of_its_source(ecosystem: Ecosystem) -> None:
    admin = browser_of(ecosystem.admin)
    admin.cookies.load({"steelyard_language": "de"})
    form = admin.get("/pipeline/stages/qualify/").content.decode()
    assert 'value="Qualifizieren"' in form
    said = {"name": "Qualifizieren", "position": "1", "probability": "15"}
    assert admin.post("/pipeline/stages/qualify/", said).status_code == 302
    assert Stage.objects.get(key="qualify").name == "Qualify"


def test_the_menu_shows_where_the_reader_is_beside_the_entry_s_own_address(ecosystem: Ecosystem) -> None:
    here = page(ecosystem.manager, "/installed-base/")
    assert re.search(r'href="/accounts/"[^>]*aria-current="page"', here)
