"""What would change a decision: one fact that the partner can alter at a time, and the outcome it would honestly have then.

That others' claims end one day is no such fact: when they do is theirs to know.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Protocol

from steelyard.deals.policies.facts import RegistrationFacts
from steelyard.deals.policies.ladder import missing_evidence, said_kinds
from steelyard.deals.rules import VOCABULARY, DealRegistrationRules
from steelyard.deals.terms import EvidenceKind, Outcome, RegistrationType, is_better
from steelyard.kernel.decisions import Change
from steelyard.program.rules import Term


class Judged(Protocol):
    """What is read of a decision here."""

    @property
    def outcome(self) -> Outcome: ...

    @property
    def granted(self) -> tuple[str, ...]: ...


Judge = Callable[[RegistrationFacts, DealRegistrationRules], Judged]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alteration:
    """Something the partner could do: its code, what fills its sentence, and the facts as they would be then."""

    code: str
    params: Mapping[str, Any]
    alter: Callable[[RegistrationFacts], RegistrationFacts]


def find_changes(
    facts: RegistrationFacts, rules: DealRegistrationRules, decision: Judged, judge: Judge
) -> tuple[Change, ...]:
    """Return each alteration that by itself makes the outcome better; where none does, all that is missing together."""
    if decision.outcome is Outcome.APPROVED:
        return ()
    possible = list(list_alterations(facts, rules, decision))
    alone = [
        Change(code=alteration.code, params=alteration.params, outcome=after)
        for alteration in possible
        if is_better(after := judge(alteration.alter(facts), rules).outcome, decision.outcome)
    ]
    return tuple(alone) or _together(facts, rules, decision.outcome, judge, possible)


def _together(
    facts: RegistrationFacts, rules: DealRegistrationRules, outcome: Outcome, judge: Judge, possible: list[Alteration]
) -> tuple[Change, ...]:
    lacking = [alteration for alteration in possible if alteration.code in LACKS]
    altered = facts
    for alteration in lacking:
        altered = alteration.alter(altered)
    after = judge(altered, rules).outcome
    if len(lacking) < 2 or not is_better(after, outcome):
        return ()
    return tuple(Change(code=lack.code, params={**lack.params, "together": True}, outcome=after) for lack in lacking)


LACKS = frozenset(
    {"sign_agreement", "meet_requirements", "get_certified", "free_capacity", "add_evidence", "raise_value"}
)
"""What the partner lacks; unlike choices between ways, these can be put right together."""


def list_alterations(facts: RegistrationFacts, rules: DealRegistrationRules, decision: Judged) -> Iterator[Alteration]:
    """Return what the partner could alter, whether or not it would help."""
    yield from _lacks(facts, rules)
    if not decision.outcome.is_approval and facts.type in rules.exclusive_types:
        beside = (kind for kind in RegistrationType if kind not in rules.exclusive_types)
        if (role := next(beside, None)) is not None:
            yield Alteration(
                code="register_beside",
                params={"type": Term(role.label), "role": role.value},
                alter=lambda f: replace(f, type=role),
            )
    if EvidenceKind.LETTER_OF_CHOICE not in facts.evidence:
        yield Alteration(
            code="add_letter_of_choice",
            params={},
            alter=partial(_add_evidence, kind=EvidenceKind.LETTER_OF_CHOICE),
        )
    for kind in _kinds_that_own_rules_name(rules):
        if kind not in facts.evidence and kind is not EvidenceKind.LETTER_OF_CHOICE:
            yield Alteration(
                code="attach_evidence",
                params=said_kinds({kind}),
                alter=partial(_add_evidence, kind=kind),
            )
    refused = tuple(sorted(set(facts.families) - set(decision.granted)))
    if decision.granted and refused:
        yield Alteration(
            code="drop_lines", params={"families": refused}, alter=lambda f: replace(f, families=decision.granted)
        )


def _kinds_that_own_rules_name(rules: DealRegistrationRules) -> list[EvidenceKind]:
    asking = [row.when for row in rules.own_rules if row.enabled and "evidence" in VOCABULARY.compile(row.when).used]
    return [kind for kind in EvidenceKind if any(kind.value in text for text in asking)]


def _lacks(facts: RegistrationFacts, rules: DealRegistrationRules) -> Iterator[Alteration]:
    if not facts.partner.has_agreement:
        yield Alteration(code="sign_agreement", params={}, alter=lambda f: _partner(f, has_agreement=True))
    if names := facts.partner.missed_requirements:
        alter = partial(_partner, missed_requirements=())
        yield Alteration(code="meet_requirements", params={"names": names}, alter=alter)
    needed = set(facts.families) & set(facts.families_needing_certification)
    if uncertified := tuple(sorted(needed - set(facts.partner.certified_families))):
        certified = (*facts.partner.certified_families, *uncertified)
        yield Alteration(
            code="get_certified",
            params={"families": uncertified},
            alter=lambda f: _partner(f, certified_families=certified),
        )
    capacity = rules.capacity_of(facts.partner.tier)
    if 0 < capacity <= (live := facts.partner.live_registrations):
        yield Alteration(
            code="free_capacity",
            params={"count": live - capacity + 1},
            alter=lambda f: _partner(f, live_registrations=capacity - 1),
        )
    if missing := missing_evidence(facts, rules):
        asked = {kind for row in missing for kind in row.any_of}
        enough = tuple(row.any_of[0] for row in missing)
        yield Alteration(
            code="add_evidence",
            params=said_kinds(asked),
            alter=lambda f: replace(f, evidence=(*f.evidence, *enough)),
        )
    if rules.value_of(facts.value, facts.currency) < rules.minimum_value:
        yield Alteration(
            code="raise_value",
            params={"minimum": rules.minimum_value, "currency": rules.currency},
            alter=lambda f: replace(f, value=rules.minimum_value, currency=rules.currency),
        )


def _add_evidence(facts: RegistrationFacts, *, kind: EvidenceKind) -> RegistrationFacts:
    return replace(facts, evidence=(*facts.evidence, kind))


def _partner(facts: RegistrationFacts, **changed: Any) -> RegistrationFacts:
    return replace(facts, partner=replace(facts.partner, **changed))
