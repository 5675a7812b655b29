"""Small partners are counted together, and whoever of them rises against its own past is noticed once."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from steelyard.kernel.actors import SYSTEM, Actor, Role
from steelyard.kernel.ids import public_id
from steelyard.kernel.money import Money
from steelyard.kernel.pages import PageRequest
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.partners import commands
from steelyard.partners.longtail.jobs import evaluate_long_tail
from steelyard.partners.longtail.parts import STARTING_RISES, RiseRule, TailTrack
from steelyard.partners.longtail.policies import chance_of, decide_rise, find_place
from steelyard.partners.longtail.queries import get_rise, get_summary, list_rises, list_tail
from steelyard.partners.longtail.refusals import RiseNotOpen, RiseReasonMissing
from steelyard.partners.longtail.rules import LongTailRules, _check
from steelyard.partners.longtail.terms import (
    Grouping,
    RiseFacts,
    RiseFigure,
    RiseFilter,
    RiseState,
    TailFacts,
    TailFilter,
)
from steelyard.partners.models import Partner, PartnerTask, Rise, Segment, TailStanding
from steelyard.partners.queries import list_partners, list_segment_members
from steelyard.partners.terms import PartnerFilter
from steelyard.pipeline.public import close_opportunity
from steelyard.platform.db import acting_as
from steelyard.platform.models import EventRecord, Notification
from steelyard.program.public import adopt_rules
from tests.jobs import run_jobs
from tests.partners.making import Ecosystem, browser_of, make_partner, make_person
from tests.pipeline.making import make_opportunity

RULES, PAGE = LongTailRules(), PageRequest()
COUNTS = st.integers(0, 200)


def test_who_is_small_is_on_the_first_track_that_is_open() -> None:
    tracks = (TailTrack(key="services", name="Services", types=("services",)), TailTrack(key="rest", name="Rest"))
    rules = LongTailRules(tracks=tracks, touches_below=10, tiers=("silver",), spares_managed=True)
    small = TailFacts(value=Decimal(49_999), touches=9, tier="silver", types=frozenset({"services"}))
    assert find_place(small, rules).track == "services"
    assert find_place(TailFacts(value=Decimal(0), touches=0), rules).track == "rest"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"value": Decimal(50_000)}, "tail_large"),
        ({"touches": 10}, "tail_touched"),
        ({"tier": "gold"}, "tail_tier"),
        ({"has_manager": True}, "tail_managed"),
    ],
)
def test_who_is_not_small_is_told_why(said: dict[str, Any], code: str) -> None:
    rules = LongTailRules(touches_below=10, tiers=("silver",), spares_managed=True)
    found = find_place(TailFacts(**{"value": Decimal(0), "touches": 0, **said}), rules)
    assert found.track == ""
    assert code in {one.code for one in found.reasons}
    assert {one.rule for one in found.reasons} <= {said.rule for said in rules.sentences()}


def test_where_no_track_is_open_nobody_is_in_it() -> None:
    rules = LongTailRules(tracks=(TailTrack(key="services", name="Services", types=("services",)),))
    found = find_place(TailFacts(value=Decimal(0), touches=0, types=frozenset({"reseller"})), rules)
    assert (found.track, found.reasons[-1].code) == ("", "tail_no_track")


def rise(recent: int, before: int, *, past_days: int = 2000, value: int = 10_000) -> RiseFacts:
    """Return facts of a partner that won so often lately and before."""
    figure = RiseFigure(
        recent=Decimal(recent * value), before=Decimal(before * value), times_recent=recent, times_before=before
    )
    return RiseFacts(figures={"won": figure}, past_days=past_days)


@pytest.mark.parametrize(
    ("recent", "before", "code"),
    [
        (1, 0, "rise_by_chance"),  # one deal does not ring, however large it is
        (2, 0, "rise_found"),  # 0.2² = 4 %
        (2, 1, "rise_by_chance"),
        (4, 4, "rise_by_chance"),
        (5, 4, "rise_found"),
        (0, 5, "rise_too_little"),
        (3, 10, "rise_no_growth"),
    ],
)
def test_a_rise_is_more_than_chance(recent: int, before: int, code: str) -> None:
    found = decide_rise(rise(recent, before), RULES)
    assert found.reasons[0].code == code
    assert found.rises is (code == "rise_found")
    assert {one.rule for one in found.reasons} <= {said.rule for said in RULES.sentences()}
    assert bool(found.would_change) is not found.rises


def test_one_large_deal_does_not_ring() -> None:
    assert not decide_rise(rise(1, 0, value=10_000_000), RULES).rises


def test_who_has_no_past_does_not_rise() -> None:
    found = decide_rise(rise(9, 0, past_days=170), RULES)
    assert (found.rises, found.reasons[0].code) == (False, "rise_no_past")


def test_the_chance_is_that_of_the_binomial() -> None:
    # At least 5 of 9 with one in five: 0.01958144 by hand.
    assert chance_of(5, 4, Decimal("0.2")) == Decimal("0.019581")
    assert chance_of(0, 4, Decimal("0.2")) == 1
    assert chance_of(500, 500, Decimal("0.2")) < Decimal("0.000001")


@given(recent=COUNTS, before=COUNTS, more=st.integers(1, 50))
def test_more_lately_never_ends_a_rise_and_a_larger_past_never_begins_one(recent: int, before: int, more: int) -> None:
    if decide_rise(rise(recent, before), RULES).rises:
        assert decide_rise(rise(recent + more, before), RULES).rises
    else:
        assert not decide_rise(rise(recent, before + more), RULES).rises


@pytest.mark.parametrize(
    "said",
    [
        {"tracks": (TailTrack(key="a", name="A"), TailTrack(key="a", name="B"))},
        {"rises": (RiseRule(key="x", metric="no.such", least=Decimal(1)),)},
        {"rises": (RiseRule(key="x", metric="partners.people", least=Decimal(1)),)},  # known of today only
        {"chance": Decimal(0)},
    ],
)
def test_rules_that_do_not_fit_together_are_refused(said: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        LongTailRules(**said)


def test_what_comes_with_the_product_can_be_measured() -> None:
    for one in STARTING_RISES:
        _check(one)


def win(partner: UUID, day: date, amount: int = 8_000) -> None:
    """Let a partner win an opportunity on a day."""
    at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    money = Money(Decimal(amount), "EUR")
    won = make_opportunity(at - timedelta(days=9), f"Won on {day}", partner_id=partner, amount=money, lines=())
    close_opportunity(actor=SYSTEM, opportunity_id=won, won=True, now=at)


def let_rise(ecosystem: Ecosystem, now: datetime) -> None:
    """Let Acme have been there for three years and win twice in the last weeks."""
    Partner.objects.update(enrolled_at=now - timedelta(days=1100))
    for days in (10, 20):
        win(ecosystem.acme, now.date() - timedelta(days=days))


def test_a_rise_is_told_once_and_ends(ecosystem: Ecosystem, now: datetime) -> None:
    let_rise(ecosystem, now)
    assert evaluate_long_tail(now) == 2
    evaluate_long_tail(now + timedelta(days=1))
    run_jobs()
    row = Rise.objects.get()
    assert (row.partner_id, row.lead_id) == (ecosystem.acme, ecosystem.manager.person_id)
    (event,) = EventRecord.objects.filter(type="partners.long_tail.rose")
    assert event.payload["measures"] == ["won"]
    task = PartnerTask.objects.get()
    assert (task.partner_id, task.doer, task.title) == (ecosystem.acme, "channel_manager", RULES.task_title)
    told = Notification.objects.filter(person_id=ecosystem.manager.person_id, event_type="partners.long_tail.rose")
    assert told.count() == 1
    # A third of a year later nothing is left of it, and half a year later it is long over.
    evaluate_long_tail(now + timedelta(days=130))
    assert Rise.objects.get().ended_on == (now + timedelta(days=130)).date()
    assert EventRecord.objects.filter(type="partners.long_tail.rise_ended").count() == 1


def test_a_dismissed_rise_stays_quiet_while_it_lasts(ecosystem: Ecosystem, now: datetime) -> None:
    let_rise(ecosystem, now)
    evaluate_long_tail(now)
    key = Rise.objects.get().id
    with acting_as(ecosystem.manager):
        with pytest.raises(RiseReasonMissing):
            commands.dismiss_rise(actor=ecosystem.manager, rise_id=key, reason="  ", now=now)
        commands.dismiss_rise(actor=ecosystem.manager, rise_id=key, reason="A single project.", now=now)
        with pytest.raises(RiseNotOpen):
            commands.dismiss_rise(actor=ecosystem.manager, rise_id=key, reason="Again.", now=now)
    evaluate_long_tail(now + timedelta(days=2))
    card = get_rise(ecosystem.manager, key)
    assert (card.state, card.reason, card.dismissed_by) == (RiseState.DISMISSED, "A single project.", "Mara Lind")
    assert list_rises(ecosystem.manager, RiseFilter(state=RiseState.OPEN), PAGE).total == 0
    assert EventRecord.objects.filter(type="partners.long_tail.rose").count() == 1


def test_the_long_tail_is_said_anew_every_night(ecosystem: Ecosystem, now: datetime) -> None:
    evaluate_long_tail(now)
    run_jobs()
    assert {row.track for row in TailStanding.objects.all()} == {"low-touch"}
    assert EventRecord.objects.filter(type="partners.long_tail.joined").count() == 2
    win(ecosystem.acme, now.date() - timedelta(days=1), amount=60_000)
    evaluate_long_tail(now + timedelta(days=1))
    assert [row.partner_id for row in TailStanding.objects.exclude(track="")] == [ecosystem.beta]
    (left,) = EventRecord.objects.filter(type="partners.long_tail.left")
    assert (left.subject_id, Decimal(left.payload["value"])) == (ecosystem.acme, 60_000)
    beta = TailStanding.objects.get(partner=ecosystem.beta)
    assert beta.since_on == now.date()
    commands.set_status(actor=ecosystem.admin, partner_id=ecosystem.beta, status="suspended", reason="x", now=now)
    evaluate_long_tail(now + timedelta(days=2))
    assert not TailStanding.objects.filter(partner=ecosystem.beta).exists()


def test_regions_may_have_bounds_of_their_own(ecosystem: Ecosystem, now: datetime) -> None:
    make_partner(now, "Nordlys AB", country="SE", region="NORDICS", types=("reseller",))
    said = {**RULES.dump(), "value_below": "5000.00"}
    adopt_rules(actor=SYSTEM, key="long_tail", rules=said, effective_from=now - timedelta(hours=1), now=now)
    win(ecosystem.acme, now.date() - timedelta(days=5), amount=6_000)
    evaluate_long_tail(now)
    names = {row.partner.name for row in TailStanding.objects.exclude(track="").select_related("partner")}
    assert names == {"Beta Networks AG", "Nordlys AB"}


def test_a_segment_may_be_a_track(ecosystem: Ecosystem, now: datetime) -> None:
    win(ecosystem.acme, now.date() - timedelta(days=5), amount=90_000)
    evaluate_long_tail(now)
    wanted = PartnerFilter(track="low-touch")
    commands.define_segment(actor=ecosystem.manager, name="Low touch", wanted=wanted, now=now)
    segment = Segment.objects.get(name="Low touch")
    assert [one.id for one in list_segment_members(segment.id, at=now)] == [ecosystem.beta]
    (row,) = browser_of(ecosystem.manager).get("/api/v1/partners?track=low-touch").json()["items"]
    assert row["id"] == public_id("partner", ecosystem.beta)
    assert "Beta" in browser_of(ecosystem.manager).get("/partners/?track=low-touch").content.decode()
    # A partner does not learn that it is small.
    with acting_as(ecosystem.beta_seller):
        assert list_partners(ecosystem.beta_seller, wanted, PAGE, at=now).items == []
        assert list_partners(ecosystem.beta_seller, PartnerFilter(), PAGE, at=now).total == 1


def test_small_partners_come_to_something_together(ecosystem: Ecosystem, now: datetime) -> None:
    win(ecosystem.acme, now.date() - timedelta(days=5), amount=90_000)
    win(ecosystem.beta, now.date() - timedelta(days=5), amount=10_000)
    evaluate_long_tail(now)
    found = get_summary(ecosystem.manager, Grouping.TYPE, at=now)
    assert (found.partners, found.all_partners, found.value, found.all_value) == (1, 2, 10_000, 100_000)
    assert found.share == Decimal("0.1")
    assert {one.key: one.partners for one in found.groups} == {"reseller": 1, "services": 1}
    assert [(one.partners, round(one.value, 2)) for one in found.curve] == [(Decimal("0.5"), Decimal("0.9")), (1, 1)]
    for by in Grouping:
        assert get_summary(ecosystem.manager, by, region="DACH", at=now).partners == 1
        assert get_summary(ecosystem.manager, by, region="UKI", at=now).partners == 0
    (card,) = list_tail(ecosystem.manager, TailFilter(type="services", rising=False), PAGE, at=now).items
    assert (card.partner_id, card.value) == (ecosystem.beta, 10_000)


def test_many_are_evaluated_in_as_many_statements_as_few(ecosystem: Ecosystem, now: datetime) -> None:
    def count(ids: list[UUID], at: datetime) -> int:
        with CaptureQueriesContext(
            connection,
        ) as ran:
            commands.evaluate_tail(partner_ids=ids, now=at)
        return len(ran)

    commands.evaluate_tail(partner_ids=[ecosystem.acme], now=now)
    few = count([ecosystem.acme], now)
    many = [make_partner(now, f"Small {number}", types=("reseller",)) for number in range(12)]
    commands.evaluate_tail(partner_ids=many, now=now)
    assert count(many, now) == few


@pytest.mark.parametrize("name", ["acme_seller", "acme_admin", "beta_seller"])
def test_partners_find_nothing_of_the_long_tail(ecosystem: Ecosystem, now: datetime, name: str) -> None:
    let_rise(ecosystem, now)
    evaluate_long_tail(now)
    actor: Actor = getattr(ecosystem, name)
    key = Rise.objects.get().id
    with acting_as(actor):
        assert not Rise.objects.exists()
        assert not TailStanding.objects.exists()
        for ask in (
            lambda: get_summary(actor, Grouping.REGION, at=now),
            lambda: list_tail(actor, TailFilter(), PAGE, at=now),
            lambda: list_rises(actor, RiseFilter(), PAGE),
            lambda: commands.dismiss_rise(actor=actor, rise_id=key, reason="x", now=now),
        ):
            with pytest.raises(NotFound):
                ask()
    browser, rise_id = browser_of(actor), public_id("rise", key)
    for address in (
        "/partners/long-tail/",
        "/partners/long-tail/partners/",
        "/partners/rising/",
        f"/partners/rising/{rise_id}/",
        "/api/v1/long-tail",
        "/api/v1/long-tail-partners",
        "/api/v1/rising-partners",
        f"/api/v1/rising-partners/{rise_id}",
    ):
        assert browser.get(address).status_code == 404, address


def test_others_of_the_host_read_but_do_not_dismiss(ecosystem: Ecosystem, now: datetime) -> None:
    let_rise(ecosystem, now)
    evaluate_long_tail(now)
    finance = make_person(now, "Fiona Nance", Role.FINANCE)
    (card,) = list_rises(finance, RiseFilter(), PAGE).items
    with pytest.raises(NotAllowed):
        commands.dismiss_rise(actor=finance, rise_id=card.id, reason="x", now=now)


def test_page_and_api_say_the_same(ecosystem: Ecosystem, now: datetime) -> None:
    let_rise(ecosystem, now)
    evaluate_long_tail(now)
    browser = browser_of(ecosystem.manager)
    (said,) = browser.get("/api/v1/rising-partners?state=open").json()["items"]
    page = browser.get(f"/partners/rising/{said['id']}/").content.decode()
    assert said["reasons"][0]["text"] in page
    assert said["reasons"][0]["text"] in browser.get("/partners/rising/").content.decode()
    overview = browser.get("/partners/long-tail/?by=quarter").content.decode()
    assert "Long tail" in overview
    assert browser.get("/api/v1/long-tail?by=quarter").json()["rising"] == 1
    (row,) = browser.get("/api/v1/long-tail-partners?rising=true").json()["items"]
    assert row["rise_id"] == said["id"]
    assert said["id"] in browser.get("/partners/long-tail/partners/?rising=yes").content.decode()
    assert "Acme" in browser.get("/exports/long-tail-partners.csv").getvalue().decode()
    assert "Acme" in browser.get("/exports/rising-partners.csv").getvalue().decode()
    answer = browser.post(f"/partners/rising/{said['id']}/dismissal/", {"reason": ""})
    assert answer.status_code == 422
    url = f"/api/v1/rising-partners/{said['id']}/dismissal"
    told = browser.post(url, {"reason": "A single project."}, content_type="application/json").json()
    assert told["state"] == "dismissed"
    assert browser.post(url, {"reason": "Again."}, content_type="application/json").json()["code"] == "rise_not_open"
    for address in ("?by=nonsense&region=nowhere", "?by=track", "?by=type&region=DACH"):
        assert browser.get(f"/partners/long-tail/{address}").status_code == 200
