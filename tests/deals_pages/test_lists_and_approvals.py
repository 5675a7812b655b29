"""Lists, the approvals and direct opportunities, as a browser without script uses them."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from steelyard.deals import commands
from steelyard.deals.models import DealRegistration, DirectOverride
from steelyard.kernel.actors import Actor, Role
from steelyard.platform.clock import utc_now
from steelyard.platform.db import acting_as, as_system
from tests.deals_pages.making import Deals
from tests.partners.making import browser_of, make_person

TOKEN = re.compile(rb"[A-Za-z0-9]{64}|[0-9a-f]{32}")
PATHS = [
    "/deals/",
    "/deals/?view=needs",
    "/deals/?view=ending&owner=me&type=sourced&family=cloud&sort=-value",
    "/deals/?view=closed&state=nonsense&page=x&q=%00",
    "/deals/board/",
    "/exports/deal-registrations.csv",
]


@pytest.mark.parametrize("path", PATHS)
def test_lists_show_what_one_may_see(deals: Deals, path: str) -> None:
    for actor in (deals.ecosystem.acme_seller, deals.ecosystem.acme_admin, deals.ecosystem.manager):
        answer = browser_of(actor).get(path)
        assert answer.status_code == 200
    assert "Helios Energy AG" in browser_of(deals.ecosystem.beta_seller).get("/deals/").content.decode()
    foreign = browser_of(deals.ecosystem.beta_seller).get(path).getvalue().decode()
    assert "Nordwind" not in foreign
    assert "Acme" not in foreign


def test_the_export_runs_no_formula(deals: Deals, now: Any) -> None:
    with as_system():
        DealRegistration.objects.filter(id=deals.protected.id).update(company_name="=HYPERLINK(1)")
    text = browser_of(deals.ecosystem.acme_seller).get("/exports/deal-registrations.csv").getvalue().decode("utf-8-sig")
    assert "'=HYPERLINK(1)" in text
    assert text.startswith("id,partner,partner_name,company")


def test_home_says_what_to_do(deals: Deals) -> None:
    seller = browser_of(deals.ecosystem.acme_seller).get("/").content.decode()
    for words in ("Needs your attention", "Kappa Foods BV", "Quartz Media Ltd", "Approval rate", "Register a deal"):
        assert words in seller
    manager = browser_of(deals.ecosystem.manager).get("/").content.decode()
    assert "Waiting for a decision" in manager
    assert "Helios Energie AG" in manager


def test_a_misspelled_name_is_found_by_those_who_may_see_it_and_by_nobody_else(deals: Deals) -> None:
    def hits(actor: Any, typed: str) -> str:
        found: str = browser_of(actor).get("/palette", {"q": typed}).content.decode()
        return found[found.index("palette-hits") :]

    for typed in ("nordwnid", "mordwind", "nordwimd log"):
        for actor in (deals.ecosystem.acme_seller, deals.ecosystem.manager):
            assert f"/deals/{deals.protected.public_id}/" in hits(actor, typed), typed
        assert "Nordwind" not in hits(deals.ecosystem.beta_seller, typed)


def test_a_search_does_as_much_for_what_others_have_as_for_what_nobody_has(deals: Deals) -> None:
    def statements(typed: str) -> int:
        browser = browser_of(deals.ecosystem.beta_seller)
        browser.get("/palette", {"q": "warm"})
        with CaptureQueriesContext(connection) as caught:
            browser.get("/palette", {"q": typed})
        return len(caught)

    assert statements("nordwnid") == statements("qwxzvkjq") == statements("nordwind")


def test_the_palette_finds_ones_own(deals: Deals) -> None:
    mine = browser_of(deals.ecosystem.acme_seller).get("/palette", {"q": "nordwind"}).content.decode()
    assert f"/deals/{deals.protected.public_id}/" in mine
    foreign = browser_of(deals.ecosystem.beta_seller).get("/palette", {"q": "nordwind"}).content.decode()
    assert "/deals/dealreg" not in foreign


@pytest.mark.parametrize(
    "tail", ["", "extension/", "withdrawal/", "appeal/", "comments/", "answer/", "evidence/", "conversion/"]
)
def test_a_foreign_registration_looks_like_none(deals: Deals, tail: str) -> None:
    seller = browser_of(deals.ecosystem.acme_seller)
    unknown = "dealreg_" + "0" * 26
    bodies = set()
    for public_id in (deals.foreign.public_id, unknown):
        path = f"/deals/{public_id}/{tail}"
        posts = tail in {"comments/", "answer/", "evidence/", "conversion/"}
        answer = seller.post(path, {"body": "x", "answer": "x"}) if posts else seller.get(path)
        assert answer.status_code == 404
        bodies.add(TOKEN.sub(b"", answer.content.replace(public_id.encode(), b"-")))
    assert len(bodies) == 1


def test_nobody_signed_in_sees_nothing(deals: Deals) -> None:
    for path in ("/deals/", "/approvals/", "/deals/direct/new/", f"/deals/{deals.protected.public_id}/"):
        answer = Client().get(path)
        assert (answer.status_code, answer["Location"]) == (302, f"/account/login/?next={path}")


def test_approvals_are_for_reviewers(deals: Deals) -> None:
    for actor in (deals.ecosystem.acme_seller, deals.ecosystem.seller_of_host):
        browser = browser_of(actor)
        assert browser.get("/approvals/").status_code == 403
        assert browser.post(f"/approvals/{deals.held.public_id}/decision/", {"whole": "approved"}).status_code == 403


def test_a_manager_sees_everything_that_decides_a_case(deals: Deals) -> None:
    page = browser_of(deals.ecosystem.manager).get(f"/approvals/{deals.held.public_id}/").content.decode()
    for words in ("Competing claims", "Beta Networks AG", "Who the customer may be", "What the rules say", "DR-3a"):
        assert words in page


def test_a_refusal_needs_its_reason_and_keeps_the_choice(deals: Deals) -> None:
    manager, post = browser_of(deals.ecosystem.manager), f"/approvals/{deals.held.public_id}/decision/"
    without = manager.post(post, {"line_cloud": "rejected", "reason": ""})
    assert without.status_code == 422
    assert "Give the reason" in without.content.decode()
    assert 'value="rejected"' in without.content.decode()
    taken = manager.post(post, {"whole": "approved"})
    assert taken.status_code == 409 or taken.status_code == 422
    assert "supersede" in taken.content.decode()
    done = manager.post(post, {"line_cloud": "rejected", "reason": "The letter is of another customer."})
    assert done.status_code == 302
    seller = browser_of(deals.ecosystem.acme_seller).get(f"/deals/{deals.held.public_id}/").content.decode()
    assert "The letter is of another customer." in seller


def test_the_keys_walk_through_reviews_and_extension_requests_alike(deals: Deals) -> None:
    seller = deals.ecosystem.acme_seller
    with acting_as(seller):
        commands.request_extension(
            actor=seller, registration_id=deals.ending.id, reason="The customer needs two more weeks.", now=utc_now()
        )
    manager = browser_of(deals.ecosystem.manager)
    queue = re.findall(r'href="(/(?:approvals|deals)/dealreg_[^"]+)"', manager.get("/approvals/").content.decode())
    shown = list(dict.fromkeys(path for path in queue if "approvals" in path or "queue=all" in path))
    walked = [shown[0]]
    while step := step_of(manager, walked[-1], "j"):
        walked.append(step)
    assert walked == shown
    assert f"/deals/{deals.ending.public_id}/?queue=all" in walked
    assert step_of(manager, walked[-1], "k") == walked[-2]
    assert (
        step_of(browser_of(seller), walked[-1].replace("approvals", "deals").partition("?")[0] + "?queue=all", "k")
        == ""
    )


def step_of(browser: Client, path: str, key: str) -> str:
    found = re.search(rf'data-key="{key}" href="([^"]+)"', browser.get(path).content.decode())
    return found[1] if found else ""


def test_who_sells_to_the_account_is_told_why_they_cannot_decide(deals: Deals) -> None:
    from steelyard.pipeline.public import assign_account

    now, since = utc_now(), (utc_now() - timedelta(days=30)).date()
    with as_system():
        both = make_person(now, "Nora Both", Role.CHANNEL_MANAGER, Role.ACCOUNT_EXECUTIVE)
        row = DealRegistration.objects.get(id=deals.held.id)
        assert row.company_id is not None
        assign_account(
            actor=deals.ecosystem.admin, company_id=row.company_id, person_id=both.person_id, since_on=since, now=now
        )
    page = browser_of(both).get(f"/approvals/{deals.held.public_id}/").content.decode()
    assert "You cannot decide this one" in page
    assert "Decide by line" not in page
    answer = browser_of(both).post(
        f"/approvals/{deals.held.public_id}/decision/", {"whole": "rejected", "reason": "No"}
    )
    assert answer.status_code == 422


def direct(**said: Any) -> dict[str, Any]:
    return {
        "company_name": "Helios Energy AG",
        "name": "Helios cloud",
        "lines": ["cloud"],
        "region": "DACH",
        "amount_amount": "50000",
        "amount_currency": "EUR",
        "close_on": (utc_now() + timedelta(days=60)).date().isoformat(),
        **said,
    }


def ae(deals: Deals) -> Actor:
    return deals.ecosystem.seller_of_host


def test_direct_sales_are_stopped_by_a_protection_and_go_on_by_an_override(deals: Deals) -> None:
    browser = browser_of(ae(deals))
    stopped = browser.post("/deals/direct/new/", direct())
    page = stopped.content.decode()
    assert stopped.status_code == 409
    assert "A partner is protected for this" in page
    assert f"/deals/{deals.foreign.public_id}/" in page
    assert "Helios cloud" in page
    opened = browser.post("/deals/direct/new/", direct(override_reason="The customer asked for us in writing."))
    assert opened["Location"].startswith("/pipeline/")
    with as_system():
        assert DirectOverride.objects.get().reason == "The customer asked for us in writing."
    beta = browser_of(deals.ecosystem.beta_seller).get(f"/deals/{deals.foreign.public_id}/").content.decode()
    assert "The customer asked for us in writing." in beta


def test_a_free_account_is_opened_at_once(deals: Deals) -> None:
    opened = browser_of(ae(deals)).post("/deals/direct/new/", direct(company_name="Cobalt Mining plc"))
    assert opened.status_code == 302
    wrong = browser_of(ae(deals)).post("/deals/direct/new/", direct(name=""))
    assert wrong.status_code == 422
    assert browser_of(deals.ecosystem.acme_seller).get("/deals/direct/new/").status_code == 403
