"""Deciding a submitted registration again, when something about it changed."""

from dataclasses import replace
from datetime import datetime

from steelyard.deals.commands.applying import DECIDED_FIELDS, apply_decision, event_of, keep_decision
from steelyard.deals.commands.locking import companies_of
from steelyard.deals.commands.subjects import related_to
from steelyard.deals.models import DealRegistration, Evidence, RegistrationLine
from steelyard.deals.policies import LineDecision, RegistrationDecision, combine, is_complete
from steelyard.deals.queries.cases import Case, gather, survey
from steelyard.deals.terms import EvidenceKind, LineOutcome, LineState
from steelyard.kernel.actors import Actor
from steelyard.platform.events import record


def gather_again(registration: DealRegistration, lines: list[RegistrationLine], *, now: datetime) -> Case:
    """Return the case of a submitted registration as it is now; its scope is locked already."""
    ground = survey(
        partner_id=registration.partner_id,
        region=registration.region_id or "",
        country=registration.company_country,
        at=now,
    )
    kinds = Evidence.objects.filter(registration=registration).values_list("kind", flat=True)
    return gather(
        registration,
        ground=ground,
        companies=companies_of(registration),
        families=[line.family_id for line in lines],
        evidence=[EvidenceKind(kind) for kind in kinds],
        at=now,
        locks=False,
    )


def held_lines(registration: DealRegistration) -> list[RegistrationLine]:
    """Return the lines that wait for a decision."""
    return list(RegistrationLine.objects.filter(registration=registration, state=LineState.HELD).order_by("family"))


def with_settled(
    registration: DealRegistration, decision: RegistrationDecision, lines: list[RegistrationLine]
) -> RegistrationDecision:
    """Return the decision about some lines as one about the whole, with what was already decided about the others."""
    others = RegistrationLine.objects.filter(registration=registration).exclude(id__in=[line.id for line in lines])
    settled = [
        LineDecision(family=line.family_id, outcome=_OUTCOME_OF[LineState(line.state)])
        for line in others
        if line.state in _OUTCOME_OF
    ]
    every = sorted((*decision.lines, *settled), key=lambda line: line.family)
    return replace(decision, lines=tuple(every), outcome=combine(line.outcome for line in every))


_OUTCOME_OF = {
    LineState.PROTECTED: LineOutcome.APPROVED,
    LineState.TEAMING: LineOutcome.TEAMING,
    LineState.HELD: LineOutcome.HELD,
    LineState.REFUSED: LineOutcome.REJECTED,
}


def settle(
    registration: DealRegistration,
    lines: list[RegistrationLine],
    case: Case,
    decision: RegistrationDecision,
    *,
    actor: Actor,
    now: datetime,
    by_hand: bool = False,
    reason: str = "",
) -> None:
    """Keep the decision, make it true, write it and announce it."""
    decision = with_settled(registration, decision, lines)
    decision_id = keep_decision(registration, case, decision, actor=actor, now=now, by_hand=by_hand)
    if registration.complete_at is None and is_complete(case.facts, case.rules.rules):
        registration.complete_at = case.facts.submitted_at
    apply_decision(registration, lines, decision, case.rules.rules, decision_id=decision_id, now=now)
    registration.version += 1
    registration.save(update_fields=DECIDED_FIELDS)
    RegistrationLine.objects.bulk_update(lines, ["state", "protected_during"])
    announced = event_of(registration, decision, rules=case.rules.label, by_hand=by_hand, reason=reason)
    record(announced, actor=actor, now=now, related=related_to(registration))
