"""Deciding a registration: the ladder walked from the top for every line, the worst answer counting, the lines combined."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from steelyard.deals.policies.conditions import applies, is_by_line
from steelyard.deals.policies.counterfactuals import find_changes
from steelyard.deals.policies.facts import RegistrationFacts
from steelyard.deals.policies.ladder import BY_LINE, WHOLE, Finding, missing_evidence
from steelyard.deals.rules import ConditionRule, DealRegistrationRules, Rung
from steelyard.deals.terms import ClosureCode, LineOutcome, Outcome, RegistrationType, RungKind, worst
from steelyard.kernel.decisions import Decision, Reason, RungResult
from steelyard.kernel.periods import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class LineDecision:
    """What was decided about one product family."""

    family: str
    outcome: LineOutcome


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationDecision(Decision):
    """A decision with its lines. `needs_information` asks the partner for evidence before a person looks."""

    outcome: Outcome
    lines: tuple[LineDecision, ...]
    needs_information: bool = False
    is_provisional: bool = False

    @property
    def granted(self) -> tuple[str, ...]:
        """The product families that were approved, alone or beside others."""
        kept = {LineOutcome.APPROVED, LineOutcome.TEAMING}
        return tuple(line.family for line in self.lines if line.outcome in kept)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    """One finding of one rung: for one line, or for every line that was still open when `line` is None."""

    rung: Rung | ConditionRule
    finding: Finding
    line: str | None

    @property
    def outcome(self) -> LineOutcome:
        return self.finding.outcome or self.rung.outcome

    @property
    def reason(self) -> Reason:
        return Reason(
            code=self.finding.code,
            rule=self.rung.rule,
            params=self.finding.params,
            line=self.line,
            is_confidential=self.finding.is_confidential,
        )


def decide_registration(facts: RegistrationFacts, rules: DealRegistrationRules) -> RegistrationDecision:
    """Return what the rules say of a registration, with reasons, and with what would change it for the better.

    Raises: ValueError when there is no line to decide.
    """
    decision = judge(facts, rules)
    return replace(decision, would_change=find_changes(facts, rules, decision, judge))


def decide_provisional_approval(facts: RegistrationFacts, rules: DealRegistrationRules) -> RegistrationDecision:
    """Return what holds when the hard limit of a review has passed: an approval until somebody looks, if nothing conflicts."""
    return judge_provisionally(facts, rules) or decide_registration(facts, rules)


def judge_provisionally(facts: RegistrationFacts, rules: DealRegistrationRules) -> RegistrationDecision | None:
    """Return the approval until somebody looks; None where something conflicts, or the rules know no such approval."""
    if not rules.provisional_approval:
        return None
    decision = judge(facts, rules, besides=RungKind.LARGE_VALUE)
    if not decision.outcome.is_approval:
        return None
    reason = Reason(code="hard_limit_passed", rule="DR-5b", params={"hours": rules.hard_sla_business_hours})
    return replace(decision, reasons=(reason, *decision.reasons), is_provisional=True)


def compute_protection(since: datetime, rules: DealRegistrationRules) -> Period:
    """Return the period that an approval at `since` protects."""
    return Period(since, since + timedelta(days=rules.window_days))


def judge(
    facts: RegistrationFacts, rules: DealRegistrationRules, *, besides: RungKind | None = None
) -> RegistrationDecision:
    """Return the decision without what would change it, as if the ladder had no rung `besides`."""
    families = sorted(set(facts.families))
    if not families:
        raise ValueError("a registration has at least one line")
    base = LineOutcome.APPROVED if facts.type in rules.exclusive_types else LineOutcome.TEAMING
    standing = dict.fromkeys(families, base)
    still_open = families
    answers: list[_Answer] = []
    ladder: list[RungResult] = []
    for step in _steps_of(rules):
        if step.code is besides:
            continue
        if not step.is_asked_of(facts.type):
            ladder.append(step.off)
            continue
        if not still_open:
            ladder.append(step.not_reached)
            continue
        found = step.ask(facts, rules, still_open)
        if not found:
            ladder.append(step.passed)
            continue
        for answer in found:
            for family in still_open if answer.line is None else [answer.line]:
                standing[family] = worst(standing[family], answer.outcome)
        answers += found
        ladder.append(_hit(step, found))
        still_open = [family for family in families if standing[family] is not LineOutcome.REJECTED]
    lines = tuple(LineDecision(family=family, outcome=standing[family]) for family in families)
    outcome = combine(standing.values())
    return RegistrationDecision(
        outcome=outcome,
        reasons=(*_ranked(answers, rules), *_grants(lines, answers, base)),
        ladder=tuple(ladder),
        lines=lines,
        needs_information=outcome is Outcome.HELD
        and any(isinstance(a.rung, Rung) and a.rung.kind is RungKind.EVIDENCE_COMPLETE for a in answers),
    )


def combine(outcomes: Iterable[LineOutcome]) -> Outcome:
    """Return what the outcomes of the lines make of the whole."""
    said = set(outcomes)
    if said == {LineOutcome.APPROVED}:
        return Outcome.APPROVED
    if said <= {LineOutcome.APPROVED, LineOutcome.TEAMING}:
        return Outcome.APPROVED_AS_TEAMING
    if said & {LineOutcome.APPROVED, LineOutcome.TEAMING}:
        return Outcome.APPROVED_IN_PART
    return Outcome.HELD if LineOutcome.HELD in said else Outcome.REJECTED


def find_closure(decision: Decision, rules: DealRegistrationRules) -> ClosureCode:
    """Return why a registration that was rejected by this decision ended."""
    for code, closure in _CLOSURE_OF_REASON.items():
        if any(reason.code == code for reason in decision.reasons):
            return closure
    eligibility = {rung.rule for rung in rules.ladder if rung.kind.is_eligibility}
    eligibility |= {row.rule for row in rules.own_rules}
    is_ineligible = all(reason.rule in eligibility for reason in decision.reasons)
    return ClosureCode.NOT_ELIGIBLE if is_ineligible else ClosureCode.REJECTED


_CLOSURE_OF_REASON = {"already_registered_by_you": ClosureCode.DUPLICATE, "superseded": ClosureCode.SUPERSEDED}


def is_complete(facts: RegistrationFacts, rules: DealRegistrationRules) -> bool:
    """Tell whether the submission has all the evidence asked for, so that it keeps its place among those that wait."""
    return not missing_evidence(facts, rules)


CONDITION = "condition"
"""What the ladder calls a rule of the program's own."""


