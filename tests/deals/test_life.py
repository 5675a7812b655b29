"""A registration's life after its decision: extended, reminded, expired, withdrawn, appealed, converted, won, lost."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from steelyard.deals import commands, jobs, queries
from steelyard.deals.models import DealRegistration, RegistrationLine
from steelyard.deals.queries import waiting
from steelyard.deals.refusals import AppealTooLate, NotPossibleNow, ScopeTakenSince
from steelyard.deals.terms import ClosureCode, ExtensionState, LineOutcome, RegistrationState
from steelyard.kernel.actors import SYSTEM
from steelyard.kernel.money import Money
from steelyard.pipeline.public import ActivityKind, close_opportunity, log_activity
from steelyard.platform.db import acting_as
from steelyard.platform.models import EventRecord, Notification
from tests.deals.making import CUSTOMERS, LETTER, QUOTE, submit
from tests.jobs import run_jobs
from tests.partners.making import Ecosystem

DAY = timedelta(days=1)
MOMENT = timedelta(microseconds=1)
LARGE = {"value": Money(Decimal(2_000_000), "EUR"), "evidence": (QUOTE,)}


def state_of(answer: commands.Submitted) -> str:
    return DealRegistration.objects.get(id=answer.id).state


def test_a_protection_ends_exactly_at_its_end(world: Ecosystem, now: datetime) -> None:
    answer = submit(world.acme_seller, now)
    until = answer.protected_until
    assert until is not None
    assert waiting.list_expired(until - MOMENT) == []
    assert not commands.expire_registration(registration_id=answer.id, now=until - MOMENT)
    assert waiting.list_expired(until) == [answer.id]
    jobs.keep_time(until)
    stored = DealRegistration.objects.get(id=answer.id)
    assert (stored.state, stored.closure_code, stored.closed_at) == ("expired", ClosureCode.PROTECTION_EXPIRED, until)


def test_the_scope_is_free_at_the_end_even_before_the_job_ran(world: Ecosystem, now: datetime) -> None:
    until = submit(world.acme_seller, now).protected_until
    assert until is not None
    one_before = submit(world.beta_seller, until - MOMENT)
    at_the_end = submit(world.beta_seller, until)
    assert one_before.state is RegistrationState.REJECTED
    assert at_the_end.state is RegistrationState.APPROVED


def test_evidence_of_activity_extends_at_once(world: Ecosystem, now: datetime) -> None:
    answer = submit(world.acme_seller, now)
    with acting_as(world.acme_seller):
        state = commands.request_extension(
            actor=world.acme_seller,
            registration_id=answer.id,
            reason="Pilot runs",
            evidence=[QUOTE],
            now=now + 80 * DAY,
        )
    assert state is ExtensionState.GRANTED
    stored = DealRegistration.objects.get(id=answer.id)
    assert (stored.protected_until, stored.extension_count) == (now + 120 * DAY, 1)
    assert RegistrationLine.objects.get(registration=stored).protected_during.upper == now + 120 * DAY


def test_joint_work_extends_unless_another_was_protected_meanwhile(world: Ecosystem, now: datetime) -> None:
    first, second = submit(world.acme_seller, now), submit(world.acme_seller, now, CUSTOMERS[1])
    until = first.protected_until
    assert until is not None
    for answer in (first, second):
        with acting_as(world.acme_seller):
            opportunity_id = commands.convert_registration(
                actor=world.acme_seller, registration_id=answer.id, now=now + DAY
            )
        log_activity(
            actor=SYSTEM,
            opportunity_id=opportunity_id,
            kind=ActivityKind.MEETING,
            summary="Met the board",
            occurred_at=until - DAY,
            now=until - DAY,
        )
    rival = submit(world.beta_seller, until + DAY)
    assert rival.state is RegistrationState.APPROVED
    jobs.keep_time(until + 2 * DAY)
    assert state_of(first) == "expired"
    assert DealRegistration.objects.get(id=second.id).protected_until == until + 30 * DAY
    assert RegistrationLine.objects.get(registration=rival.id).state == "protected"


def test_an_extension_is_not_granted_by_hand_over_somebody_elses_protection(world: Ecosystem, now: datetime) -> None:
    answer = submit(world.acme_seller, now)
    assert answer.protected_until is not None
    with acting_as(world.acme_seller):
        commands.request_extension(
            actor=world.acme_seller, registration_id=answer.id, reason="More time", now=now + 80 * DAY
        )
    later = answer.protected_until + DAY
    submit(world.beta_seller, later)
    with pytest.raises(ScopeTakenSince), acting_as(world.manager):
        commands.decide_extension(actor=world.manager, registration_id=answer.id, granted=True, now=later)


def test_an_extension_without_activity_waits_for_a_person(world: Ecosystem, now: datetime) -> None:
    answer = submit(world.acme_seller, now)
    with acting_as(world.acme_seller):
        state = commands.request_extension(
            actor=world.acme_seller, registration_id=answer.id, reason="More time", now=now + 80 * DAY
        )
    assert state is ExtensionState.WAITING
    with acting_as(world.manager):
        decided = commands.decide_extension(
            actor=world.manager, registration_id=answer.id, granted=False, reason="Nothing happened", now=now + 81 * DAY
        )
        record = queries.get_registration(world.manager, answer.id)
    assert decided is ExtensionState.REFUSED
    assert record.extensions[0].decision_note == "Nothing happened"


def test_extensions_are_used_up(world: Ecosystem, now: datetime) -> None:
    answer = submit(world.acme_seller, now)
    states = []
    for round_ in range(3):
        with acting_as(world.acme_seller):
            states.append(
                commands.request_extension(
                    actor=world.acme_seller,
                    registration_id=answer.id,
                    reason="Goes on",
                    evidence=[QUOTE],
                    now=now + (80 + 30 * round_) * DAY,
                )
            )
    assert states == [ExtensionState.GRANTED, ExtensionState.GRANTED, ExtensionState.REFUSED]


def test_the_end_is_announced_at_14_7_and_1_days_once_each(world: Ecosystem, now: datetime) -> None:
    answer = submit(world.acme_seller, now)
    announced = []
    for day in range(70, 92):
        at = now + day * DAY
        for registration_id in waiting.list_to_remind(at):
            commands.remind_of_end(registration_id=registration_id, now=at)
            announced.append(day)
    assert announced == [76, 83, 89]
    events = EventRecord.objects.filter(type="deals.protection.ending", subject_id=answer.id).order_by("sequence")
    assert [event.payload["days_left"] for event in events] == [14, 7, 1]
    run_jobs()
    assert (
        Notification.objects.filter(person_id=world.acme_seller.person_id, event_type="deals.protection.ending").count()
        == 3
    )


def test_a_review_is_escalated_and_then_approved_provisionally(world: Ecosystem, now: datetime) -> None:
    held = submit(world.acme_seller, now, **LARGE)
    assert waiting.list_to_escalate(now + timedelta(hours=15)) == []
    assert waiting.list_to_escalate(now + timedelta(hours=16)) == [held.id]
    assert commands.escalate_review(registration_id=held.id, now=now + timedelta(hours=16))
    assert waiting.list_to_escalate(now + timedelta(hours=17)) == []
    hard = now + 2 * DAY
    assert waiting.list_overdue(hard - MOMENT) == []
    assert commands.approve_provisionally(registration_id=held.id, now=hard)
    stored = DealRegistration.objects.get(id=held.id)
    assert (stored.state, stored.is_provisional, stored.protected_until) == ("approved", True, hard + 90 * DAY)


def test_the_hard_limit_approves_nothing_that_conflicts(world: Ecosystem, now: datetime) -> None:
    submit(world.acme_seller, now)
    held = submit(world.beta_seller, now, evidence=(LETTER,))
    assert not commands.approve_provisionally(registration_id=held.id, now=now + 2 * DAY)
    assert state_of(held) == "under_review"
    assert EventRecord.objects.filter(type="deals.review.overdue", subject_id=held.id, is_internal=True).exists()


def test_a_held_decision_of_a_person_is_not_taken_over_by_time(world: Ecosystem, now: datetime) -> None:
    held = submit(world.acme_seller, now, **LARGE)
    with acting_as(world.manager):
        commands.decide_registration_by_hand(
            actor=world.manager, registration_id=held.id, outcomes=LineOutcome.HELD, reason="Asking legal", now=now
        )
    assert waiting.list_overdue(now + 10 * DAY) == []


def test_the_next_in_line_comes_when_the_first_leaves(world: Ecosystem, now: datetime) -> None:
    first = submit(world.acme_seller, now, **LARGE)
    second = submit(world.beta_seller, now)
    assert (first.state, second.state) == (RegistrationState.UNDER_REVIEW, RegistrationState.UNDER_REVIEW)
    assert [reason.code for reason in second.decision.reasons] == ["earlier_claim_waits"]
    with acting_as(world.acme_seller):
        commands.withdraw_registration(
            actor=world.acme_seller, registration_id=first.id, reason="The customer bought elsewhere", now=now + DAY / 2
        )
    run_jobs()
    assert state_of(second) == "approved"


def test_an_unanswered_question_closes_the_registration(world: Ecosystem, now: datetime) -> None:
    answer = submit(world.acme_seller, now, value=Money(Decimal(500_000), "EUR"))
    assert answer.state is RegistrationState.INFORMATION_REQUESTED
    assert commands.expire_registration(registration_id=answer.id, now=now + 14 * DAY)
    assert DealRegistration.objects.get(id=answer.id).closure_code == ClosureCode.INCOMPLETE_EXPIRED


def test_evidence_that_was_asked_for_decides_at_once(world: Ecosystem, now: datetime) -> None:
    answer = submit(world.acme_seller, now, value=Money(Decimal(500_000), "EUR"))
    with acting_as(world.acme_seller):
        commands.add_evidence(actor=world.acme_seller, registration_id=answer.id, evidence=QUOTE, now=now + DAY)
    stored = DealRegistration.objects.get(id=answer.id)
    assert (stored.state, stored.complete_at) == ("approved", now + DAY)


def test_an_appeal_brings_a_rejection_before_a_person_in_time(world: Ecosystem, now: datetime) -> None:
    submit(world.acme_seller, now)
    rejected = submit(world.beta_seller, now)
    with pytest.raises(AppealTooLate), acting_as(world.beta_seller):
        commands.appeal_registration(
            actor=world.beta_seller, registration_id=rejected.id, reason="We were first", now=now + 14 * DAY
        )
    with acting_as(world.beta_seller):
        commands.appeal_registration(
            actor=world.beta_seller, registration_id=rejected.id, reason="We were first", now=now + 13 * DAY
        )
    assert state_of(rejected) == "under_review"


def test_a_registration_becomes_an_opportunity_and_is_won_with_it(world: Ecosystem, now: datetime) -> None:
    answer = submit(world.acme_seller, now)
    with acting_as(world.acme_seller):
        opportunity_id = commands.convert_registration(
            actor=world.acme_seller, registration_id=answer.id, now=now + DAY
        )
    assert state_of(answer) == "converted"
    again = submit(world.beta_seller, now + 2 * DAY)
    assert again.state is RegistrationState.REJECTED
    close_opportunity(actor=SYSTEM, opportunity_id=opportunity_id, won=True, now=now + 3 * DAY)
    run_jobs()
    stored = DealRegistration.objects.get(id=answer.id)
    assert (stored.state, stored.closure_code) == ("won", ClosureCode.WON)
    assert RegistrationLine.objects.get(registration=stored).state == "ended"


def test_a_withdrawn_registration_stays_withdrawn(world: Ecosystem, now: datetime) -> None:
    answer = submit(world.acme_seller, now)
    for attempt in range(2):
        with acting_as(world.acme_seller):
            if attempt:
                with pytest.raises(NotPossibleNow, match="withdrawn"):
                    commands.convert_registration(actor=world.acme_seller, registration_id=answer.id, now=now)
            else:
                commands.withdraw_registration(
                    actor=world.acme_seller, registration_id=answer.id, reason="Mistake", now=now
                )
    assert submit(world.beta_seller, now).state is RegistrationState.APPROVED


def test_capacity_is_what_the_tier_allows(world: Ecosystem, now: datetime) -> None:
    for name in CUSTOMERS:
        assert submit(world.acme_seller, now, name).state is RegistrationState.APPROVED
    full = submit(world.acme_seller, now, "Einer zu viel AG")
    assert [reason.code for reason in full.decision.reasons] == ["capacity_used_up"]
    assert [change.code for change in full.decision.would_change] == ["free_capacity"]
