"""What becomes of a leaving partner's registrations and opportunities: closed, taken over, or another partner's."""

from datetime import datetime
from uuid import UUID

import pytest
from django.db import connection

from steelyard.deals.commands import convert_registration
from steelyard.deals.models import DealRegistration, RegistrationLine
from steelyard.kernel.actors import SYSTEM
from steelyard.partners import commands
from steelyard.partners.lifecycle.queries import get_offboarding
from steelyard.partners.lifecycle.terms import OffboardingDraft, OffboardingReason, Way
from steelyard.partners.models import Offboarding, Partner
from steelyard.partners.refusals import CannotLeave, StepsOpen, StillOpen
from steelyard.partners.terms import PartnerStatus
from steelyard.pipeline.models import Activity, Opportunity
from steelyard.pipeline.public import ActivityKind, log_activity
from steelyard.platform.db import acting_as, as_system
from steelyard.platform.models import EventRecord
from tests.deals.making import make_deal_world, submit
from tests.deals.test_race import at_once
from tests.jobs import run_jobs
from tests.partners.making import Ecosystem

DRAFT = OffboardingDraft(reason=OffboardingReason.BREACH, explanation="Sold below the floor.")


def begin(world: Ecosystem, now: datetime) -> UUID:
    """Begin to offboard Acme."""
    return commands.begin_offboarding(actor=world.manager, partner_id=world.acme, draft=DRAFT, now=now)


def settle(world: Ecosystem, offboarding: UUID, step: str, way: Way, now: datetime, heir: UUID | None = None) -> int:
    """Settle a step of the checklist."""
    return commands.settle_step(
        actor=world.manager, offboarding_id=offboarding, step=step, way=way, heir_id=heir, now=now
    )


@pytest.fixture
def selling(world: Ecosystem, now: datetime) -> Ecosystem:
    """Return the world in which Acme has a protected deal with an opportunity, and Beta waits behind another one."""
    first = submit(world.acme_seller, now, "Albatros GmbH")
    submit(world.acme_seller, now, "Bernstein GmbH")
    with acting_as(world.acme_seller):
        opportunity = convert_registration(actor=world.acme_seller, registration_id=first.id, now=now)
        log_activity(
            actor=world.acme_seller,
            opportunity_id=opportunity,
            kind=ActivityKind.CALL,
            summary="Our own price list",
            occurred_at=now,
            now=now,
        )
    return world


def test_a_partner_with_open_deals_does_not_just_end(selling: Ecosystem, now: datetime) -> None:
    with pytest.raises(StillOpen):
        commands.set_status(
            actor=selling.manager, partner_id=selling.acme, status=PartnerStatus.ENDED, reason="Out", now=now
        )
    offboarding = begin(selling, now)
    card = get_offboarding(SYSTEM, offboarding, now=now)
    assert {step.key: step.open for step in card.steps if step.open} == {
        "deals.registrations": 2,
        "pipeline.opportunities": 1,
    }
    with pytest.raises(StepsOpen):
        commands.complete_offboarding(actor=selling.manager, offboarding_id=offboarding, now=now)


def test_deals_are_closed_or_taken_over(selling: Ecosystem, now: datetime) -> None:
    offboarding = begin(selling, now)
    assert settle(selling, offboarding, "deals.registrations", Way.CLOSE, now) == 2
    assert settle(selling, offboarding, "pipeline.opportunities", Way.TAKE_OVER, now) == 1
    assert set(DealRegistration.objects.filter(partner=selling.acme).values_list("state", flat=True)) == {"cancelled"}
    assert not RegistrationLine.objects.filter(partner_id=selling.acme, state="protected").exists()
    assert Opportunity.objects.get().partner_id is None
    commands.complete_offboarding(actor=selling.manager, offboarding_id=offboarding, now=now)
    assert Partner.objects.get(id=selling.acme).status == "ended"
    run_jobs()
    won = submit(selling.beta_seller, now, "Bernstein GmbH")
    assert won.decision.outcome == "approved"


def test_the_next_partner_gets_the_deals_and_nothing_else(selling: Ecosystem, now: datetime) -> None:
    offboarding = begin(selling, now)
    settle(selling, offboarding, "deals.registrations", Way.HAND_OVER, now, selling.beta)
    settle(selling, offboarding, "pipeline.opportunities", Way.HAND_OVER, now, selling.beta)
    run_jobs()
    with acting_as(selling.beta_seller):
        assert DealRegistration.visible_to(selling.beta_seller).count() == 2
        assert RegistrationLine.objects.filter(state="protected").count() == 2
        assert Opportunity.objects.count() == 1
        assert not Activity.objects.exists()
        told = [str(row.payload) for row in EventRecord.objects.all()]
    assert not [one for one in told if "floor" in one or str(selling.acme) in one]


@pytest.mark.slow
def test_two_who_offboard_a_partner_at_once_begin_it_once(own_database: str, now: datetime) -> None:
    with as_system():
        world = make_deal_world(now)

    def offboard() -> bool:
        with acting_as(world.manager):
            try:
                begin(world, now)
            except CannotLeave:
                return False
            return True

    assert sorted(at_once(offboard, offboard)) == [False, True]
    with as_system():
        assert Offboarding.objects.filter(partner=world.acme).count() == 1
    connection.close()
