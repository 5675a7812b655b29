"""A partner and its distributor see its opportunities, nobody else; internal work never: by query and by the database."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import DatabaseError, transaction

from steelyard.kernel.actors import Actor
from steelyard.kernel.ids import new_id
from steelyard.kernel.pages import PageRequest
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.partners.commands import set_parent
from steelyard.pipeline import commands, queries
from steelyard.pipeline.cards import AccountFilter, InstalledFilter
from steelyard.pipeline.models import (
    AccountAssignment,
    Activity,
    InstalledProduct,
    Opportunity,
    OpportunityLine,
)
from steelyard.pipeline.terms import ActivityKind, OpportunityFilter
from steelyard.platform import feed
from steelyard.platform.db import acting_as
from tests.partners.making import Ecosystem, make_partner
from tests.pipeline.making import make_company, make_opportunity


@pytest.fixture
def mine(ecosystem: Ecosystem, now: datetime) -> UUID:
    return make_opportunity(now, "Mine", partner_id=ecosystem.acme)


@pytest.fixture
def others(ecosystem: Ecosystem, now: datetime) -> tuple[UUID, UUID]:
    return make_opportunity(now, "Of Beta", partner_id=ecosystem.beta), make_opportunity(now, "Direct")


def test_a_partner_sees_its_own_only(
    ecosystem: Ecosystem, mine: UUID, others: tuple[UUID, UUID], now: datetime
) -> None:
    actor = ecosystem.acme_seller
    with acting_as(actor):
        assert set(Opportunity.objects.values_list("id", flat=True)) == {mine}
        assert set(OpportunityLine.objects.values_list("opportunity_id", flat=True)) == {mine}
        page = queries.list_opportunities(actor, OpportunityFilter(), PageRequest())
        assert (page.total, [card.id for card in page.items]) == (1, [mine])
        board = queries.get_board(actor, OpportunityFilter())
        assert sum(lane.count for lane in board.lanes) == 1
        forecast = queries.get_forecast(actor, OpportunityFilter(), queries.Dimension.PARTNER)
        assert [row.key for row in forecast.rows] == [str(ecosystem.acme)]
        assert queries.search_opportunities(actor, "Of Beta", limit=5) == []
        for hidden in (*others, new_id()):
            with pytest.raises(NotFound):
                queries.get_record(actor, hidden)
            with pytest.raises(NotFound):
                commands.move_stage(actor=actor, opportunity_id=hidden, stage="propose", now=now)


def test_nobody_sees_anything_without_saying_who_asks(mine: UUID, ecosystem: Ecosystem) -> None:
    with acting_as(Actor(kind=ecosystem.acme_seller.kind)):
        assert not Opportunity.objects.exists()


def test_internal_work_is_hidden_from_the_partner(ecosystem: Ecosystem, mine: UUID, now: datetime) -> None:
    said = {"actor": ecosystem.manager, "opportunity_id": mine, "occurred_at": now, "now": now}
    commands.log_activity(**said, kind=ActivityKind.NOTE, summary="They are slow", is_internal=True)
    commands.log_activity(**said, kind=ActivityKind.CALL, summary="Called")
    with acting_as(ecosystem.acme_seller):
        assert [row.summary for row in Activity.objects.all()] == ["Called"]
        assert [entry.summary for entry in queries.list_activities(ecosystem.acme_seller, mine)] == ["Called"]
        assert not any("slow" in entry.sentence for entry in feed.list_feed(ecosystem.acme_seller, mine))
        assert any("Called" in entry.sentence for entry in feed.list_feed(ecosystem.acme_seller, mine))


def test_a_distributor_watches_its_children_and_does_not_work_for_them(
    ecosystem: Ecosystem, mine: UUID, now: datetime
) -> None:
    distributor = make_partner(now, "Hanse Distribution", types=("distributor",))
    watcher = Actor(kind=ecosystem.acme_seller.kind, partner_id=distributor, roles=ecosystem.acme_seller.roles)
    set_parent(actor=ecosystem.manager, partner_id=ecosystem.acme, parent_id=distributor, now=now)
    with acting_as(watcher):
        assert queries.get_record(watcher, mine).card.name == "Mine"
        with pytest.raises(NotAllowed):
            commands.move_stage(actor=watcher, opportunity_id=mine, stage="propose", now=now)
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            Opportunity.objects.filter(id=mine).update(name="Ours")


def test_accounts_are_the_hosts_and_products_the_incumbents(ecosystem: Ecosystem, now: datetime) -> None:
    company_id = make_company(now, "Helios Energy SE")
    commands.assign_account(
        actor=ecosystem.manager,
        company_id=company_id,
        person_id=ecosystem.seller_of_host.person_id,
        since_on=now.date(),
        now=now,
    )
    commands.record_installed_product(
        actor=ecosystem.manager,
        company_id=company_id,
        family="general",
        partner_id=ecosystem.beta,
        since_on=now.date() - timedelta(days=300),
        renews_on=now.date() + timedelta(days=65),
        now=now,
    )
    with acting_as(ecosystem.acme_seller):
        assert not AccountAssignment.objects.exists()
        assert not InstalledProduct.objects.exists()
        with pytest.raises(NotAllowed):
            queries.list_named_accounts(ecosystem.acme_seller, AccountFilter(), PageRequest())
        assert queries.list_installed_base(ecosystem.acme_seller, InstalledFilter(), PageRequest()).total == 0
    with acting_as(ecosystem.beta_seller):
        assert InstalledProduct.objects.count() == 1


def test_the_database_refuses_a_partner_what_is_not_its_own(
    ecosystem: Ecosystem, mine: UUID, others: tuple[UUID, UUID], now: datetime
) -> None:
    with acting_as(ecosystem.acme_seller):
        assert Opportunity.objects.filter(id__in=others).update(name="Spoiled") == 0
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            Opportunity.objects.filter(id=mine).update(partner_id=ecosystem.beta)
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            Activity.objects.create(
                opportunity_id=mine,
                kind="note",
                direction="outbound",
                summary="x",
                occurred_at=now,
                logged_at=now,
                is_internal=True,
            )


def test_a_partner_opens_only_out_of_its_own_registration(ecosystem: Ecosystem, now: datetime) -> None:
    company_id = make_company(now, "Helios Energy SE")
    with acting_as(ecosystem.acme_seller):
        for said in (
            {"partner_id": ecosystem.acme},
            {"partner_id": ecosystem.beta, "source_registration_id": new_id()},
            {"source_registration_id": new_id()},
        ):
            with pytest.raises(NotAllowed):
                make_opportunity(now, "Sneaky", actor=ecosystem.acme_seller, company_id=company_id, **said)
