"""Opportunities: opened, worked by both sides, closed with an outcome, each change with its event."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from steelyard.kernel.ids import new_id
from steelyard.kernel.money import Money
from steelyard.kernel.refusals import ChangedMeanwhile, NotAllowed
from steelyard.pipeline import commands, public, queries
from steelyard.pipeline.models import Opportunity
from steelyard.pipeline.refusals import (
    ActivityInFuture,
    AlreadyConverted,
    ExternalIdInUse,
    LinesExceedAmount,
    LineTwice,
    NotTheirPerson,
    OpportunityClosed,
    OpportunityOpen,
    StageCloses,
    UnknownProductFamily,
    UnknownStage,
)
from steelyard.pipeline.terms import ActivityKind, LineDraft, LostReason
from steelyard.platform.db import acting_as
from steelyard.platform.models import EventRecord
from tests.partners.making import Ecosystem
from tests.pipeline.making import make_company, make_opportunity


def events_about(opportunity_id: UUID) -> list[str]:
    found = EventRecord.objects.filter(subject_id=opportunity_id).order_by("sequence")
    return [row.type.removeprefix("pipeline.") for row in found]


@pytest.fixture
def opportunity_id(ecosystem: Ecosystem, now: datetime) -> UUID:
    return make_opportunity(now, "Nordwind SD-WAN", partner_id=ecosystem.acme)


def test_an_opportunity_starts_in_the_first_stage(ecosystem: Ecosystem, opportunity_id: UUID, now: datetime) -> None:
    card = public.find_opportunity(ecosystem.seller_of_host, opportunity_id)
    assert card is not None
    assert (card.stage, card.partner, card.is_open) == ("qualify", "Acme Systems GmbH", True)
    assert card.amount == Money(Decimal(36000), "EUR")
    assert events_about(opportunity_id) == ["opportunity.opened"]


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"lines": (LineDraft(family="rockets"),)}, UnknownProductFamily),
        ({"lines": (LineDraft(family="general"), LineDraft(family="general"))}, LineTwice),
        ({"lines": (LineDraft(family="general", amount=Decimal(36001)),)}, LinesExceedAmount),
        ({"stage": "dreaming"}, UnknownStage),
    ],
)
def test_what_does_not_fit_is_refused(
    ecosystem: Ecosystem, now: datetime, said: dict[str, object], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        make_opportunity(now, "Odd", **said)


def test_a_registration_becomes_one_opportunity(ecosystem: Ecosystem, now: datetime) -> None:
    registration_id = new_id()
    make_opportunity(now, "Once", source_registration_id=registration_id)
    with pytest.raises(AlreadyConverted):
        make_opportunity(now, "Twice", source_registration_id=registration_id)


def test_an_external_id_belongs_to_one_opportunity(ecosystem: Ecosystem, now: datetime) -> None:
    make_opportunity(now, "Once", external_id="006-1")
    with pytest.raises(ExternalIdInUse):
        make_opportunity(now, "Twice", external_id="006-1")


def test_it_goes_to_the_owner_of_the_named_account(ecosystem: Ecosystem, now: datetime) -> None:
    company_id = make_company(now, "Helios Energy SE")
    owner_id = ecosystem.seller_of_host.person_id
    commands.assign_account(
        actor=ecosystem.manager, company_id=company_id, person_id=owner_id, since_on=now.date(), now=now
    )
    with acting_as(ecosystem.acme_seller):
        opportunity_id = make_opportunity(
            now,
            "Helios",
            actor=ecosystem.acme_seller,
            company_id=company_id,
            partner_id=ecosystem.acme,
            source_registration_id=new_id(),
        )
        card = public.find_opportunity(ecosystem.acme_seller, opportunity_id)
    assert card is not None
    assert card.owner_id == owner_id


def test_it_moves_between_open_stages_and_keeps_what_happened(
    ecosystem: Ecosystem, opportunity_id: UUID, now: datetime
) -> None:
    commands.move_stage(
        actor=ecosystem.seller_of_host, opportunity_id=opportunity_id, stage="propose", version=1, now=now
    )
    assert events_about(opportunity_id)[-1] == "opportunity.moved"
    with pytest.raises(ChangedMeanwhile):
        commands.move_stage(
            actor=ecosystem.seller_of_host, opportunity_id=opportunity_id, stage="discover", version=1, now=now
        )
    with pytest.raises(StageCloses):
        commands.move_stage(actor=ecosystem.seller_of_host, opportunity_id=opportunity_id, stage="won", now=now)


def test_both_sides_share_the_next_step_and_only_the_host_the_amount(
    ecosystem: Ecosystem, opportunity_id: UUID, now: datetime
) -> None:
    with acting_as(ecosystem.acme_seller):
        terms = queries.terms_of(queries.get_opportunity(ecosystem.acme_seller, opportunity_id))
        said = {"actor": ecosystem.acme_seller, "opportunity_id": opportunity_id, "now": now}
        commands.change_opportunity(**said, terms=replace(terms, next_step="Demo", close_on=date(2027, 3, 1)))
        with pytest.raises(NotAllowed):
            commands.change_opportunity(**said, terms=replace(terms, amount=Money(Decimal(1), "EUR")))
    changed = queries.get_record(ecosystem.seller_of_host, opportunity_id)
    assert changed.card.next_step == "Demo"
    last = EventRecord.objects.filter(subject_id=opportunity_id).latest("sequence")
    assert last.payload["after"] == {"close_on": "2027-03-01", "next_step": "Demo"}


def test_winning_takes_the_order_and_closes(ecosystem: Ecosystem, opportunity_id: UUID, now: datetime) -> None:
    commands.close_won(
        actor=ecosystem.seller_of_host,
        opportunity_id=opportunity_id,
        amount=Money(Decimal(40000), "EUR"),
        order_reference="PO-77",
        transacted_by="partner",
        now=now,
    )
    record = queries.get_record(ecosystem.seller_of_host, opportunity_id)
    assert (record.card.outcome, record.card.stage, record.order_reference) == ("won", "won", "PO-77")
    assert record.card.amount.amount == 40000
    with pytest.raises(OpportunityClosed):
        commands.close_lost(
            actor=ecosystem.seller_of_host, opportunity_id=opportunity_id, reason=LostReason.PRICE, now=now
        )


def test_a_lost_one_can_be_reopened_by_the_host(ecosystem: Ecosystem, opportunity_id: UUID, now: datetime) -> None:
    reopening = {"opportunity_id": opportunity_id, "stage": "discover", "now": now}
    with pytest.raises(OpportunityOpen):
        commands.reopen(actor=ecosystem.seller_of_host, **reopening)
    public.close_opportunity(
        actor=ecosystem.acme_seller,
        opportunity_id=opportunity_id,
        won=False,
        lost_reason=LostReason.NO_BUDGET,
        now=now,
    )
    with pytest.raises(NotAllowed):
        commands.reopen(actor=ecosystem.acme_seller, **reopening)
    commands.reopen(actor=ecosystem.seller_of_host, **reopening)
    record = queries.get_record(ecosystem.seller_of_host, opportunity_id)
    assert (record.card.is_open, record.card.stage, record.lost_reason) == (True, "discover", "")
    assert events_about(opportunity_id)[-2:] == ["opportunity.lost", "opportunity.reopened"]


def test_an_activity_keeps_when_it_happened_and_when_it_was_written_down(
    ecosystem: Ecosystem, opportunity_id: UUID, now: datetime
) -> None:
    said = {
        "actor": ecosystem.acme_seller,
        "opportunity_id": opportunity_id,
        "kind": ActivityKind.MEETING,
        "summary": "Met the board",
    }
    tomorrow = now + timedelta(days=1)
    commands.log_activity(**said, occurred_at=now - timedelta(days=2), now=tomorrow)
    entry = queries.list_activities(ecosystem.manager, opportunity_id)[0]
    assert (entry.occurred_at, entry.logged_at) == (now - timedelta(days=2), tomorrow)
    with pytest.raises(ActivityInFuture):
        commands.log_activity(**said, occurred_at=tomorrow, now=now)
    with pytest.raises(NotAllowed):
        commands.log_activity(**said, occurred_at=now, is_internal=True, now=now)


def test_a_note_is_no_activity(ecosystem: Ecosystem, opportunity_id: UUID, now: datetime) -> None:
    later = now + timedelta(days=9)
    said = {"actor": ecosystem.manager, "opportunity_id": opportunity_id, "summary": "Hm", "occurred_at": later}
    commands.log_activity(**said, kind=ActivityKind.NOTE, now=later)
    assert Opportunity.objects.get(id=opportunity_id).last_activity_at == now
    commands.log_activity(**said, kind=ActivityKind.CALL, now=later)
    assert Opportunity.objects.get(id=opportunity_id).last_activity_at == later


def test_owners_are_of_the_right_side(ecosystem: Ecosystem, opportunity_id: UUID, now: datetime) -> None:
    said = {"opportunity_id": opportunity_id, "now": now}
    host, partner = ecosystem.seller_of_host.person_id, ecosystem.acme_seller.person_id
    commands.assign_owner(actor=ecosystem.manager, person_id=host, **said)
    commands.assign_partner_owner(actor=ecosystem.acme_admin, person_id=partner, **said)
    with pytest.raises(NotTheirPerson):
        commands.assign_owner(actor=ecosystem.manager, person_id=partner, **said)
    with pytest.raises(NotTheirPerson):
        commands.assign_partner_owner(actor=ecosystem.acme_admin, person_id=ecosystem.beta_seller.person_id, **said)
    with pytest.raises(NotAllowed):
        commands.assign_partner_owner(actor=ecosystem.acme_seller, person_id=None, **said)


def test_the_database_keeps_outcome_and_closing_together(opportunity_id: UUID) -> None:
    for change in ({"outcome": "won"}, {"lost_reason": "price"}, {"amount": Decimal(-1)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Opportunity.objects.filter(id=opportunity_id).update(**change)
