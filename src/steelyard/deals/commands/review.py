"""What a channel manager does with a registration: decide whole or by line, ask, supersede."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from steelyard.deals import permissions
from steelyard.deals.commands.applying import stop_clocks
from steelyard.deals.commands.following import rules_of
from steelyard.deals.commands.locking import change, lock_with_scope
from steelyard.deals.commands.redeciding import gather_again, held_lines, settle
from steelyard.deals.commands.subjects import related_to, subject_of
from steelyard.deals.commands.superseding import make_way
from steelyard.deals.events import InformationRequested
from steelyard.deals.models import InformationRequest, RegistrationLine
from steelyard.deals.policies import (
    LineDecision,
    RegistrationDecision,
    combine,
    compute_answer_due,
    decide_registration,
    is_neutral,
)
from steelyard.deals.queries.cases import Case
from steelyard.deals.refusals import NothingToDecide, ReasonMissing, ReviewerNotNeutral
from steelyard.deals.terms import (
    LineOutcome,
    Outcome,
    RegistrationState,
)
from steelyard.kernel.actors import Actor
from steelyard.kernel.decisions import Reason
from steelyard.kernel.refusals import NotAllowed
from steelyard.platform.events import record

BY_HAND = "DR-5a"
_DECIDABLE = frozenset(
    {RegistrationState.UNDER_REVIEW, RegistrationState.INFORMATION_REQUESTED, RegistrationState.APPROVED}
)


@transaction.atomic
def decide_registration_by_hand(
    *,
    actor: Actor,
    registration_id: UUID,
    outcomes: Mapping[str, LineOutcome] | LineOutcome,
    now: datetime,
    reason: str = "",
    supersede: bool = False,
    version: int | None = None,
) -> Outcome:
    """Decide what is held: all of it at once, or by product family; families that are not named stay held.

    Holding says that a person is at it: the rules will not approve it provisionally. `supersede` ends the claims that
    come before an approval.

    Raises: NotFound, NotAllowed, ChangedMeanwhile, NotPossibleNow, NothingToDecide, ReasonMissing, ReviewerNotNeutral,
    ScopeAlreadyProtected, EarlierClaimWaits.
    """
    if not permissions.can_review(actor):
        raise NotAllowed
    registration = lock_with_scope(actor, registration_id, now=now, allowed=_DECIDABLE, version=version)
    lines = held_lines(registration)
    chosen = _chosen(outcomes, lines)
    harsh = {LineOutcome.HELD, LineOutcome.REJECTED} & set(chosen.values())
    if (harsh or supersede) and not reason:
        raise ReasonMissing(fields={"reason": ReasonMissing.text})
    case = gather_again(registration, lines, now=now)
    if permissions.has_registered(actor, registration) or not is_neutral(actor.person_id, case.facts, case.rules.rules):
        raise ReviewerNotNeutral
    approved = [family for family, outcome in chosen.items() if outcome is LineOutcome.APPROVED]
    make_way(case.facts, approved, supersede=supersede, actor=actor, now=now)
    settle(
        registration, lines, case, _decision(case, chosen, reason), actor=actor, now=now, by_hand=True, reason=reason
    )
    if LineOutcome.HELD in chosen.values():
        change(registration, hard_due_at=None)
    return Outcome(registration.outcome)


@transaction.atomic
def request_information(
    *, actor: Actor, registration_id: UUID, question: str, now: datetime, version: int | None = None
) -> UUID:
    """Ask the partner; until it answers, the host's clocks stand still.

    Raises: NotFound, NotAllowed, ChangedMeanwhile, NotPossibleNow, ReasonMissing.
    """
    if not permissions.can_review(actor):
        raise NotAllowed
    if not question:
        raise ReasonMissing(fields={"question": ReasonMissing.text})
    waiting = {RegistrationState.UNDER_REVIEW, RegistrationState.INFORMATION_REQUESTED}
    registration = lock_with_scope(actor, registration_id, now=now, allowed=waiting, version=version)
    answer_due_at = compute_answer_due(now, rules_of(registration, now).rules)
    stop_clocks(registration)
    change(
        registration,
        state=RegistrationState.INFORMATION_REQUESTED,
        answer_due_at=answer_due_at,
        escalate_at=None,
        due_at=None,
        hard_due_at=None,
    )
    asked = InformationRequest.objects.create(
        registration=registration,
        partner_id=registration.partner_id,
        question=question,
        asked_at=now,
        asked_by=actor.person_id,
    )
    happened = InformationRequested(
        **subject_of(registration), request_id=asked.id, question=question, answer_due_at=answer_due_at
    )
    record(happened, actor=actor, now=now, related=related_to(registration))
    return asked.id


def _chosen(outcomes: Mapping[str, LineOutcome] | LineOutcome, lines: list[RegistrationLine]) -> dict[str, LineOutcome]:
    families = [line.family_id for line in lines]
    if not families:
        raise NothingToDecide
    if isinstance(outcomes, LineOutcome):
        return dict.fromkeys(families, outcomes)
    if not outcomes or set(outcomes) - set(families):
        raise NothingToDecide
    return {family: outcomes.get(family, LineOutcome.HELD) for family in families}


def _decision(case: Case, chosen: Mapping[str, LineOutcome], reason: str) -> RegistrationDecision:
    """Return the person's decision, with the ladder as the rules saw it."""
    advice = decide_registration(case.facts, case.rules.rules)
    said = Reason(code="decided_by_hand", rule=BY_HAND, params={"reason": reason}) if reason else None
    reasons = (said or Reason(code="approved_by_hand", rule=BY_HAND),)
    return replace(
        advice,
        outcome=combine(chosen.values()),
        reasons=reasons,
        would_change=(),
        lines=tuple(LineDecision(family=family, outcome=outcome) for family, outcome in sorted(chosen.items())),
        needs_information=False,
        is_provisional=False,
    )
