"""Decisions about rollouts: to whom a feature is open and why, and whether a pilot went well enough to go on."""

import hashlib
from datetime import date
from uuid import UUID

from steelyard.kernel.decisions import Change, Decision, Reason, RungResult
from steelyard.rollouts.terms import (
    Cohort,
    Ending,
    Goals,
    Openness,
    PartnerFacts,
    PhaseCard,
    PilotVerdict,
    Plan,
    RolloutState,
    Tally,
)

_PARTS = 100


def compute_place(rollout_id: UUID, partner_id: UUID) -> int:
    """Return the place of a partner in the order in which shares of a rollout grow, 0 to 99.

    It stays whatever happens to others: who is among 10 percent is among 20 percent too. Each rollout has an order of its own, so
    that it is not always the same partners who come first.
    """
    digest = hashlib.sha256(rollout_id.bytes + partner_id.bytes).digest()
    return int.from_bytes(digest[:8], "big") % _PARTS


def decide_admission(rollout_id: UUID, phases: tuple[PhaseCard, ...], facts: PartnerFacts) -> PhaseCard | None:
    """Return the first of the phases, in the order of their days, that holds the partner."""
    return next((one for one in phases if _look(rollout_id, one.cohort, facts).result == "hit"), None)


def decide_openness(plan: Plan, facts: PartnerFacts, *, on: date) -> Decision:
    """Say whether the feature is open to the partner on the day, why, and what would change it."""
    if plan.state is RolloutState.ENDED:
        is_released = plan.ending is Ending.RELEASED
        return _closed("withdrawn") if not is_released else _decide(Openness.OPEN, Reason(code="released", rule=""))
    if plan.state is RolloutState.PAUSED:
        return _while_paused(plan, facts)
    ladder = tuple(_rung(plan, phase, facts) for phase in plan.phases)
    phase = decide_admission(plan.rollout_id, plan.phases, facts)
    if plan.state is RolloutState.DRAFT:
        return Decision(outcome=Openness.CLOSED, reasons=(Reason(code="not_started", rule=""),), ladder=ladder)
    if plan.everybody_on is not None and plan.everybody_on <= on:
        reason = Reason(code="everybody", rule="", params={"since": plan.everybody_on})
        return Decision(outcome=Openness.OPEN, reasons=(reason,), ladder=ladder)
    if phase is None:
        return Decision(
            outcome=Openness.CLOSED,
            reasons=(Reason(code="in_no_phase", rule=""),),
            would_change=_by_waiting(plan),
            ladder=ladder,
        )
    is_open = phase.starts_on <= on
    code = "picked" if facts.partner_id in phase.cohort.partner_ids else "fits"
    reason = Reason(code=code if is_open else "later", rule=phase.name, params={"since": phase.starts_on})
    return Decision(outcome=Openness.OPEN if is_open else Openness.LATER, reasons=(reason,), ladder=ladder)


def judge_pilot(goals: Goals, tally: Tally) -> Decision:
    """Say whether what people said about a pilot is good enough to go on, goal by goal."""
    is_early = tally.answers < goals.least_answers
    has_bugs = tally.open_bugs > goals.most_open_bugs
    is_poor = tally.rating is not None and tally.rating < goals.least_rating
    reasons = (
        Reason(
            code="few_answers" if is_early else "enough_answers",
            rule="",
            params={"answers": tally.answers, "least": goals.least_answers},
        ),
        Reason(
            code="open_bugs" if has_bugs else "bugs_settled",
            rule="",
            params={"bugs": tally.open_bugs, "most": goals.most_open_bugs},
        ),
        Reason(code="not_rated", rule="")
        if tally.rating is None
        else Reason(
            code="rated_low" if is_poor else "rated_well",
            rule="",
            params={"rating": tally.rating, "least": goals.least_rating},
        ),
    )
    outcome = PilotVerdict.NO_GO if has_bugs or is_poor else PilotVerdict.TOO_EARLY if is_early else PilotVerdict.GO
    return Decision(outcome=outcome, reasons=reasons)


def _decide(outcome: Openness, reason: Reason) -> Decision:
    return Decision(outcome=outcome, reasons=(reason,))


def _closed(code: str) -> Decision:
    return _decide(Openness.CLOSED, Reason(code=code, rule=""))


def _while_paused(plan: Plan, facts: PartnerFacts) -> Decision:
    """Hold what was the case when the rollout was paused: no day that comes meanwhile opens anything."""
    if plan.paused_on is not None:
        if plan.everybody_on is not None and plan.everybody_on <= plan.paused_on:
            return _decide(Openness.OPEN, Reason(code="everybody", rule="", params={"since": plan.everybody_on}))
        if facts.admitted_on is not None and facts.admitted_on <= plan.paused_on:
            return _decide(Openness.OPEN, Reason(code="stays_in", rule="", params={"since": facts.admitted_on}))
    return _closed("paused")


def _by_waiting(plan: Plan) -> tuple[Change, ...]:
    if plan.everybody_on is None:
        return ()
    return (Change(code="wait_for_everybody", params={"on": plan.everybody_on}, outcome=Openness.OPEN),)


def _rung(plan: Plan, phase: PhaseCard, facts: PartnerFacts) -> RungResult:
    looked = _look(plan.rollout_id, phase.cohort, facts)
    return RungResult(rule=phase.name, code=looked.code, result=looked.result, params=looked.params)


def _look(rollout_id: UUID, cohort: Cohort, facts: PartnerFacts) -> RungResult:
    """Return whether the cohort holds the partner, and by what; of several things that do not fit, the first."""
    if not facts.is_enrolled:
        return _passed("not_enrolled")
    if facts.partner_id in cohort.partner_ids:
        return RungResult(rule="", code="picked", result="hit")
    if not cohort.is_by_facts:
        return _passed("not_picked")
    if cohort.segment_ids and cohort.segment_ids.isdisjoint(facts.segment_ids):
        return _passed("other_segment")
    if cohort.regions and cohort.regions.isdisjoint(facts.regions):
        return _passed("other_region")
    if cohort.tiers and facts.tier not in cohort.tiers:
        return _passed("other_tier")
    if cohort.types and cohort.types.isdisjoint(facts.types):
        return _passed("other_type")
    place = compute_place(rollout_id, facts.partner_id)
    if cohort.share is not None and place >= cohort.share:
        return _passed("outside_share", place=place + 1, share=cohort.share)
    return RungResult(rule="", code="fits", result="hit")


def _passed(code: str, **params: int) -> RungResult:
    return RungResult(rule="", code=code, result="passed", params=params)
