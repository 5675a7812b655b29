"""What a channel manager does: decides whole or by line, asks, supersedes; and who may not."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from steelyard.companies.public import resolve_company
from steelyard.deals import commands, queries
from steelyard.deals.models import DealRegistration, RegistrationLine
from steelyard.deals.refusals import (
    EarlierClaimWaits,
    NothingToDecide,
    ReasonMissing,
    ReviewerNotNeutral,
    ScopeAlreadyProtected,
)
from steelyard.deals.terms import ClosureCode, LineOutcome, Outcome, RegistrationState
from steelyard.kernel.actors import SYSTEM, Actor
from steelyard.kernel.money import Money
from steelyard.kernel.pages import PageRequest
from steelyard.kernel.refusals import ChangedMeanwhile, NotAllowed
from steelyard.pipeline.public import ActivityKind, Direction, log_activity
from steelyard.platform.db import acting_as
from tests.deals.making import LETTER, QUOTE, submit
from tests.partners.making import Ecosystem, make_person
from tests.pipeline.making import make_opportunity

LARGE = {"value": Money(Decimal(2_000_000), "EUR"), "evidence": (QUOTE,)}


def decide(world: Ecosystem, now: datetime, registration_id: object, outcome: object, **said: object) -> Outcome:
    with acting_as(world.manager):
        return commands.decide_registration_by_hand(
            actor=world.manager, registration_id=registration_id, outcomes=outcome, now=now, **said
        )


def test_a_manager_approves_what_was_held(world: Ecosystem, now: datetime) -> None:
    held = submit(world.acme_seller, now, **LARGE)
    assert held.state is RegistrationState.UNDER_REVIEW
    later = now + timedelta(hours=3)
    assert decide(world, later, held.id, LineOutcome.APPROVED) is Outcome.APPROVED
    stored = DealRegistration.objects.get(id=held.id)
    assert (stored.state, stored.protected_until) == ("approved", later + timedelta(days=90))
    assert (stored.due_at, stored.hard_due_at, stored.escalate_at) == (None, None, None)


def test_a_manager_decides_by_line(world: Ecosystem, now: datetime) -> None:
    held = submit(world.acme_seller, now, "Nordlicht Werke GmbH", "backup", "cloud", **LARGE)
    outcome = decide(world, now, held.id, {"cloud": LineOutcome.REJECTED}, reason="We sell cloud there ourselves.")
    assert outcome is Outcome.HELD
    assert decide(world, now, held.id, {"backup": LineOutcome.APPROVED}) is Outcome.APPROVED_IN_PART
    lines = RegistrationLine.objects.filter(registration=held.id).order_by("family")
    assert [line.state for line in lines] == ["protected", "refused"]
    with pytest.raises(NothingToDecide):
        decide(world, now, held.id, LineOutcome.APPROVED)


def test_a_rejection_needs_its_reason_and_the_partner_reads_it(world: Ecosystem, now: datetime) -> None:
    held = submit(world.acme_seller, now, **LARGE)
    with pytest.raises(ReasonMissing):
        decide(world, now, held.id, LineOutcome.REJECTED)
    decide(world, now, held.id, LineOutcome.REJECTED, reason="The customer stopped the project.")
    with acting_as(world.acme_seller):
        record = queries.get_registration(world.acme_seller, held.id)
    assert record.decision is not None
    assert record.decision.reasons[0].message == "The customer stopped the project."
    assert record.card.closure_code is ClosureCode.REJECTED


def test_a_letter_of_choice_supersedes_the_first_partner(world: Ecosystem, now: datetime) -> None:
    first = submit(world.acme_seller, now)
    second = submit(world.beta_seller, now, evidence=(LETTER,))
    with pytest.raises(ScopeAlreadyProtected):
        decide(world, now, second.id, LineOutcome.APPROVED)
    later = now + timedelta(hours=1)
    decide(world, later, second.id, LineOutcome.APPROVED, supersede=True, reason="The letter is genuine.")
    loser, winner = (DealRegistration.objects.get(id=one.id) for one in (first, second))
    assert (loser.state, loser.closure_code) == ("cancelled", ClosureCode.SUPERSEDED)
    assert winner.state == "approved"
    assert RegistrationLine.objects.get(registration=first.id).protected_during.upper == later


def test_a_later_claim_does_not_pass_an_earlier_one_that_waits(world: Ecosystem, now: datetime) -> None:
    first = submit(world.acme_seller, now, **LARGE)
    second = submit(world.beta_seller, now + timedelta(hours=1), evidence=(LETTER, QUOTE), value=LARGE["value"])
    later = now + timedelta(hours=2)
    with pytest.raises(EarlierClaimWaits):
        decide(world, later, second.id, LineOutcome.APPROVED)
    decide(world, later, second.id, LineOutcome.APPROVED, supersede=True, reason="The letter is genuine.")
    loser, winner = (DealRegistration.objects.get(id=one.id) for one in (first, second))
    assert (loser.state, loser.closure_code) == ("rejected", ClosureCode.SUPERSEDED)
    assert winner.state == "approved"
    with acting_as(world.acme_seller):
        record = queries.get_registration(world.acme_seller, first.id)
        assert record.decision is not None
        assert [reason.message for reason in record.decision.reasons] == ["The customer chose another partner."]
        commands.appeal_registration(
            actor=world.acme_seller, registration_id=first.id, reason="The letter is old.", now=later
        )
    decide(world, later, first.id, LineOutcome.REJECTED, reason="The letter stands.")


def test_what_waits_beside_a_superseded_protection_goes_back_to_review(world: Ecosystem, now: datetime) -> None:
    submit(world.beta_seller, now, "Nordlicht Werke GmbH", "backup", **LARGE)
    first = submit(world.acme_seller, now, "Nordlicht Werke GmbH", "backup", "cloud")
    assert first.state is RegistrationState.APPROVED
    second = submit(world.beta_seller, now, "Nordlicht Werke GmbH", "cloud", evidence=(LETTER,))
    decide(world, now, second.id, LineOutcome.APPROVED, supersede=True, reason="The letter is genuine.")
    left = DealRegistration.objects.get(id=first.id)
    assert (left.state, left.protected_until, left.outcome) == ("under_review", None, "held")
    assert left.due_at is not None
    decide(world, now, first.id, LineOutcome.REJECTED, reason="Beta was first.")
    left.refresh_from_db()
    assert (left.state, left.closure_code) == ("rejected", ClosureCode.REJECTED)


def test_who_sells_to_the_account_directly_does_not_decide(world: Ecosystem, now: datetime) -> None:
    company = resolve_company(actor=SYSTEM, name="Nordlicht Werke GmbH", country="DE", now=now).company_id
    both = make_person(now, "Dora Beck", *world.manager.roles)
    before = now - timedelta(days=3)
    direct = make_opportunity(before, "Nordlicht", company_id=company, owner_id=both.person_id)
    for direction in Direction:
        log_activity(
            actor=SYSTEM,
            opportunity_id=direct,
            kind=ActivityKind.CALL,
            direction=direction,
            summary="Talked about cloud",
            occurred_at=before,
            now=before,
        )
    held = submit(world.acme_seller, now, "Nordlicht Werke GmbH", "general")
    assert [reason.code for reason in held.decision.reasons] == ["direct_sales_active"]
    with pytest.raises(ReviewerNotNeutral), acting_as(both):
        commands.decide_registration_by_hand(
            actor=both, registration_id=held.id, outcomes=LineOutcome.REJECTED, reason="Mine.", now=now
        )
    assert decide(world, now, held.id, LineOutcome.APPROVED) is Outcome.APPROVED


def test_a_question_stops_the_clocks_and_its_answer_starts_them(world: Ecosystem, now: datetime) -> None:
    held = submit(world.acme_seller, now, **LARGE)
    with acting_as(world.manager):
        commands.request_information(actor=world.manager, registration_id=held.id, question="Who decides?", now=now)
    asked = DealRegistration.objects.get(id=held.id)
    assert (asked.state, asked.due_at) == ("information_requested", None)
    later = now + timedelta(days=1)
    with acting_as(world.acme_seller):
        state = commands.give_information(
            actor=world.acme_seller, registration_id=held.id, answer="The head of purchasing.", now=later
        )
        record = queries.get_registration(world.acme_seller, held.id)
    assert state is RegistrationState.UNDER_REVIEW
    assert record.questions[0].answer == "The head of purchasing."
    assert record.card.due_at == later + timedelta(days=1)


def test_the_queue_is_ordered_by_urgency_and_the_review_shows_the_other_side(world: Ecosystem, now: datetime) -> None:
    late = submit(world.acme_seller, now + timedelta(hours=5), "Zweite AG", **LARGE)
    first = submit(world.acme_seller, now, **LARGE)
    submit(world.beta_seller, now, evidence=(LETTER, QUOTE), value=LARGE["value"])
    with acting_as(world.manager):
        queue = queries.list_queue(world.manager, PageRequest())
        review = queries.get_review(world.manager, first.id, now=now)
    assert [card.id for card in queue.items][-1] == late.id
    assert queue.total == 3
    assert [claim.registration.partner for claim in review.claims] == ["Beta Networks AG"]
    assert review.explanation is not None
    assert {rung.result for rung in review.explanation.ladder} == {"hit", "passed", "off"}
    assert review.matches[0].verdict == "same"


def test_a_stale_version_is_refused(world: Ecosystem, now: datetime) -> None:
    held = submit(world.acme_seller, now, **LARGE)
    with pytest.raises(ChangedMeanwhile):
        decide(world, now, held.id, LineOutcome.APPROVED, version=held.version + 7)


@pytest.mark.parametrize("name", ["acme_seller", "seller_of_host", "beta_seller"])
def test_nobody_but_reviewers_decides(world: Ecosystem, now: datetime, name: str) -> None:
    held = submit(world.acme_seller, now, **LARGE)
    actor: Actor = getattr(world, name)
    with pytest.raises(NotAllowed), acting_as(actor):
        commands.decide_registration_by_hand(
            actor=actor, registration_id=held.id, outcomes=LineOutcome.APPROVED, now=now
        )


def test_a_reviewer_reads_names_where_partners_read_nothing(world: Ecosystem, now: datetime) -> None:
    first = submit(world.acme_seller, now)
    second = submit(world.beta_seller, now)
    with acting_as(world.manager):
        (reason,) = queries.get_registration(world.manager, second.id).decision.reasons  # type: ignore[union-attr]
    assert "Nordlicht Werke GmbH (Acme Systems GmbH)" in reason.message
    assert first.public_id not in reason.message
    with acting_as(world.beta_seller):
        (reason,) = queries.get_registration(world.beta_seller, second.id).decision.reasons  # type: ignore[union-attr]
    assert "Acme" not in reason.message
