"""The rules of vetting in plain words. What answers weigh is the host's own: partners answer without an eye on points."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from steelyard.kernel.refusals import sentence
from steelyard.partners.vetting.parts import QuestionnaireRule, QuestionRule, WeightRule
from steelyard.partners.vetting.sections import ASKING, DECIDING, QUESTIONS, WEIGHING
from steelyard.partners.vetting.terms import RiskClass
from steelyard.program.rules import RuleSentence, Term

if TYPE_CHECKING:
    from steelyard.partners.vetting.rules import VettingRules


def say_rules(rules: "VettingRules") -> list[RuleSentence]:
    """Return the rules in plain words, each with its number."""
    said: list[RuleSentence] = []
    for number, one in enumerate(rules.questionnaires, start=1):
        said += _say_questionnaire(f"VT-{number}", one)
        said += (
            _say_question(f"VT-{number}.{place}", question)
            for place, question in enumerate(rules.questions_of(one.key), start=1)
        )
    if not said:
        said.append(_say("VT-1", sentence("Partners answer no questionnaires."), {}, ASKING, "questionnaires"))
    text = sentence(
        "What is asked is answered within {days} days. There are reminders so many days before that day,"
        " and before what was passed lapses: {before}."
    )
    said.append(_say("VT-R", text, {"days": rules.answer_days, "before": rules.reminder_days}, ASKING, "answer_days"))
    texts = {one.key: one.text for one in rules.questions}
    said += (_say_weight(one, texts[one.question]) for one in rules.weights)
    text = sentence(
        "A red flag makes a high risk, whatever the points. While one is on record that nobody has cleared with a reason,"
        " anti-bribery does not count as passed."
    )
    said.append(_say("VT-F", text, {}, WEIGHING, "weights", is_confidential=True))
    said += (_say_approvers(rules, risk) for risk in RiskClass)
    return said


def _say_questionnaire(number: str, one: QuestionnaireRule) -> Iterator[RuleSentence]:
    params = {
        "name": Term(one.name),
        "kind": Term(one.kind.label),
        "types": tuple(Term(word) for word in one.types) or (Term(sentence("every type")),),
        "tiers": tuple(Term(word) for word in one.tiers) or (Term(sentence("every tier")),),
    }
    text = (
        sentence("“{name}” ({kind}) is asked of partners of these types: {types}; in these tiers: {tiers}.")
        if one.is_required
        else sentence("“{name}” ({kind}) is offered to partners of these types: {types}; in these tiers: {tiers}.")
    )
    yield _say(number, text, params, ASKING, "questionnaires")
    months = {"low": one.low_months, "medium": one.medium_months, "high": one.high_months, "name": Term(one.name)}
    text = sentence("“{name}” holds for {low} months at low risk, {medium} at medium and {high} at high risk.")
    yield _say(f"{number}.M", text, months, ASKING, "questionnaires")
    points = {"medium": one.medium_from, "high": one.high_from, "name": Term(one.name)}
    text = (
        sentence("“{name}”: a medium risk from {medium} points on, a high one from {high}. Below, it passes by itself.")
        if one.low_passes
        else sentence("“{name}”: a medium risk from {medium} points on, a high one from {high}. A person decides each.")
    )
    yield _say(f"{number}.P", text, points, WEIGHING, "questionnaires", is_confidential=True)


def _say_question(number: str, one: QuestionRule) -> RuleSentence:
    params = {"question": Term(one.text), "kind": Term(one.kind.label)}
    text = sentence("{question} ({kind})") if one.is_required else sentence("{question} ({kind}; need not be answered)")
    return _say(number, text, params, QUESTIONS, "questions")


def _say_weight(one: WeightRule, question: str) -> RuleSentence:
    params = {"question": Term(question), "reason": Term(one.reason), "points": one.points}
    if one.is_red_flag:
        text = sentence("{reason} That is a red flag ({question}).")
    else:
        text = sentence("{reason} That is {points} points ({question}).")
    return _say(f"VT-W-{one.key}", text, params, WEIGHING, "weights", is_confidential=True)


def _say_approvers(rules: "VettingRules", risk: RiskClass) -> RuleSentence:
    params = {"risk": Term(risk.label), "who": tuple(Term(one.label) for one in rules.approvers_of(risk))}
    text = (
        sentence("{risk}: decided by {who}, never by who manages the partner.")
        if risk is RiskClass.HIGH
        else sentence("{risk}: decided by {who}.")
    )
    return _say(f"VT-D-{risk}", text, params, DECIDING, f"{risk}_approvers", is_confidential=True)


def _say(
    rule: str, text: str, params: dict[str, Any], section: str, field: str, *, is_confidential: bool = False
) -> RuleSentence:
    return RuleSentence(
        rule=rule, text=text, params=params, section=section, fields=(field,), is_confidential=is_confidential
    )
