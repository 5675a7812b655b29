"""Facts: read from the database, kept as files, brought up to date by what changed."""

from datetime import datetime, timedelta

import pytest

from steelyard.deals.commands import save_draft, withdraw_registration
from steelyard.deals.facts import REGISTRATIONS
from steelyard.deals.models import DealRegistration
from steelyard.partners.facts import PARTNERS
from steelyard.pipeline.facts import OPPORTUNITIES
from steelyard.platform.analytics.engine import find_snapshot
from steelyard.platform.analytics.refreshing import refresh_facts
from tests.deals.making import make_deal_world, submit
from tests.deals.test_merged_companies import merge
from tests.pipeline.making import make_opportunity


def rows_of(fact: str) -> list[tuple[object, ...]]:
    snapshot = find_snapshot([fact])
    assert snapshot is not None
    return snapshot.ask(f'select * from "{fact}" order by id', {})


@pytest.mark.django_db
def test_facts_hold_what_was_submitted_and_opened(system: None, now: datetime) -> None:
    world = make_deal_world(now)
    submit(world.acme_seller, now)
    make_opportunity(now, "Direct")
    refresh_facts(now)
    (row,) = rows_of("registrations")
    said = dict(zip(REGISTRATIONS.columns, row, strict=True))
    assert (said["outcome"], said["is_automatic"], said["region"]) == ("approved", True, "DACH")
    assert said["submitted_at"] == now.replace(tzinfo=None)
    assert said["promised_at"] is None
    (row,) = rows_of("opportunities")
    said = dict(zip(OPPORTUNITIES.columns, row, strict=True))
    assert (said["partner_id"], said["outcome"], said["closed_at"]) == (None, "", None)
    partners = [dict(zip(PARTNERS.columns, row, strict=True)) for row in rows_of("partners")]
    assert {one["types"] for one in partners} == {"reseller", "reseller services"}


@pytest.mark.django_db
def test_drafts_are_no_facts(system: None, now: datetime) -> None:
    world = make_deal_world(now)
    save_draft(actor=world.acme_seller, partner_id=world.acme, typed={"company": "Zirkon"}, now=now)
    refresh_facts(now)
    assert rows_of("registrations") == []


@pytest.mark.django_db
def test_a_changed_row_replaces_itself(system: None, now: datetime) -> None:
    world = make_deal_world(now)
    first = submit(world.acme_seller, now)
    submit(world.acme_seller, now, "Bernstein AG")
    refresh_facts(now)
    withdraw_registration(actor=world.acme_seller, registration_id=first.id, reason="Off", now=now + timedelta(hours=1))
    refresh_facts(now + timedelta(hours=2))
    rows = [dict(zip(REGISTRATIONS.columns, row, strict=True)) for row in rows_of("registrations")]
    assert sorted(row["closure"] for row in rows) == ["", "withdrawn"]


@pytest.mark.django_db
def test_a_merge_of_companies_changes_no_figure(system: None, now: datetime) -> None:
    world = make_deal_world(now)
    kept = submit(world.acme_seller, now, "Nordlicht Werke GmbH")
    gone = submit(world.beta_seller, now, "Ostsee Turbinenbau AG", "network")
    make_opportunity(now, "Direct")
    refresh_facts(now)
    before = {fact: rows_of(fact) for fact in ("registrations", "opportunities")}
    companies = dict(DealRegistration.objects.values_list("id", "company_id"))
    merge(companies[kept.id], companies[gone.id], now)
    refresh_facts(now + timedelta(minutes=1))
    assert {fact: rows_of(fact) for fact in before} == before
    refresh_facts(now + timedelta(minutes=2), is_whole=True)
    assert {fact: rows_of(fact) for fact in before} == before
