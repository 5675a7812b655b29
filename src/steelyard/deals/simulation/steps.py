"""What both worlds of a simulation do alike: let a registration take its place, gather what it meets, make a decision true."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from steelyard.deals.policies import RegistrationFacts
from steelyard.deals.policies.standing import ClaimsWorld, Standing
from steelyard.deals.queries.history import Happening
from steelyard.deals.rules import DealRegistrationRules
from steelyard.deals.terms import ClosureCode, LineOutcome, LineState, Match

_OUTCOMES = {
    "protected": LineOutcome.APPROVED,
    "teaming": LineOutcome.TEAMING,
    "held": LineOutcome.HELD,
    "refused": LineOutcome.REJECTED,
}


def begin(
    happening: Happening, rules: DealRegistrationRules | None, families: Iterable[str], *, complete_at: datetime | None
) -> Standing:
    """Return a registration that was just submitted: nothing about it is decided."""
    return Standing(
        registration_id=happening.registration_id,
        partner_id=happening.partner_id,
        company_id=happening.company_id,
        division=happening.division,
        region=happening.region,
        submitted_at=happening.submitted_at,
        complete_at=complete_at,
        rules=rules,
        lines=dict.fromkeys(families, LineState.HELD),
    )


def facts_in(
    world: ClaimsWorld, happening: Happening, facts: RegistrationFacts, rules: DealRegistrationRules, at: datetime
) -> RegistrationFacts:
    """Return the stored facts with the claims and the partner's counts of this world in place of the recorded ones."""
    me, since = happening.registration_id, at - timedelta(days=rules.resubmission_days)
    live = world.count_live(happening.partner_id, besides=me)
    rejections = world.count_rejections(
        happening.partner_id, happening.company_id, facts.families, besides=me, since=since
    )
    claims, partner = world.claims_at(_matches(happening), besides=me, at=at), facts.partner
    if (live, rejections) != (partner.live_registrations, partner.earlier_rejections):
        partner = replace(partner, live_registrations=live, earlier_rejections=rejections)
    elif claims == facts.claims:
        return facts
    return replace(facts, partner=partner, claims=claims)


def _matches(happening: Happening) -> Mapping[UUID, Match]:
    """Return how each company near the registration's matches it; the surer word where one is there twice."""
    if not happening.related_ids and not happening.maybe_ids:
        return {happening.company_id: Match.SAME}
    return {
        **dict.fromkeys(happening.maybe_ids, Match.MAYBE),
        **dict.fromkeys(happening.related_ids, Match.RELATED),
        happening.company_id: Match.SAME,
    }


def settle(
    world: ClaimsWorld,
    standing: Standing,
    outcomes: Mapping[str, LineOutcome],
    *,
    at: datetime,
    until: datetime | None,
    closure: ClosureCode | None,
    asks: bool,
) -> None:
    """Make a decision about some lines true: what is granted protects until `until`; what is refused whole ends by `closure`."""
    for family, outcome in outcomes.items():
        standing.lines[family] = outcome.state
    standing.waits_for_answer = asks
    if standing.is_granted:
        standing.protected_until = standing.protected_until or until
    elif not standing.held:
        standing.is_live = False
        standing.rejected_at = at if closure is ClosureCode.REJECTED else None
    world.admit(standing)


def recorded_outcomes(happening: Happening) -> dict[str, LineOutcome]:
    """Return what the record says became of each line."""
    return {family: outcome for name, outcome in _OUTCOMES.items() for family in happening.payload.get(name, ())}


def recorded_until(happening: Happening) -> datetime | None:
    """Return until when the record says that the registration protects."""
    text = happening.payload.get("protected_until")
    return datetime.fromisoformat(text) if text else None


def recorded_closure(happening: Happening) -> ClosureCode | None:
    """Return why the record says that the registration ended."""
    code = happening.payload.get("closure_code")
    return ClosureCode(code) if code else None


def end_some(world: ClaimsWorld, standing: Standing, families: Iterable[str]) -> None:
    """End the protection of some lines, and the registration if nothing is left of it."""
    for family in families:
        if standing.lines.get(family, LineState.REFUSED) is not LineState.REFUSED:
            standing.lines[family] = LineState.ENDED
    if not standing.is_granted:
        standing.protected_until = None
        if not standing.held:
            standing.is_live = standing.waits_for_answer = False
    world.admit(standing)


def reopen(world: ClaimsWorld, standing: Standing, at: datetime) -> None:
    """Bring what was refused before a person again; the claim takes its place anew."""
    for family, state in standing.lines.items():
        if state is LineState.REFUSED:
            standing.lines[family] = LineState.HELD
    standing.complete_at = at if standing.complete_at else None
    standing.is_live, standing.rejected_at = True, None
    world.admit(standing)
