"""A move of a tier as a decision: the outcome with its reasons, and what would lead further. Made again from its facts alone."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from steelyard.kernel.decisions import Change, Decision, Reason
from steelyard.partners.tiers.metrics import name_of
from steelyard.partners.tiers.policies import compute_standing, decide_tier, reach_of
from steelyard.partners.tiers.rules import TierRules
from steelyard.partners.tiers.terms import (
    Cooling,
    TierFacts,
    TierMove,
    TierStanding,
    TierStep,
    TrackStanding,
    plain,
)
from steelyard.program.rules import Term

_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True, kw_only=True)
class TierCase:
    """All that a decision about a tier depends on, besides the rules."""

    tier: str
    facts: TierFacts
    cooling: Cooling
    on: date


def decide_case(case: TierCase, rules: TierRules) -> Decision:
    """Return the decision that the rules make of a case."""
    standing = compute_standing(case.facts, rules)
    move = decide_tier(case.tier, reach_of(standing, rules), case.cooling, rules, case.on)
    return explain_move(case, standing, move, rules)


def explain_move(case: TierCase, standing: TierStanding, move: TierMove, rules: TierRules) -> Decision:
    """Return a move as a decision: what was reached or missed, and what would lead to the next tier."""
    best = standing.best
    if best is None:
        return Decision(outcome=move.step, reasons=(Reason(code="no_track_is_open", rule="TR-1"),))
    place = next(number for number, track in enumerate(rules.tracks, start=1) if track.key == best.track)
    return Decision(
        outcome=move.step,
        reasons=(_reason(case, best, move, place), *_missed(case, best, move, rules, place)),
        would_change=_would_change(best),
    )


def _reason(case: TierCase, best: TrackStanding, move: TierMove, place: int) -> Reason:
    said = {"points": _shown(best.points), "full": plain(best.full)}
    match move.step:
        case TierStep.PROMOTE:
            return Reason(code="tier_reached", rule=f"TR-{place}/{move.tier}", params={**said, "tier": move.tier})
        case TierStep.NOTIFY if move.cooling.notice:
            notice = {"tier": case.tier, "demote_on": move.cooling.notice.demote_on.isoformat()}
            return Reason(code="tier_missed_with_notice", rule="TR-DOWN", params={**said, **notice})
        case TierStep.DEMOTE:
            return Reason(code="tier_not_met_in_time", rule="TR-DOWN", params={**said, "tier": case.tier})
        case TierStep.WITHDRAW:
            return Reason(code="tier_met_again", rule="TR-KEEP", params={**said, "tier": case.tier})
        case _:
            return Reason(code="tier_stays", rule="TR-KEEP", params={**said, "tier": case.tier})


def _missed(case: TierCase, best: TrackStanding, move: TierMove, rules: TierRules, place: int) -> tuple[Reason, ...]:
    if move.step not in {TierStep.NOTIFY, TierStep.DEMOTE}:
        return ()
    lost = rules.rank_of(case.tier)
    metrics = {one.key: one.metric for one in rules.criteria}
    reasons = [
        Reason(
            code="criterion_missed",
            rule=f"TR-{place}/{one.tier}/{one.key}",
            params={
                "metric": Term(name_of(metrics[one.key])),
                "value": _shown(one.value),
                "least": plain(one.at_least),
            },
        )
        for one in best.criteria
        if rules.rank_of(one.tier) <= lost and not one.is_met and not one.any_of
    ]
    asked = next((step.points for step in rules.ladder_of(best.track) if step.tier == case.tier), Decimal(0))
    if best.points < asked:
        said = {"points": _shown(best.points), "asked": plain(asked)}
        reasons.append(Reason(code="points_missed", rule=f"TR-{place}/{case.tier}", params=said))
    return tuple(reasons)


def _would_change(best: TrackStanding) -> tuple[Change, ...]:
    if not best.gaps:
        return ()
    gap = best.gaps[0]
    criteria = len(gap.criteria) + len(gap.groups) + len(gap.at_zero)
    said = {"tier": gap.tier, "points": _shown(gap.points), "criteria": criteria}
    return (Change(code="next_tier", params=said, outcome=TierStep.PROMOTE),)


def _shown(number: Decimal) -> Decimal:
    return plain(number.quantize(_CENT))
