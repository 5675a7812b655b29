"""Making way for an approval: the claims that come before it end, if that is wanted."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from steelyard.deals.commands.applying import set_line, stop_clocks
from steelyard.deals.commands.locking import change
from steelyard.deals.commands.redeciding import gather_again, settle
from steelyard.deals.commands.subjects import related_to, subject_of
from steelyard.deals.events import RegistrationCancelled
from steelyard.deals.models import DealRegistration, RegistrationLine
from steelyard.deals.policies import LineDecision, RegistrationFacts, combine, decide_registration
from steelyard.deals.policies.ladder import earlier_waiting, others
from steelyard.deals.refusals import EarlierClaimWaits, ScopeAlreadyProtected
from steelyard.deals.terms import ClosureCode, LineOutcome, LineState, Match, Outcome, RegistrationState
from steelyard.kernel.actors import Actor
from steelyard.kernel.decisions import Reason
from steelyard.kernel.refusals import sentence
from steelyard.platform.events import record

SUPERSEDED = sentence("The customer chose another partner.")
LETTER_OF_CHOICE = "DR-4c"


def make_way(
    facts: RegistrationFacts, families: Iterable[str], *, supersede: bool, actor: Actor, now: datetime
) -> None:
    """End the claims on these families that come before the registration: protections, and complete submissions that wait.

    Raises: ScopeAlreadyProtected, EarlierClaimWaits, unless it is to `supersede` them.
    """
    protected: dict[UUID, set[str]] = {}
    waiting: dict[UUID, set[str]] = {}
    for family in families:
        for claim in others(facts, family):
            if claim.is_protected and claim.match is Match.SAME:
                protected.setdefault(claim.registration_id, set()).add(family)
        for claim in earlier_waiting(facts, family):
            if claim.match is Match.SAME:
                waiting.setdefault(claim.registration_id, set()).add(family)
    if protected and not supersede:
        raise ScopeAlreadyProtected
    if waiting and not supersede:
        raise EarlierClaimWaits
    standing = DealRegistration.objects.select_for_update().filter(id__in={*protected, *waiting})
    for other in standing.order_by("id"):
        if other.id in protected:
            _end(other, protected[other.id] | waiting.get(other.id, set()), actor=actor, now=now)
        else:
            _refuse(other, waiting[other.id], actor=actor, now=now)


def _end(registration: DealRegistration, families: set[str], *, actor: Actor, now: datetime) -> None:
    """End the protection of some families. What else waits goes back to review; a converted claim has no way back."""
    lines = list(RegistrationLine.objects.filter(registration=registration))
    keeps_some = any(line.state in _GRANTED and line.family_id not in families for line in lines)
    if registration.state == RegistrationState.CONVERTED and not keeps_some:
        families = families | {line.family_id for line in lines if line.state == LineState.HELD}
    for line in lines:
        if line.family_id in families and line.state != LineState.REFUSED:
            set_line(line, LineState.ENDED, registration, now)
    RegistrationLine.objects.bulk_update(lines, ["state", "protected_during"])
    left = {line.state for line in lines} - {LineState.ENDED, LineState.REFUSED}
    if not left:
        stop_clocks(registration)
        change(
            registration,
            state=RegistrationState.CANCELLED,
            closure_code=ClosureCode.SUPERSEDED,
            closure_reason=SUPERSEDED,
            closed_at=now,
            next_reminder_at=None,
            escalate_at=None,
            due_at=None,
            hard_due_at=None,
            answer_due_at=None,
        )
    elif left == {LineState.HELD}:
        change(
            registration,
            state=RegistrationState.UNDER_REVIEW,
            outcome=Outcome.HELD,
            is_provisional=False,
            protected_from=None,
            protected_until=None,
            granted_at=None,
            next_reminder_at=None,
        )
    else:
        change(registration)
    ended = RegistrationCancelled(
        **subject_of(registration),
        closure_code=ClosureCode.SUPERSEDED,
        reason=SUPERSEDED,
        families=tuple(sorted(families)),
    )
    record(ended, actor=actor, now=now, related=related_to(registration))


_GRANTED = frozenset({LineState.PROTECTED, LineState.TEAMING})


def _refuse(registration: DealRegistration, families: set[str], *, actor: Actor, now: datetime) -> None:
    """Refuse what only waited: there is no protection to end, but there is an appeal."""
    lines = list(
        RegistrationLine.objects.filter(registration=registration, state=LineState.HELD, family__in=families).order_by(
            "family"
        )
    )
    case = gather_again(registration, lines, now=now)
    decision = replace(
        decide_registration(case.facts, case.rules.rules),
        outcome=combine([LineOutcome.REJECTED]),
        reasons=(Reason(code="superseded", rule=LETTER_OF_CHOICE),),
        would_change=(),
        lines=tuple(LineDecision(family=line.family_id, outcome=LineOutcome.REJECTED) for line in lines),
        needs_information=False,
    )
    settle(registration, lines, case, decision, actor=actor, now=now, by_hand=True, reason=SUPERSEDED)
