"""Pages of the pipeline: whole without script, narrow in what they show, truthful when they refuse."""

from datetime import date, datetime
from uuid import UUID

import pytest

from steelyard.pipeline import commands, queries
from steelyard.pipeline.models import Activity, Opportunity
from steelyard.pipeline.terms import ActivityKind
from tests.partners.making import Ecosystem, browser_of
from tests.pipeline.making import make_opportunity


@pytest.fixture
def opportunity_id(ecosystem: Ecosystem, now: datetime) -> UUID:
    return make_opportunity(
        now, "Nordwind SD-WAN", partner_id=ecosystem.acme, owner_id=ecosystem.seller_of_host.person_id
    )


def address(opportunity_id: UUID, *more: str) -> str:
    return "/".join(["/pipeline", Opportunity(id=opportunity_id).public_id, *more, ""])


@pytest.mark.parametrize(
    "path",
    [
        "/pipeline/",
        "/pipeline/?state=all&sort=-amount&owner=me&columns=region&columns=activity&columns=forecast",
        "/pipeline/?state=%00&from=never&partner=x&page=-1&size=zero&sort=drop",
        "/pipeline/board/",
        "/pipeline/forecast/",
        "/pipeline/forecast/?by=partner",
        "/pipeline/forecast/?by=month",
        "/exports/opportunities.csv",
        "/",
        "/palette?q=nordwind",
    ],
)
def test_pages_open_for_host_and_partner(ecosystem: Ecosystem, opportunity_id: UUID, path: str) -> None:
    for actor in (ecosystem.seller_of_host, ecosystem.acme_seller, ecosystem.beta_seller):
        response = browser_of(actor).get(path)
        assert response.status_code == 200
        if actor is ecosystem.beta_seller:
            assert b"Nordwind SD-WAN" not in response.getvalue()


def test_what_is_listed_is_what_the_filter_asks(ecosystem: Ecosystem, opportunity_id: UUID, now: datetime) -> None:
    make_opportunity(now, "Direct thing", region="UKI")
    client = browser_of(ecosystem.seller_of_host)
    assert b"Direct thing" in client.get("/pipeline/").content
    only_direct = client.get("/pipeline/?partner=direct").content
    assert b"Direct thing" in only_direct
    assert b"Nordwind SD-WAN" not in only_direct
    assert b"Nothing matches" in client.get("/pipeline/?region=NA").content


def test_an_export_is_safe_for_a_spreadsheet(ecosystem: Ecosystem, now: datetime) -> None:
    make_opportunity(now, '=HYPERLINK("evil")', partner_id=ecosystem.acme)
    response = browser_of(ecosystem.acme_seller).get("/exports/opportunities.csv")
    assert response["Content-Type"].startswith("text/csv")
    lines = response.getvalue().decode("utf-8-sig").splitlines()
    assert lines[1].split(",", 1)[1].startswith("\"'=HYPERLINK")
    assert "36000.000,EUR,2027-01-31" in lines[1]


def test_a_record_shows_internal_work_to_the_host_only(
    ecosystem: Ecosystem, opportunity_id: UUID, now: datetime
) -> None:
    commands.log_activity(
        actor=ecosystem.manager,
        opportunity_id=opportunity_id,
        kind=ActivityKind.NOTE,
        summary="They are slow",
        occurred_at=now,
        now=now,
        is_internal=True,
    )
    assert b"They are slow" in browser_of(ecosystem.seller_of_host).get(address(opportunity_id)).content
    assert b"They are slow" not in browser_of(ecosystem.acme_seller).get(address(opportunity_id)).content
    assert browser_of(ecosystem.beta_seller).get(address(opportunity_id)).status_code == 404


def test_a_card_is_moved_by_menu_and_by_dragging(ecosystem: Ecosystem, opportunity_id: UUID) -> None:
    client = browser_of(ecosystem.acme_seller)
    moving = address(opportunity_id, "stage")
    by_menu = client.post(f"{moving}?from=board", {"to": "propose"})
    assert (by_menu.status_code, by_menu["Location"]) == (302, "/pipeline/board/")
    by_dragging = client.post(moving, {"to": "negotiate", "position": 0}, headers={"X-Requested-With": "fetch"})
    assert by_dragging.status_code == 204
    assert Opportunity.objects.get(id=opportunity_id).stage_id == "negotiate"
    closing = client.post(moving, {"to": "lost"}, headers={"X-Requested-With": "fetch"})
    assert closing["Location"] == address(opportunity_id, "loss")
    assert browser_of(ecosystem.beta_seller).post(moving, {"to": "qualify"}).status_code == 404


def test_of_two_who_move_the_same_card_the_second_is_told(ecosystem: Ecosystem, opportunity_id: UUID) -> None:
    first, second = browser_of(ecosystem.acme_seller), browser_of(ecosystem.seller_of_host)
    moving, dragged = address(opportunity_id, "stage"), {"X-Requested-With": "fetch"}
    assert 'name="version" value="1"' in second.get("/pipeline/board/").content.decode()
    moved = first.post(moving, {"to": "propose", "version": "1"}, headers=dragged)
    assert (moved.status_code, moved["X-Version"]) == (204, "2")
    assert second.post(moving, {"to": "discover", "version": "1"}, headers=dragged).status_code == 409
    by_menu = second.post(moving, {"to": "discover", "version": "1"})
    assert (by_menu.status_code, b"changed while you were looking" in by_menu.content) == (409, True)
    assert Opportunity.objects.get(id=opportunity_id).stage_id == "propose"
    assert first.post(moving, {"to": "negotiate", "version": "2"}, headers=dragged)["X-Version"] == "3"


