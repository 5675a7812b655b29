"""Living a time again: every decision of the window twice, once in the world as it was and once as it would have been.

What is simulated, and what is not, is said in `offering`; the page of a simulation shows the same sentences.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

import orjson
from pydantic import TypeAdapter

from steelyard.deals.events import (
    ExtensionGranted,
    RegistrationAppealed,
    RegistrationCancelled,
    RegistrationExpired,
    RegistrationImported,
    RegistrationLost,
    RegistrationWithdrawn,
    RegistrationWon,
)
from steelyard.deals.policies import RegistrationDecision, RegistrationFacts, judge
from steelyard.deals.policies.standing import Standing
from steelyard.deals.queries.history import Happening, read_history
from steelyard.deals.rules import DealRegistrationRules
from steelyard.deals.simulation.drafted import DraftedWorld
from steelyard.deals.simulation.recorded import RecordedWorld
from steelyard.deals.simulation.steps import end_some, facts_in, recorded_until, reopen
from steelyard.deals.terms import ClosureCode, LineOutcome, LineState, RegistrationType, is_better
from steelyard.kernel.periods import Period
from steelyard.kernel.refusals import sentence
from steelyard.program.public import Direction, RulesOfTheDay, SimulatedDecision, Verdict

_facts: TypeAdapter[RegistrationFacts] = TypeAdapter(RegistrationFacts)

DECIDED_OTHERWISE = sentence("From its own facts it is decided otherwise today.")
OTHER_CLAIMS = sentence("The claims that it met are not those of the record.")
OTHER_COUNTS = sentence("The partner's live registrations or rejections are not those of the record.")
NOT_AS_RECORDED = sentence("It comes out otherwise than recorded.")


def replay(window: Period, rules: RulesOfTheDay) -> Iterator[SimulatedDecision]:
    """Yield every registration of the window as it was decided and as it would have been, in the order of submission."""
    lives = _Lives(window.starts_at, rules)
    if window.until is None:
        raise ValueError("a window that is simulated has an end")
    for happening in read_history(since=window.starts_at, until=window.until):
        decided = lives.step(happening)
        if decided is not None:
            yield decided


class _Lives:
    """Both worlds, going through the record together."""

    def __init__(self, since: datetime, rules: RulesOfTheDay) -> None:
        self._since, self._rules = since, rules
        self._was = RecordedWorld()
        self._would = DraftedWorld(self._was)

    def step(self, happening: Happening) -> SimulatedDecision | None:
        """Let one thing happen in both worlds; return the decision, if it is a first one of the window."""
        self._would.live_until(happening.at)
        if happening.is_decision:
            return self._decide(happening)
        if happening.type == RegistrationImported.type:
            self._was.bring_in(happening)
            self._would.bring_in(happening)
            return None
        was, would = self._was.find(happening.registration_id), self._would.find(happening.registration_id)
        if was is not None and would is not None:
            # The draft's world looks at the record's as it was until now.
            _STEPS[happening.type](self._was, self._would, was, would, happening)
        return None

    def _decide(self, happening: Happening) -> SimulatedDecision | None:
        versions = happening.version_ids or []
        held = self._rules.held(versions)
        known = self._would.find(happening.registration_id)
        if happening.facts is None or happening.at < self._since:
            self._was.decide(happening, held)
            self._would.decide(happening, held)
            return None
        facts = _facts.validate_json(happening.facts)
        drafted = self._rules.drafted(versions, happening.region)
        if known is not None:
            self._would.decide_again(known, happening, facts, drafted)
            self._was.decide(happening, held, facts)
            return None
        return self._decide_first(happening, facts, held, drafted)

    def _decide_first(
        self,
        happening: Happening,
        facts: RegistrationFacts,
        held: DealRegistrationRules,
        drafted: DealRegistrationRules,
    ) -> SimulatedDecision:
        there = facts_in(self._was, happening, facts, held, happening.at)
        here = facts_in(self._would, happening, facts, drafted, happening.at)
        before = judge(there, held)
        after = before if drafted is held and here == there else judge(here, drafted)
        self._would.submit(happening, here, drafted, after)
        self._was.decide(happening, held, facts)
        return SimulatedDecision(
            subject_id=happening.registration_id,
            label=happening.company_name,
            partner_id=happening.partner_id,
            region=happening.region,
            kind=RegistrationType(happening.role).label,
            decided_at=happening.at,
            value=happening.value,
            currency=happening.currency,
            before=_verdict(before, held),
            after=_verdict(after, drafted),
            direction=compare(before, after),
            is_knock_on=drafted is held,
            departure=_departure(happening, facts, there, before, held),
        )


def compare(before: RegistrationDecision, after: RegistrationDecision) -> Direction | None:
    """Return what a decision in place of another means for the partner; None where every line comes out the same."""
    pairs = [
        (old.outcome, new.outcome)
        for old, new in zip(before.lines, after.lines, strict=True)
        if old.outcome is not new.outcome
    ]
    if not pairs:
        return None
    better = [is_better(new, old) for old, new in pairs]
    if all(better):
        return Direction.BETTER
    return Direction.MIXED if any(better) else Direction.WORSE


def _verdict(decision: RegistrationDecision, rules: DealRegistrationRules) -> Verdict:
    protects = any(line.outcome is LineOutcome.APPROVED for line in decision.lines)
    return Verdict(outcome=decision.outcome, reasons=decision.reasons, days=rules.window_days if protects else 0)


def _departure(
    happening: Happening,
    stored: RegistrationFacts,
    there: RegistrationFacts,
    decision: RegistrationDecision,
    held: DealRegistrationRules,
) -> str:
    """Return why the decision made again is not the recorded one; nothing where it is."""
    if _is_recorded(happening, decision):
        return ""
    if not _is_recorded(happening, judge(stored, held)):
        return DECIDED_OTHERWISE
    if set(stored.claims) != set(there.claims):
        return OTHER_CLAIMS
    return OTHER_COUNTS if stored.partner != there.partner else NOT_AS_RECORDED


def _is_recorded(happening: Happening, decision: RegistrationDecision) -> bool:
    if decision.outcome != happening.outcome:
        return False
    recorded = [(reason["code"], reason["rule"], reason["line"]) for reason in orjson.loads(happening.reasons or "[]")]
    return recorded == [(reason.code, reason.rule, reason.line) for reason in decision.reasons]


# --- What happens to a registration that was decided ------------------------------------------------------------------

_Step = Callable[[RecordedWorld, DraftedWorld, Standing, Standing, Happening], None]


def _close(
    was_in: RecordedWorld, would_in: DraftedWorld, was: Standing, would: Standing, _happening: Happening
) -> None:
    """End what somebody ended: given up, won, lost."""
    if would.is_live:
        would_in.end(would)
    was_in.end(was)


def _expire(
    was_in: RecordedWorld, would_in: DraftedWorld, was: Standing, would: Standing, happening: Happening
) -> None:
    """End what time ended: here only what waits, and what is over here as well."""
    is_over = not would.is_granted or (would.protected_until is not None and would.protected_until <= happening.at)
    if would.is_live and is_over:
        would_in.end(would)
    was_in.end(was)


def _cancel(
    was_in: RecordedWorld, would_in: DraftedWorld, was: Standing, would: Standing, happening: Happening
) -> None:
    """End what was revoked, and those lines that another claim superseded."""
    if happening.payload["closure_code"] == ClosureCode.REVOKED:
        _close(was_in, would_in, was, would, happening)
        return
    families = happening.payload["families"]
    if would.is_live:
        end_some(would_in, would, families)
    end_some(was_in, was, families)


def _appeal(
    was_in: RecordedWorld, would_in: DraftedWorld, was: Standing, would: Standing, happening: Happening
) -> None:
    """Bring a rejection before a person, where it was one here too."""
    if not would.is_live and set(would.lines.values()) == {LineState.REFUSED}:
        reopen(would_in, would, happening.at)
    reopen(was_in, was, happening.at)


def _extend(
    was_in: RecordedWorld, would_in: DraftedWorld, was: Standing, would: Standing, happening: Happening
) -> None:
    """Lengthen a protection."""
    until = recorded_until(happening)
    if until is None:
        return
    if would.is_live:
        would_in.extend_here(would, until, at=happening.at, by_hand=happening.payload["by_hand"])
    was_in.extend(was, until)


_STEPS: Mapping[str, _Step] = {
    RegistrationWithdrawn.type: _close,
    RegistrationWon.type: _close,
    RegistrationLost.type: _close,
    RegistrationExpired.type: _expire,
    RegistrationCancelled.type: _cancel,
    RegistrationAppealed.type: _appeal,
    ExtensionGranted.type: _extend,
}
