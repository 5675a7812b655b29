"""A draft of tier rules lived through a past time: who would have moved when, and what benefits would have cost."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.urls import reverse

from steelyard.kernel.actors import SYSTEM
from steelyard.kernel.ids import public_id
from steelyard.kernel.money import Money
from steelyard.kernel.pages import PageRequest
from steelyard.partners import commands
from steelyard.partners.tiers.queries import find_tiers_on
from steelyard.platform.clock import utc_now
from steelyard.platform.db import as_system
from steelyard.program.cards import SimulationCard
from steelyard.program.commands.rules import draft_rules, revise_draft
from steelyard.program.commands.simulations import request_simulation, run_simulation
from steelyard.program.models import RuleVersion
from steelyard.program.public import ProductFamilyCard, adopt_rules, define_product_family
from steelyard.program.queries.simulations import get_simulation, list_changes
from tests.jobs import run_jobs
from tests.partners.making import Ecosystem, browser_of, make_ecosystem
from tests.partners.tier_programs import PORTAL
from tests.sharing import made_once

BEGAN = datetime(2025, 9, 1, tzinfo=UTC)
SINCE, UNTIL = datetime(2025, 12, 1, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC)
STRICTER = {
    **PORTAL,
    "tiers": [{"tier": "registered"}, {"tier": "silver", "points": "90"}, {"tier": "gold", "points": "95"}],
}


def make_world() -> Ecosystem:
    """Make two resellers, of which Acme is certified in February 2026 and so in silver from March on."""
    made = make_ecosystem(BEGAN)
    adopt_rules(actor=SYSTEM, key="tiers", rules=PORTAL, effective_from=BEGAN, now=BEGAN)
    commands.define_benefit(
        actor=SYSTEM,
        key="fund",
        name="Marketing fund",
        value=Money(Decimal(1200), "EUR"),
        from_tier="silver",
        now=BEGAN,
    )
    for family in ("cloud", "guard"):
        card = ProductFamilyCard(key=family, name=family.title(), requires_certification=True)
        define_product_family(actor=SYSTEM, family=card, now=BEGAN)
        certified_at = datetime(2026, 2, 10, tzinfo=UTC)
        commands.record_certification(
            actor=SYSTEM,
            partner_id=made.acme,
            family=family,
            since_on=certified_at.date(),
            until=None,
            now=certified_at,
        )
    for month in [*((2025, month) for month in (10, 11, 12)), *((2026, month) for month in range(1, 12))]:
        commands.evaluate_tiers(partner_ids=[made.acme, made.beta], now=datetime(*month, 1, tzinfo=UTC))
    return made


made_world = made_once(make_world)


@pytest.fixture
def world(made_world: Ecosystem, system: None) -> Ecosystem:
    return made_world


def draft_of(world: Ecosystem, rules: Mapping[str, Any]) -> UUID:
    """Write a draft of rules of tiers and return its id."""
    draft = draft_rules(actor=world.admin, key="tiers", now=UNTIL)
    revise_draft(actor=world.admin, draft_id=draft, rules=dict(rules), now=UNTIL)
    return draft


def simulate(world: Ecosystem, rules: Mapping[str, Any]) -> SimulationCard:
    """Simulate a draft over eleven months and return the simulation."""
    asked = request_simulation(
        actor=world.admin, draft_id=draft_of(world, rules), since=SINCE, until=UNTIL, now=UNTIL, in_background=False
    )
    run_simulation(simulation_id=asked, clock=lambda: UNTIL)
    with as_system():
        return get_simulation(world.admin, asked)


def test_stricter_rules_would_have_left_a_partner_where_it_was(world: Ecosystem) -> None:
    assert find_tiers_on(UNTIL.date())[world.acme] == "silver"
    card = simulate(world, STRICTER)
    assert card.figures is not None
    assert (card.figures.decisions, card.figures.changed, card.figures.departures) == (2, 1, {})
    (fund,) = card.figures.grants
    assert (fund.lasting_before, fund.lasting_after) == (1, 0)
    assert (fund.days_before, fund.days_after) == ((date(2026, 11, 1) - date(2026, 3, 1)).days, 0)
    assert (fund.cost_before.amount, fund.difference.amount) == (Decimal("805.48"), Decimal("-805.48"))
    with as_system():
        (change,) = list_changes(world.admin, card.id, PageRequest()).items
    assert (change.label, change.before, change.after, str(change.direction)) == (
        "Acme Systems GmbH",
        "silver",
        "registered",
        "worse",
    )
    assert change.value == Money(Decimal(1200), "EUR")
    assert [reason.message for reason in change.before_reasons] == ["March 1, 2026: Goes up, Silver"]


def test_the_rules_of_the_day_as_a_draft_change_nothing(world: Ecosystem) -> None:
    card = simulate(world, PORTAL)
    assert card.figures is not None
    assert (card.figures.changed, card.figures.departures) == (0, {})
    (fund,) = card.figures.grants
    assert fund.difference.amount == 0


def test_more_lenient_rules_would_have_led_up_and_the_same_draft_comes_out_the_same(world: Ecosystem) -> None:
    lenient = {**PORTAL, "criteria": []}
    once, again = simulate(world, lenient), simulate(world, lenient)
    assert once.figures is not None
    assert once.figures.changed == 1
    assert once.digest == again.digest


def test_a_tier_given_by_hand_is_given_in_both_worlds(world: Ecosystem) -> None:
    given = datetime(2026, 5, 4, tzinfo=UTC)
    commands.assign_tier(
        actor=SYSTEM,
        partner_id=world.beta,
        tier="gold",
        since_on=given.date(),
        reason="Founding partner",
        fixed_until=date(2027, 1, 1),
        now=given,
    )
    card = simulate(world, STRICTER)
    assert card.figures is not None
    assert (card.figures.changed, card.figures.departures) == (1, {})
    (fund,) = card.figures.grants
    assert (fund.lasting_before, fund.lasting_after) == (2, 1)


def test_page_and_api_say_who_moves_and_what_it_costs(world: Ecosystem) -> None:
    admin, draft = browser_of(world.admin), RuleVersion(id=draft_of(world, STRICTER)).public_id
    assert utc_now() > UNTIL
    sent = {"since": SINCE.date().isoformat(), "until": UNTIL.date().isoformat()}
    address = str(admin.post(reverse("program:simulations", args=[draft]), sent)["Location"])
    run_jobs()
    page = admin.get(address).content.decode()
    assert "Marketing fund" in page
    assert "Silver → Registered" in page
    simulation_id = address.rstrip("/").rpartition("/")[2]
    said = admin.get(f"/api/v1/simulations/{simulation_id}").json()
    (fund,) = said["figures"]["grants"]
    assert (fund["key"], fund["cost_before"], fund["cost_after"]) == ("fund", "805.48", "0.00")
    assert said["by_kind"][0]["label"] == "Main"
    (change,) = admin.get(f"/api/v1/simulations/{simulation_id}/changes").json()["items"]
    assert change["subject"] == public_id("partner", world.acme)