def test_terms_are_edited_and_a_stale_edit_is_refused(ecosystem: Ecosystem, opportunity_id: UUID) -> None:
    client = browser_of(ecosystem.seller_of_host)
    assert client.get(address(opportunity_id, "terms")).status_code == 200
    said = {
        "name": "Nordwind renewed",
        "amount_amount": "40000",
        "amount_currency": "EUR",
        "close_on": "2027-02-28",
        "families": ["general"],
        "region": "DACH",
        "forecast_category": "commit",
        "next_step": "Send the quote",
        "version": 1,
    }
    saved = client.post(address(opportunity_id, "terms"), said)
    assert saved.status_code == 302, saved.context["form"].errors
    terms = queries.terms_of(Opportunity.objects.get(id=opportunity_id))
    assert (terms.name, terms.close_on, terms.next_step) == ("Nordwind renewed", date(2027, 2, 28), "Send the quote")
    assert terms.lines[0].amount == 36000
    stale = client.post(address(opportunity_id, "terms"), {**said, "name": "Late"})
    assert stale.status_code == 422
    assert b"changed while you were looking" in stale.content
    assert b"Late" in stale.content


def test_a_partner_edits_what_is_shared(ecosystem: Ecosystem, opportunity_id: UUID) -> None:
    client = browser_of(ecosystem.acme_seller)
    page = client.get(address(opportunity_id, "terms")).content
    assert b'name="next_step"' in page
    assert b'name="amount_amount"' not in page
    said = {"close_on": "2027-02-28", "next_step": "Demo", "version": 1, "amount_amount": "1"}
    assert client.post(address(opportunity_id, "terms"), said).status_code == 302
    assert Opportunity.objects.get(id=opportunity_id).amount == 36000


def test_an_activity_is_logged_and_a_future_one_refused_with_what_was_typed(
    ecosystem: Ecosystem, opportunity_id: UUID
) -> None:
    client = browser_of(ecosystem.acme_seller)
    said = {"kind": "call", "direction": "outbound", "summary": "Spoke with Ms Iyer", "occurred_at": "2026-11-16T08:00"}
    assert client.post(address(opportunity_id, "activities"), said).status_code == 302
    assert Activity.objects.get(opportunity=opportunity_id).summary == "Spoke with Ms Iyer"
    refused = client.post(
        address(opportunity_id, "activities"), {**said, "summary": "Kept", "occurred_at": "2090-01-01T08:00"}
    )
    assert refused.status_code == 422
    assert b"Kept" in refused.content


def test_it_is_won_lost_and_reopened(ecosystem: Ecosystem, opportunity_id: UUID) -> None:
    client = browser_of(ecosystem.seller_of_host)
    assert client.get(address(opportunity_id, "loss")).status_code == 200
    assert client.post(address(opportunity_id, "loss"), {"reason": ""}).status_code == 422
    assert client.post(address(opportunity_id, "loss"), {"reason": "price"}).status_code == 302
    assert b"Price" in client.get(address(opportunity_id)).content
    assert client.post(address(opportunity_id, "reopening")).status_code == 302
    assert client.get(address(opportunity_id, "win")).status_code == 200
    won = {"amount_amount": "41000", "amount_currency": "EUR", "order_reference": "PO-1", "transacted_by": "partner"}
    assert client.post(address(opportunity_id, "win"), won).status_code == 302
    record = queries.get_record(ecosystem.seller_of_host, opportunity_id)
    assert (record.card.outcome, record.order_reference, record.card.amount.amount) == ("won", "PO-1", 41000)


def test_an_owner_is_chosen(ecosystem: Ecosystem, opportunity_id: UUID) -> None:
    client = browser_of(ecosystem.manager)
    assert client.get(address(opportunity_id, "owner")).status_code == 200
    assert client.post(address(opportunity_id, "owner"), {"owner": ""}).status_code == 302
    assert Opportunity.objects.get(id=opportunity_id).owner_id is None


def test_a_view_is_kept_and_removed(ecosystem: Ecosystem, opportunity_id: UUID) -> None:
    client = browser_of(ecosystem.manager)
    said = {"list": "pipeline.opportunities", "name": "UK", "query": "region=UKI", "next": "/pipeline/"}
    kept = client.post("/views", {**said, "is_shared": "on"})
    assert kept["Location"] == "/pipeline/?region=UKI"
    assert b">UK" in browser_of(ecosystem.seller_of_host).get("/pipeline/").content
    assert b">UK<" not in browser_of(ecosystem.acme_seller).get("/pipeline/").content
    assert client.post("/views", {**said, "next": "//evil.example/"}).status_code == 404
