"""Submitting: what the rules say at once, and what then stands in the database."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from steelyard.companies.public import resolve_company
from steelyard.deals import commands
from steelyard.deals.models import DealRegistration, RegistrationLine
from steelyard.deals.terms import ClosureCode, EvidenceKind, LineOutcome, Outcome, RegistrationState, RegistrationType
from steelyard.kernel.actors import SYSTEM
from steelyard.kernel.money import Money
from steelyard.pipeline.public import ActivityKind, Direction, log_activity
from steelyard.platform.db import acting_as
from tests.deals.making import LETTER, QUOTE, submit
from tests.partners.making import Ecosystem
from tests.pipeline.making import make_opportunity


def test_a_free_scope_is_protected_at_once(world: Ecosystem, now: datetime) -> None:
    answer = submit(world.acme_seller, now, "Nordlicht Werke GmbH", "cloud", "backup")
    assert answer.state is RegistrationState.APPROVED
    assert answer.protected_until == now + timedelta(days=90)
    assert [(r.code, r.rule) for r in answer.decision.reasons] == [("scope_is_free", "DR-4d")]
    stored = DealRegistration.objects.get(id=answer.id)
    assert (stored.submitted_at, stored.decided_at, stored.manager_id) == (now, now, world.manager.person_id)
    assert [line.state for line in RegistrationLine.objects.filter(registration=stored)] == ["protected"] * 2


def test_second_registrant_is_told_why(world: Ecosystem, now: datetime) -> None:
    first = submit(world.acme_seller, now)
    second = submit(world.beta_seller, now, "NORDLICHT WERKE")
    assert second.state is RegistrationState.REJECTED
    (reason,) = second.decision.reasons
    assert (reason.code, reason.rule, reason.line, reason.is_confidential) == (
        "already_protected",
        "DR-3a",
        "cloud",
        True,
    )
    assert reason.params == {"registrations": (first.public_id,)}
    assert {change.code: change.outcome for change in second.decision.would_change} == {
        "register_beside": Outcome.APPROVED_AS_TEAMING,
        "add_letter_of_choice": Outcome.HELD,
    }


def test_only_the_taken_line_is_refused(world: Ecosystem, now: datetime) -> None:
    submit(world.acme_seller, now, "Nordlicht Werke GmbH", "cloud")
    answer = submit(world.beta_seller, now, "Nordlicht Werke GmbH", "backup", "cloud")
    assert answer.decision.outcome is Outcome.APPROVED_IN_PART
    assert answer.state is RegistrationState.APPROVED
    states = RegistrationLine.objects.filter(registration=answer.id).order_by("family").values_list("state", flat=True)
    assert list(states) == ["protected", "refused"]


def test_a_second_partner_may_take_part(world: Ecosystem, now: datetime) -> None:
    submit(world.acme_seller, now)
    answer = submit(world.beta_seller, now, type=RegistrationType.TEAMING)
    assert answer.decision.outcome is Outcome.APPROVED_AS_TEAMING
    assert RegistrationLine.objects.get(registration=answer.id).state == "teaming"


def test_another_region_or_division_is_another_scope(world: Ecosystem, now: datetime) -> None:
    submit(world.acme_seller, now, division="Rail")
    other = submit(world.beta_seller, now, division="Energy")
    assert other.state is RegistrationState.APPROVED
    whole = submit(world.beta_seller, now, "Nordlicht Werke GmbH", "cloud")
    assert whole.decision.outcome is Outcome.REJECTED


def test_the_same_twice_is_a_duplicate(world: Ecosystem, now: datetime) -> None:
    submit(world.acme_seller, now)
    again = submit(world.acme_seller, now)
    assert [reason.code for reason in again.decision.reasons] == ["already_registered_by_you"]
    assert DealRegistration.objects.get(id=again.id).closure_code == ClosureCode.DUPLICATE


def test_a_letter_of_choice_goes_before_a_person(world: Ecosystem, now: datetime) -> None:
    submit(world.acme_seller, now)
    answer = submit(world.beta_seller, now, evidence=(LETTER,))
    assert answer.state is RegistrationState.UNDER_REVIEW
    assert answer.due_at == now + timedelta(days=1)


def test_a_deal_that_needs_evidence_waits_for_it_and_keeps_no_place(world: Ecosystem, now: datetime) -> None:
    large = Money(Decimal(250_000), "EUR")
    first = submit(world.acme_seller, now, value=large)
    assert first.state is RegistrationState.INFORMATION_REQUESTED
    assert first.decision.would_change[0].params["any_of"][0] == EvidenceKind.MEETING
    second = submit(world.beta_seller, now, value=large, evidence=(QUOTE,))
    assert second.state is RegistrationState.APPROVED


def test_a_product_that_asks_for_certification_is_refused_by_line(world: Ecosystem, now: datetime) -> None:
    answer = submit(world.acme_seller, now, "Nordlicht Werke GmbH", "network", "cloud")
    assert answer.decision.outcome is Outcome.APPROVED_IN_PART
    assert {change.code for change in answer.decision.would_change} == {"get_certified", "drop_lines"}


def refuse(world: Ecosystem, now: datetime, **said: Any) -> None:
    """Let the partner submit what a person then refuses."""
    held = submit(world.acme_seller, now, value=Money(Decimal(2_000_000), "EUR"), evidence=(QUOTE,), **said)
    with acting_as(world.manager):
        commands.decide_registration_by_hand(
            actor=world.manager, registration_id=held.id, outcomes=LineOutcome.REJECTED, reason="No project.", now=now
        )


def test_who_was_refused_too_often_of_late_may_not_come_again(world: Ecosystem, now: datetime) -> None:
    for days in range(3):
        refuse(world, now + timedelta(days=days))
    soon, later = now + timedelta(days=3), now + timedelta(days=366)
    again = submit(world.acme_seller, soon)
    assert [reason.code for reason in again.decision.reasons] == ["resubmissions_used_up"]
    assert submit(world.acme_seller, soon, "Granit AG").state is RegistrationState.APPROVED
    assert submit(world.acme_seller, later, close_on=date(2028, 3, 31)).state is RegistrationState.APPROVED, (
        "the first refusal is too long ago"
    )


def test_duplicates_and_what_was_not_eligible_count_as_no_refusal(world: Ecosystem, now: datetime) -> None:
    first = submit(world.acme_seller, now)
    for _ in range(4):
        submit(world.acme_seller, now)
    with acting_as(world.acme_seller):
        commands.withdraw_registration(actor=world.acme_seller, registration_id=first.id, reason="Too early.", now=now)
    for _ in range(4):
        tender = submit(world.acme_seller, now, is_public_tender=True)
        assert DealRegistration.objects.get(id=tender.id).closure_code == ClosureCode.NOT_ELIGIBLE
    assert submit(world.acme_seller, now).state is RegistrationState.APPROVED


def test_mail_from_us_alone_does_not_stop_a_registration(world: Ecosystem, now: datetime) -> None:
    company = resolve_company(actor=SYSTEM, name="Nordlicht Werke GmbH", country="DE", now=now).company_id
    before = now - timedelta(days=3)
    direct = make_opportunity(before, "Nordlicht", company_id=company)
    said: dict[str, Any] = {"actor": SYSTEM, "opportunity_id": direct, "kind": ActivityKind.MAIL, "summary": "Cloud"}
    log_activity(**said, direction=Direction.OUTBOUND, occurred_at=before, now=before)
    free = submit(world.acme_seller, now, "Nordlicht Werke GmbH", "general")
    assert free.state is RegistrationState.APPROVED
    with acting_as(world.acme_seller):
        commands.withdraw_registration(actor=world.acme_seller, registration_id=free.id, reason="Later.", now=now)
    log_activity(**said, direction=Direction.INBOUND, occurred_at=before, now=now)
    later = submit(world.acme_seller, now + timedelta(hours=1), "Nordlicht Werke GmbH", "general")
    assert [reason.code for reason in later.decision.reasons] == ["direct_sales_active"]
