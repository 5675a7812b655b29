"""Tiers follow the rules: by reaction, by the nightly pass, under row-level security, on pages and over the API."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from steelyard.kernel.actors import SYSTEM
from steelyard.kernel.ids import public_id
from steelyard.kernel.pages import PageRequest
from steelyard.kernel.refusals import NotAllowed
from steelyard.partners import commands
from steelyard.partners.models import TierAssignment, TierEvaluation, TierNotice
from steelyard.partners.tiers.jobs import evaluate_everyone
from steelyard.partners.tiers.queries import find_roadmap, find_tiers_on, list_standings
from steelyard.partners.tiers.terms import Outlook, StandingFilter
from steelyard.platform.clock import utc_now
from steelyard.platform.db import acting_as
from steelyard.platform.models import EventRecord, Notification
from steelyard.program.commands.rules import draft_rules, publish_rules, revise_draft
from steelyard.program.models import Decision
from steelyard.program.public import (
    ProductFamilyCard,
    adopt_rules,
    define_product_family,
    get_rules_text,
    replay_decision,
)
from steelyard.program.refusals import RulesInvalid
from tests.jobs import run_jobs
from tests.partners.making import Ecosystem, browser_of
from tests.partners.tier_programs import PORTAL


def adopt(now: datetime, **changed: Any) -> None:
    """Let rules of tiers hold from just before now on."""
    adopt_rules(
        actor=SYSTEM, key="tiers", rules={**PORTAL, **changed}, effective_from=now - timedelta(hours=1), now=now
    )


def certify(partner_id: UUID, now: datetime, *families: str, until: date | None = None) -> None:
    """Record certifications of a partner from today on."""
    for family in families:
        commands.record_certification(
            actor=SYSTEM, partner_id=partner_id, family=family, since_on=now.date(), until=until, now=now
        )


def tier_of(partner_id: UUID, day: date) -> str:
    """Return the tier of a partner as of a day."""
    return find_tiers_on(day, partner_ids=[partner_id]).get(partner_id, "")


@pytest.fixture
def now() -> datetime:
    """Return the present: reactions read the clock."""
    return utc_now()


@pytest.fixture
def ruled(ecosystem: Ecosystem, now: datetime, families: tuple[str, ...]) -> Ecosystem:
    """Return the ecosystem under rules of tiers, after everything that happened in it was heard."""
    adopt(now)
    run_jobs()
    evaluate_everyone(now)
    return ecosystem


@pytest.fixture
def families(ecosystem: Ecosystem, now: datetime) -> tuple[str, ...]:
    """Return product families to be certified for."""
    for key in ("cloud", "guard"):
        define_product_family(
            actor=SYSTEM, family=ProductFamilyCard(key=key, name=key.title(), requires_certification=True), now=now
        )
    return ("cloud", "guard")


def test_without_rules_nothing_moves_by_itself(ecosystem: Ecosystem, now: datetime) -> None:
    commands.assign_tier(
        actor=SYSTEM, partner_id=ecosystem.acme, tier="gold", since_on=now.date(), reason="Signed", now=now
    )
    run_jobs()
    assert evaluate_everyone(now) == 0
    assert tier_of(ecosystem.acme, now.date()) == "gold"
    assert not TierEvaluation.objects.exists()


def test_an_event_moves_a_tier_up_at_once(ruled: Ecosystem, now: datetime, families: tuple[str, ...]) -> None:
    assert tier_of(ruled.acme, now.date()) == "registered"
    certify(ruled.acme, now, *families)
    run_jobs()
    assert tier_of(ruled.acme, now.date()) == "silver"
    assert TierAssignment.objects.get(partner=ruled.acme, until=None).is_automatic
    roadmap = find_roadmap(SYSTEM, ruled.acme)
    assert roadmap is not None
    assert (roadmap.card.points, roadmap.card.next_tier, roadmap.card.outlook) == (80, "gold", Outlook.HELD)
    assert [one.metric for one in roadmap.ways[0].raises] == ["partners.agreement"]
    commands.record_agreement(
        actor=SYSTEM, partner_id=ruled.acme, version="3", signed_on=now.date(), valid_until=None, now=now
    )
    run_jobs()
    assert tier_of(ruled.acme, now.date()) == "gold"
    assert Notification.objects.filter(event_type="partners.tier.assigned", person_id=ruled.manager.person_id).exists()


def test_a_tier_is_lost_at_the_end_of_the_quarter_after_notice(
    ruled: Ecosystem, now: datetime, families: tuple[str, ...]
) -> None:
    lapse = now.date() + timedelta(days=40)
    certify(ruled.acme, now, *families, until=lapse)
    run_jobs()
    day, seen = now, []
    while day < now + timedelta(days=220):
        evaluate_everyone(day)
        tier, notice = tier_of(ruled.acme, day.date()), TierNotice.objects.filter(ended_on=None).first()
        if not seen or seen[-1][1:] != (tier, notice is not None):
            seen.append((day.date(), tier, notice is not None))
        day += timedelta(days=1)
    noticed, lost = lapse + timedelta(days=5), seen[-1][0]
    assert [one[1:] for one in seen] == [("silver", False), ("silver", True), ("registered", False)]
    assert seen[1][0] == noticed
    assert lost.day == 1
    assert lost.month in {1, 4, 7, 10}
    assert lost >= noticed + timedelta(days=30)
    assert tier_of(ruled.acme, lost - timedelta(days=1)) == "silver"
    outcomes = Decision.objects.filter(kind="partners.tier", subject_id=ruled.acme).order_by("decided_at")
    assert list(outcomes.values_list("outcome", flat=True))[-2:] == ["notify", "demote"]
    assert all(replay_decision(SYSTEM, decision.id).is_same for decision in outcomes)


def test_a_notice_is_taken_back_when_the_tier_is_met_again(
    ruled: Ecosystem, now: datetime, families: tuple[str, ...]
) -> None:
    certify(ruled.acme, now, *families, until=now.date() + timedelta(days=10))
    run_jobs()
    for days in (10, 15):
        evaluate_everyone(now + timedelta(days=days))
    assert TierNotice.objects.get(ended_on=None).tier == "silver"
    later = now + timedelta(days=20)
    certify(ruled.acme, later, *families)
    commands.evaluate_tiers(partner_ids=[ruled.acme], now=later)
    notice = TierNotice.objects.get()
    assert (notice.ended_on, notice.is_withdrawn) == (later.date(), True)
    assert EventRecord.objects.filter(type="partners.tier.notice_withdrawn").count() == 1


def test_the_rules_leave_a_tier_alone_that_was_fixed_by_hand(ruled: Ecosystem, now: datetime) -> None:
    end = now.date() + timedelta(days=60)
    commands.assign_tier(
        actor=SYSTEM,
        partner_id=ruled.acme,
        tier="platinum",
        since_on=now.date(),
        reason="Founding partner",
        fixed_until=end,
        now=now,
    )
    evaluate_everyone(now + timedelta(days=59))
    assert TierEvaluation.objects.get(partner=ruled.acme).outlook == Outlook.FIXED
    assert tier_of(ruled.acme, end) == "platinum"


def test_everything_is_made_again_from_nothing(ruled: Ecosystem, now: datetime, families: tuple[str, ...]) -> None:
    certify(ruled.acme, now, *families)
    run_jobs()
    said = ("partner_id", "tier", "reached", "points", "values", "outlook", "next_tier")
    before = list(TierEvaluation.objects.order_by("partner").values(*said))
    TierEvaluation.objects.all().delete()
    evaluate_everyone(now)
    assert list(TierEvaluation.objects.order_by("partner").values(*said)) == before
    assert before


def test_a_pass_takes_as_many_statements_for_many_as_for_one(ruled: Ecosystem, now: datetime) -> None:
    def statements(ids: list[UUID]) -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            commands.evaluate_tiers(partner_ids=ids, now=now, announces=False)
        return len(seen)

    statements([ruled.acme, ruled.beta])
    assert statements([ruled.acme]) == statements([ruled.acme, ruled.beta])


def test_the_clock_of_a_leap_day_and_of_summer_time(ruled: Ecosystem) -> None:
    for instant in (
        datetime(2028, 2, 29, 12, tzinfo=UTC),
        datetime(2027, 3, 28, 1, tzinfo=UTC),
        datetime(2027, 10, 31, 0, 59, tzinfo=UTC),
    ):
        assert evaluate_everyone(instant) == 2


# --- Who sees what ----------------------------------------------------------------------------------------------------


def test_a_partner_sees_its_own_standing_alone_even_without_scoping(ruled: Ecosystem, now: datetime) -> None:
    with acting_as(ruled.acme_seller):
        assert {row.partner_id for row in TierEvaluation.objects.all()} == {ruled.acme}
        assert find_roadmap(ruled.acme_seller, ruled.acme) is not None
        assert find_roadmap(ruled.acme_seller, ruled.beta) is None
        with pytest.raises(NotAllowed):
            list_standings(ruled.acme_seller, StandingFilter(), PageRequest(), at=now)
        with pytest.raises(DatabaseError), transaction.atomic():
            TierEvaluation.objects.filter(partner=ruled.acme).update(points=100)


def test_standings_are_found_by_tier_and_outlook(ruled: Ecosystem, now: datetime) -> None:
    page = list_standings(ruled.manager, StandingFilter(tier="registered"), PageRequest(), at=now)
    assert {card.partner_id for card in page.items} == {ruled.acme, ruled.beta}
    noticed = StandingFilter(outlook=Outlook.NOTICED)
    assert not list_standings(ruled.manager, noticed, PageRequest(), at=now).items


# --- The program ------------------------------------------------------------------------------------------------------


def test_an_unknown_tier_or_type_is_refused_when_it_is_saved(ecosystem: Ecosystem, now: datetime) -> None:
    draft = draft_rules(actor=ecosystem.admin, key="tiers", now=now)
    tiers = [*PORTAL["tiers"][:2], {"tier": "unobtainium", "points": "80"}]
    with pytest.raises(RulesInvalid) as refused:
        revise_draft(actor=ecosystem.admin, draft_id=draft, rules={**PORTAL, "tiers": tiers, "criteria": []}, now=now)
    assert refused.value.fields == {"tiers.2.tier": "The program knows no “unobtainium”."}


def test_new_rules_evaluate_everybody_once_they_hold(ecosystem: Ecosystem, now: datetime) -> None:
    draft = draft_rules(actor=ecosystem.admin, key="tiers", now=now)
    revise_draft(actor=ecosystem.admin, draft_id=draft, rules=dict(PORTAL), now=now)
    publish_rules(actor=ecosystem.admin, draft_id=draft, now=utc_now())
    run_jobs()
    text = get_rules_text(ecosystem.acme_seller, "tiers", region="DACH", at=utc_now() + timedelta(minutes=1))
    assert any("Product families certified for counts up to 60 points" in line.text for line in text.lines)


# --- Pages and API ----------------------------------------------------------------------------------------------------


def test_both_sides_read_the_same_roadmap(ruled: Ecosystem, now: datetime) -> None:
    path = f"/partners/{public_id('partner', ruled.acme)}/roadmap/"
    for actor in (ruled.manager, ruled.acme_seller):
        text = browser_of(actor).get(path).content.decode()
        assert "Product families certified for" in text
        assert "20 of 100" in text
    assert browser_of(ruled.beta_seller).get(path).status_code == 404
    assert browser_of(ruled.acme_seller).get("/organization/roadmap/").status_code == 200


def test_the_list_of_standings_is_the_hosts(ruled: Ecosystem) -> None:
    text = browser_of(ruled.manager).get("/partners/standings/?outlook=held").content.decode()
    assert "Acme Systems GmbH" in text
    assert browser_of(ruled.acme_seller).get("/partners/standings/").status_code == 403


def test_the_api_says_the_same(ruled: Ecosystem) -> None:
    client, acme = browser_of(ruled.acme_seller), public_id("partner", ruled.acme)
    said = client.get(f"/api/v1/partners/{acme}/standing").json()
    assert (said["tier"], Decimal(said["points"]), said["next_tier"]) == ("registered", 20, "silver")
    assert {one["metric"] for one in said["tracks"][0]["metrics"]} == {"partners.certified_families", "partners.people"}
    assert said["ways"][0]["tier"] == "silver"
    assert client.get("/api/v1/partner-standings").status_code == 403
    lines = browser_of(ruled.manager).get("/api/v1/partner-standings?tier=registered").json()
    assert lines["total"] == 2
    metrics = browser_of(ruled.manager).get("/api/v1/tier-metrics").json()
    assert "pipeline.won_value" in {one["key"] for one in metrics}
