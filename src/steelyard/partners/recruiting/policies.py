"""How well a company fits the profile of its type, and what screening makes of it: of facts and rules alone."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from steelyard.kernel.decisions import Change, Decision, Reason, RungResult
from steelyard.kernel.scores import ScorePart, compute_score, share_of
from steelyard.partners.recruiting.rules import (
    LISTED_RULE,
    WEIGHINGS,
    CriterionRule,
    PartnerProfileRules,
    weighing_rule,
)
from steelyard.partners.recruiting.terms import (
    CompanyFacts,
    Fit,
    FitLine,
    FitScore,
    Likeness,
    NameFound,
    ScreeningFacts,
    ScreeningOutcome,
    Weighing,
)
from steelyard.program.rules import Term

_OUTCOME_OF = {
    Weighing.IGNORE: ScreeningOutcome.CLEAR,
    Weighing.REVIEW: ScreeningOutcome.REVIEW,
    Weighing.REFUSE: ScreeningOutcome.REFUSE,
}
_GRAVEST = (ScreeningOutcome.REFUSE, ScreeningOutcome.REVIEW)


def compute_fit(facts: CompanyFacts, rules: PartnerProfileRules) -> FitScore:
    """Return how well a company fits the profile of its type, line by line."""
    lines = tuple(_weigh(facts, one) for one in rules.criteria_for(facts.type))
    score = compute_score(ScorePart(key=line.key, share=line.share, weight=line.weight) for line in lines)
    return FitScore(score=score, fit=grade_fit(score, rules), lines=lines)


def grade_fit(score: Decimal, rules: PartnerProfileRules) -> Fit:
    """Return what a score is called under the rules."""
    if score >= rules.good_from:
        return Fit.GOOD
    return Fit.FAIR if score >= rules.fair_from else Fit.LOW


def _weigh(facts: CompanyFacts, one: CriterionRule) -> FitLine:
    known = dict.fromkeys(facts.words_of(one.fact))
    wanted = {word.casefold() for word in one.words}
    found = tuple(word for word in known if not wanted or word.casefold() in wanted)
    return FitLine(
        key=one.key,
        name=one.name,
        fact=one.fact,
        share=share_of(min(len({word.casefold() for word in found}), one.enough), one.enough),
        weight=one.weight,
        found=found,
        wanted=one.words,
        is_required=one.is_required,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Finding:
    """Something that screening found, and what it leads to."""

    code: str
    rule: str
    outcome: ScreeningOutcome
    params: dict[str, Any] = field(default_factory=dict)


def screen_company(facts: ScreeningFacts, rules: PartnerProfileRules) -> Decision:
    """Return what the rules make of a prospect: the gravest of what was found, each with its reason, and what would change it."""
    found = [*_find_listed(facts), *_find_weighed(facts, rules)]
    outcome = _gravest(found)
    hit = {one.rule for one in found}
    rungs = (LISTED_RULE, *(weighing_rule(name) for name in WEIGHINGS))
    return Decision(
        outcome=outcome,
        reasons=tuple(Reason(code=one.code, rule=one.rule, params=one.params) for one in found)
        or (Reason(code="nothing_found", rule="PP"),),
        would_change=tuple(_would_change(found, outcome)),
        ladder=tuple(
            RungResult(rule=rule, code="screening", result="hit" if rule in hit else "passed") for rule in rungs
        ),
    )


def _gravest(found: list[_Finding]) -> ScreeningOutcome:
    said = {one.outcome for one in found}
    return next((outcome for outcome in _GRAVEST if outcome in said), ScreeningOutcome.CLEAR)


def _would_change(found: list[_Finding], outcome: ScreeningOutcome) -> Iterator[Change]:
    for one in found:
        other = _gravest([rest for rest in found if rest is not one])
        if other is not outcome:
            yield Change(code=f"without_{one.code}", params=one.params, outcome=other)


def _find_listed(facts: ScreeningFacts) -> Iterator[_Finding]:
    """Yield the names on lists of sanctions that the company has, or may have; no rule can turn that off."""
    for one in facts.listed:
        weighing = Weighing.REFUSE if one.likeness is Likeness.SAME else Weighing.REVIEW
        code = "on_sanction_list" if one.likeness is Likeness.SAME else "maybe_on_sanction_list"
        params = {"name": one.name, "list": one.source}
        yield _Finding(code=code, rule=LISTED_RULE, outcome=_OUTCOME_OF[weighing], params=params)


def _find_weighed(facts: ScreeningFacts, rules: PartnerProfileRules) -> Iterator[_Finding]:
    for name, is_sure, params in _notice(facts, rules):
        weighing: Weighing = getattr(rules, name)
        if weighing is Weighing.REFUSE and not is_sure:
            weighing = Weighing.REVIEW
        if weighing is not Weighing.IGNORE:
            yield _Finding(code=name, rule=weighing_rule(name), outcome=_OUTCOME_OF[weighing], params=params)


def _notice(facts: ScreeningFacts, rules: PartnerProfileRules) -> Iterator[tuple[str, bool, dict[str, Any]]]:
    """Yield what there is to be weighed: by which setting, whether it is sure, and what the sentence says."""
    mail = {"domain": facts.mail_host}
    if facts.mail_host:
        if _is_under(facts.mail_host, rules.masked_domains):
            yield "masked_mail", True, mail
        elif facts.is_shared_mail or _is_under(facts.mail_host, rules.free_domains):
            yield "free_mail", True, mail
        elif facts.web_domain and facts.mail_domain != facts.web_domain:
            yield "domain_differs", True, {**mail, "website": facts.web_domain}
    for name, one in (
        ("partner_already", facts.partner),
        ("prospect_already", facts.prospect),
        ("known_company", facts.known_company),
    ):
        if one is not None:
            yield name, one.likeness is Likeness.SAME, {"name": one.name}
    if facts.refused_as:
        yield "refused_before", True, {"name": facts.refused_as}
    for line in compute_fit(facts.company, rules).missed:
        yield "minimum_missed", True, {"criterion": Term(line.name)}


def _is_under(host: str, domains: tuple[str, ...]) -> bool:
    """Tell whether a host is one of the domains or lies under one."""
    return any(host == domain or host.endswith(f".{domain}") for domain in (one.lower() for one in domains))


def surest(found: Iterator[NameFound] | list[NameFound]) -> NameFound | None:
    """Return the name that is most surely meant; None where nothing is like it."""
    order = {Likeness.SAME: 0, Likeness.MAYBE: 1}
    return min((one for one in found if one.likeness in order), key=lambda one: order[one.likeness], default=None)
