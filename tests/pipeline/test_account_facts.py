"""Facts about accounts: complete whoever asks, narrow, and as of the day."""

from datetime import datetime, timedelta

import pytest

from steelyard.pipeline import commands, public
from steelyard.pipeline.terms import ActivityKind, Direction, is_two_way
from steelyard.platform.db import acting_as
from tests.partners.making import Ecosystem
from tests.pipeline.making import make_company, make_opportunity


def test_a_rule_knows_direct_and_partner_opportunities_while_a_partner_asks(
    ecosystem: Ecosystem, now: datetime
) -> None:
    company_id = make_company(now, "Helios Energy SE")
    direct = make_opportunity(now, "Direct", company_id=company_id)
    of_beta = make_opportunity(now, "Of Beta", company_id=company_id, partner_id=ecosystem.beta)
    make_opportunity(now, "Elsewhere")
    commands.log_activity(
        actor=ecosystem.manager,
        opportunity_id=direct,
        kind=ActivityKind.CALL,
        summary="Called",
        occurred_at=now + timedelta(hours=1),
        now=now + timedelta(hours=2),
    )
    with acting_as(ecosystem.acme_seller):
        facts = public.get_account_facts([company_id], since=now - timedelta(days=60), at=now)
    assert [found.id for found in facts.direct_opportunities] == [direct]
    assert [found.id for found in facts.partner_opportunities] == [of_beta]
    found = facts.direct_opportunities[0]
    assert (found.region, found.families) == ("DACH", {"general"})
    assert found.last_activity_at == now + timedelta(hours=1)
    assert found.activity_logged_before(now + timedelta(hours=3))
    assert not found.activity_logged_before(now + timedelta(hours=2))


@pytest.mark.parametrize("direction", Direction)
@pytest.mark.parametrize("kind", ActivityKind)
def test_only_two_way_activity_counts_as_logged(
    ecosystem: Ecosystem, now: datetime, kind: ActivityKind, direction: Direction
) -> None:
    company_id = make_company(now, "Helios Energy SE")
    direct = make_opportunity(now, "Direct", company_id=company_id)
    commands.log_activity(
        actor=ecosystem.manager,
        opportunity_id=direct,
        kind=kind,
        direction=direction,
        summary="About cloud",
        occurred_at=now,
        now=now + timedelta(hours=1),
    )

    def found_at(instant: datetime) -> public.AccountOpportunity:
        facts = public.get_account_facts([company_id], since=now - timedelta(days=60), at=instant)
        return facts.direct_opportunities[0]

    logged_at, took_place_at = (now + timedelta(hours=1), now) if is_two_way(kind, direction) else (None, None)
    assert found_at(now + timedelta(hours=2)).first_logged_at == logged_at
    assert found_at(now + timedelta(hours=2)).last_two_way_at == took_place_at
    assert found_at(now + timedelta(hours=1)).last_two_way_at is None, "written down no earlier than asked about"


def test_a_mail_and_a_quote_of_ours_are_no_two_way_activity() -> None:
    assert not any(is_two_way(kind, Direction.OUTBOUND) for kind in (ActivityKind.MAIL, ActivityKind.QUOTE))
    assert is_two_way(ActivityKind.MAIL, Direction.INBOUND)
    assert is_two_way(ActivityKind.CALL, Direction.OUTBOUND)


def test_old_and_closed_opportunities_do_not_count(ecosystem: Ecosystem, now: datetime) -> None:
    company_id = make_company(now, "Helios Energy SE")
    make_opportunity(now - timedelta(days=90), "Asleep", company_id=company_id)
    closed = make_opportunity(now, "Closed", company_id=company_id)
    public.close_opportunity(actor=ecosystem.manager, opportunity_id=closed, won=True, now=now)
    assert public.get_account_facts([company_id], since=now - timedelta(days=60), at=now) == public.AccountFacts()


def test_products_and_named_accounts_are_those_of_the_day(ecosystem: Ecosystem, now: datetime) -> None:
    company_id = make_company(now, "Helios Energy SE")
    owner_id = ecosystem.seller_of_host.person_id
    today = now.date()
    said = {"actor": ecosystem.manager, "company_id": company_id, "now": now}
    commands.assign_account(**said, person_id=owner_id, since_on=today, is_house=True)
    commands.release_account(**said, until=today + timedelta(days=10))
    commands.record_installed_product(
        **said, family="general", partner_id=ecosystem.beta, since_on=today, renews_on=today + timedelta(days=365)
    )

    def facts_at(instant: datetime) -> public.AccountFacts:
        return public.get_account_facts([company_id], since=now, at=instant)

    assert facts_at(now - timedelta(days=1)) == public.AccountFacts()
    facts = facts_at(now)
    assert facts.named_account_owner_ids == (owner_id,)
    assert facts.named_accounts[0].is_house
    assert facts.customer_products[0].incumbent_partner_id == ecosystem.beta
    assert facts_at(now + timedelta(days=10)).named_accounts == ()


def test_no_accounts_have_no_facts(ecosystem: Ecosystem, now: datetime) -> None:
    assert public.get_account_facts([], since=now, at=now) == public.AccountFacts()
