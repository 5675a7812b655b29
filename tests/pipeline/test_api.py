"""The pipeline over the API: the same as on its pages, and nothing of others."""

from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
import pytest
from django.test import Client

from steelyard.kernel.ids import new_id, public_id
from steelyard.pipeline.models import Opportunity
from tests.partners.making import Ecosystem, browser_of
from tests.pipeline.making import make_company, make_opportunity


def call(client: Client, method: str, path: str, body: Any = None) -> tuple[int, Any]:
    sent = {} if body is None else {"data": orjson.dumps(body, default=str), "content_type": "application/json"}
    response = getattr(client, method)(f"/api/v1{path}", **sent)
    return response.status_code, orjson.loads(response.content) if response.content else None


@pytest.fixture
def mine(ecosystem: Ecosystem, now: datetime) -> UUID:
    return make_opportunity(now, "Mine", partner_id=ecosystem.acme)


def path_of(opportunity_id: UUID, *more: str) -> str:
    return "/".join(["/opportunities", Opportunity(id=opportunity_id).public_id, *more])


def test_lists_answer_what_the_caller_may_see(ecosystem: Ecosystem, mine: UUID, now: datetime) -> None:
    make_opportunity(now, "Direct")
    host, partner = browser_of(ecosystem.seller_of_host), browser_of(ecosystem.acme_seller)
    assert call(host, "get", "/opportunities")[1]["total"] == 2
    assert call(host, "get", "/opportunities?partner=direct")[1]["total"] == 1
    status, page = call(partner, "get", "/opportunities?sort=-amount&region=DACH&owner=me")
    assert (status, page["total"]) == (200, 0)
    status, page = call(partner, "get", "/opportunities")
    assert [item["name"] for item in page["items"]] == ["Mine"]
    assert page["items"][0]["amount"] == {"amount": "36000.000", "currency": "EUR"}
    assert call(partner, "get", "/opportunities?state=maybe")[0] == 422
    assert call(partner, "get", "/opportunities?company=nonsense")[0] == 404
    lanes = call(partner, "get", "/opportunity-board")[1]
    assert [lane["count"] for lane in lanes] == [1, 0, 0, 0]
    forecast = call(partner, "get", "/forecast?by=partner")[1]
    assert forecast["whole"]["weighted"] == [{"amount": "3600.00", "currency": "EUR"}]
    assert len(call(partner, "get", "/opportunity-stages")[1]) == 6


def test_one_of_others_is_not_there(ecosystem: Ecosystem, mine: UUID) -> None:
    client = browser_of(ecosystem.beta_seller)
    unknown = new_id()
    for key in (mine, unknown):
        assert call(client, "get", path_of(key))[0] == 404
        assert call(client, "patch", path_of(key), {"next_step": "x"})[0] == 404
        assert call(client, "put", path_of(key, "stage"), {"stage": "propose"})[0] == 404
        assert call(client, "get", path_of(key, "activities"))[0] == 404
    mine_said = call(client, "get", path_of(mine))[1]
    unknown_said = call(client, "get", path_of(unknown))[1]
    assert {**mine_said, "instance": "", "request_id": ""} == {**unknown_said, "instance": "", "request_id": ""}


def test_an_opportunity_is_worked_to_its_end(ecosystem: Ecosystem, mine: UUID) -> None:
    client = browser_of(ecosystem.seller_of_host)
    patch = {"amount": {"amount": "50000", "currency": "EUR"}, "forecast_category": "commit", "version": 1}
    status, changed = call(client, "patch", path_of(mine), patch)
    assert (status, changed["amount"]["amount"], changed["version"]) == (200, "50000.000", 2)
    assert call(client, "patch", path_of(mine), patch)[1]["code"] == "changed_meanwhile"
    assert call(client, "put", path_of(mine, "stage"), {"stage": "propose", "version": 2})[1]["stage"] == "propose"
    stale = call(client, "put", path_of(mine, "stage"), {"stage": "discover", "version": 2})
    assert (stale[0], stale[1]["code"]) == (409, "changed_meanwhile")
    assert call(client, "put", path_of(mine, "stage"), {"stage": "won"})[1]["code"] == "stage_closes"
    activity = {"kind": "demo", "summary": "Shown", "occurred_at": "2026-11-16T08:00:00Z"}
    assert call(client, "post", path_of(mine, "activities"), activity)[0] == 201
    assert [a["summary"] for a in call(client, "get", path_of(mine, "activities"))[1]] == ["Shown"]
    owner = public_id("person", ecosystem.seller_of_host.person_id)
    assert call(client, "put", path_of(mine, "owner"), {"person_id": owner})[1]["owner"] == "Jonas Weber"
    assert call(client, "post", path_of(mine, "win"), {"order_reference": "PO-1"})[1]["state"] == "won"
    assert call(client, "post", path_of(mine, "loss"), {"reason": "price"})[1]["code"] == "opportunity_closed"
    assert call(client, "post", path_of(mine, "reopening"), {})[1]["state"] == "open"
    assert call(client, "post", path_of(mine, "loss"), {"reason": "price", "detail": "Too dear"})[1]["state"] == "lost"