class _Step:
    """One rung of some rules, with all of it that is the same for every registration that they decide."""

    __slots__ = ("_applies_to", "_by_line", "_whole", "code", "not_reached", "off", "passed", "rung")

    def __init__(self, rung: Rung | ConditionRule) -> None:
        self.rung = rung
        kind = rung.kind if isinstance(rung, Rung) else None
        self.code = kind or CONDITION
        self._whole, self._by_line = (WHOLE.get(kind), BY_LINE.get(kind)) if kind else (None, None)
        applies_to = rung.applies_to if isinstance(rung, Rung) else RegistrationType
        self._applies_to = frozenset(applies_to) if rung.enabled else frozenset()
        self.off, self.not_reached, self.passed = (
            RungResult(rule=rung.rule, code=self.code, result=result) for result in ("off", "not_reached", "passed")
        )

    def is_asked_of(self, kind: RegistrationType) -> bool:
        """Tell whether it is asked of registrations of a type at all."""
        return kind in self._applies_to

    def ask(self, facts: RegistrationFacts, rules: DealRegistrationRules, families: list[str]) -> list[_Answer]:
        """Return what it finds, of the whole or of each line that is open."""
        if self._whole is not None:
            return [_Answer(rung=self.rung, finding=found, line=None) for found in self._whole(facts, rules)]
        if self._by_line is not None:
            ask = self._by_line
            return [
                _Answer(rung=self.rung, finding=found, line=family)
                for family in families
                for found in ask(facts, rules, family)
            ]
        assert isinstance(self.rung, ConditionRule)
        return list(_ask_condition(self.rung, facts, rules, families))


_steps: dict[int, tuple[DealRegistrationRules, tuple[_Step, ...]]] = {}
_MOST_STEPS = 200
"""Of how many rules the steps are remembered: more than a program has versions in a year."""


def _steps_of(rules: DealRegistrationRules) -> tuple[_Step, ...]:
    """Return all that is asked of a registration, in its order; made once for rules that never change."""
    kept = _steps.get(id(rules))
    if kept is None:
        if len(_steps) >= _MOST_STEPS:
            _steps.clear()
        kept = _steps[id(rules)] = (
            rules,
            tuple(_Step(rung) for part in (rules.ladder, rules.own_rules) for rung in part),
        )
    return kept[1]


def _ask_condition(
    row: ConditionRule, facts: RegistrationFacts, rules: DealRegistrationRules, families: list[str]
) -> Iterator[_Answer]:
    finding = Finding(code="own_rule_applies", params={"reason": row.reason}, is_confidential=row.is_confidential)
    if is_by_line(row):
        for family in families:
            if applies(row, facts, rules, family):
                yield _Answer(rung=row, finding=finding, line=family)
    elif applies(row, facts, rules, families[0]):
        yield _Answer(rung=row, finding=finding, line=None)


def _hit(step: _Step, found: list[_Answer]) -> RungResult:
    lines = sorted({answer.line for answer in found if answer.line})
    facts_found = {key: value for answer in found for key, value in answer.finding.params.items()}
    return RungResult(rule=step.rung.rule, code=step.code, result="hit", params={**facts_found, "lines": tuple(lines)})


def _ranked(answers: list[_Answer], rules: DealRegistrationRules) -> list[Reason]:
    """The gravest first, then as the ladder goes, then by line."""
    if len(answers) < 2:
        return [answer.reason for answer in answers]
    places = {step.rung.rule: place for place, step in enumerate(_steps_of(rules))}
    grave_first = list(LineOutcome)[::-1]
    ranked = sorted(
        answers,
        key=lambda a: (grave_first.index(a.outcome), places[a.rung.rule], a.line or "", a.finding.code),
    )
    return [answer.reason for answer in ranked]


def _grants(lines: tuple[LineDecision, ...], answers: list[_Answer], base: LineOutcome) -> Iterator[Reason]:
    """Say for what was granted as asked that nothing spoke against it."""
    granted = [line.family for line in lines if line.outcome is base]
    code, rule = ("scope_is_free", "DR-4d") if base is LineOutcome.APPROVED else ("approved_beside_others", "DR-4e")
    if granted and not answers:
        yield Reason(code=code, rule=rule)
        return
    for family in granted:
        yield Reason(code=code, rule=rule, line=family)