@pytest.mark.parametrize(
    "body",
    [
        {"amount": {"amount": "-1", "currency": "EUR"}},
        {"amount": {"amount": "1", "currency": "XXQ"}},
        {"close_on": "2027-02-30"},
        {"next_step": "x" * 501},
        {"colour": "blue"},
        {"lines": [{"family": "rockets"}]},
        {"name": ""},
        {"external_id": "a\x00b"},
    ],
)
def test_bad_input_is_refused(ecosystem: Ecosystem, mine: UUID, body: dict[str, Any]) -> None:
    status, problem = call(browser_of(ecosystem.seller_of_host), "patch", path_of(mine), body)
    assert status == 422
    assert problem["code"] in {"invalid_input", "unknown_product_family"}


def test_accounts_are_named_and_products_recorded_by_channel_people(ecosystem: Ecosystem, now: datetime) -> None:
    company = public_id("company", make_company(now, "Helios Energy SE"))
    account = {
        "company_id": company,
        "person_id": public_id("person", ecosystem.seller_of_host.person_id),
        "since_on": "2026-01-01",
    }
    product = {
        "company_id": company,
        "family": "general",
        "since_on": "2026-01-01",
        "partner_id": public_id("partner", ecosystem.beta),
    }
    partner = browser_of(ecosystem.acme_admin)
    for path, body in (("/account-assignments", account), ("/installed-products", product)):
        assert call(partner, "post", path, body)[0] == 403
        assert call(browser_of(ecosystem.manager), "post", path, body)[0] == 201
    assert call(partner, "get", f"/account-assignments?company={company}")[0] == 403
    assert call(partner, "get", f"/installed-products?company={company}")[1]["items"] == []
    assert call(browser_of(ecosystem.beta_seller), "get", "/installed-products")[1]["total"] == 1
    manager = browser_of(ecosystem.manager)
    (installed,) = call(manager, "get", f"/installed-products?company={company}&renews_before=2030-01-01")[1][
        "items"
    ] or [{}]
    assert installed == {}, "it renews on no day"
    (installed,) = call(manager, "get", "/installed-products")[1]["items"]
    assert call(manager, "get", f"/account-assignments?company={company}&kind=named")[1]["total"] == 1
    assert call(manager, "get", "/account-assignments?kind=house")[1]["total"] == 0
    gone, released = f"/installed-products/{installed['id']}/end", f"/account-assignments/{company}/release"
    for path, body in ((gone, {"ended_on": "2026-06-01"}), (released, {"until": "2026-06-01"})):
        assert call(partner, "post", path, body)[0] == 403
        assert call(browser_of(ecosystem.seller_of_host), "post", path, body)[0] == 403
        assert call(manager, "post", path, body)[0] == 204
        assert call(manager, "post", path, body)[0] in {404, 409}
    assert call(manager, "get", "/installed-products")[1]["total"] == 0
    assert call(manager, "get", "/installed-products?state=all")[1]["items"][0]["ended_on"] == "2026-06-01"
    assert call(manager, "get", "/account-assignments")[1]["items"][0]["until"] == "2026-06-01"


def test_a_stage_is_defined_by_the_program_alone(ecosystem: Ecosystem) -> None:
    stage = {"name": "Prove", "position": 3, "probability": "0.40"}
    for actor, status in ((ecosystem.manager, 403), (ecosystem.acme_admin, 403), (ecosystem.admin, 200)):
        assert call(browser_of(actor), "put", "/opportunity-stages/prove", stage)[0] == status
    assert "prove" in {one["key"] for one in call(browser_of(ecosystem.admin), "get", "/opportunity-stages")[1]}
    assert (
        call(browser_of(ecosystem.admin), "put", "/opportunity-stages/prove", {**stage, "probability": "1.4"})[0] == 422
    )
