"""Which answers will do, how much risk they show, who may decide, where a partner stands: of facts and rules alone."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from steelyard.kernel.actors import Role
from steelyard.kernel.decisions import Reason
from steelyard.kernel.refusals import sentence
from steelyard.partners.agreements.policies import add_term
from steelyard.partners.vetting.parts import QuestionnaireRule, QuestionRule, WeightRule
from steelyard.partners.vetting.rules import FLAG_RULE, POINTS_RULE, VettingRules, weight_rule
from steelyard.partners.vetting.terms import (
    NO,
    YES,
    AnswerKind,
    Answers,
    Assessment,
    Bar,
    RiskClass,
    SectionScore,
    StandingFacts,
    VettingComputed,
    VettingFacts,
    VettingState,
    VettingStep,
)

LONGEST_ANSWER = 4000
_HUNDRED = Decimal(100)
_PLACES = Decimal("0.1")
_LARGEST = Decimal(10) ** 15
MISSING = sentence("Answer this question.")
_WRONG: dict[AnswerKind, str] = {
    AnswerKind.YES_NO: sentence("Answer yes or no."),
    AnswerKind.CHOICE: sentence("Choose one of the offered values."),
    AnswerKind.NUMBER: sentence("Enter a number."),
    AnswerKind.TEXT: sentence("This text is too long."),
    AnswerKind.FILE: sentence("Add a file."),
}


def find_wrong(questions: Sequence[QuestionRule], answers: Answers, *, is_complete: bool) -> dict[str, str]:
    """Return, by question, what is wrong with an answer; a draft may lack any. What no question asks is wrong, too."""
    asked = {one.key: one for one in questions}
    wrong = {key: sentence("There is no such question.") for key in answers if key not in asked}
    for key, question in asked.items():
        answer = answers.get(key, "")
        if not answer:
            if is_complete and question.is_required:
                wrong[key] = MISSING
        elif not _fits(question, answer):
            wrong[key] = _WRONG[question.kind]
    return wrong


def _fits(question: QuestionRule, answer: str) -> bool:
    fits: Mapping[AnswerKind, Callable[[], bool]] = {
        AnswerKind.YES_NO: lambda: answer in (YES, NO),
        AnswerKind.CHOICE: lambda: answer in question.choices,
        AnswerKind.NUMBER: lambda: read_number(answer) is not None,
        AnswerKind.TEXT: lambda: len(answer) <= LONGEST_ANSWER,
        AnswerKind.FILE: lambda: answer.startswith("file_"),
    }
    return fits[question.kind]()


def read_number(answer: str) -> Decimal | None:
    """Return the number that was typed, if it is one."""
    try:
        number = Decimal(answer.strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number) < _LARGEST else None


def carry_over(questions: Sequence[QuestionRule], answers: Answers) -> dict[str, str]:
    """Return those of earlier answers that still answer a question: with them a renewal begins."""
    return {one.key: answers[one.key] for one in questions if answers.get(one.key) and _fits(one, answers[one.key])}


# --- Risk -----------------------------------------------------------------------------------------------------------------


def assess(facts: VettingFacts, rules: VettingRules) -> Assessment:
    """Return how much risk answers show, with every reason, and whether the rules let them pass without a person.

    The score is a hundred less the share of the most points that could be reached; each heading has its own.
    """
    questionnaire = rules.find_questionnaire(facts.questionnaire)
    if questionnaire is None:
        raise ValueError(f"there is no questionnaire {facts.questionnaire}")
    questions = rules.questions_of(facts.questionnaire)
    hits = [hit for question in questions for hit in _hits(question, facts.answers, rules)]
    points, most = sum(one.points for _, one in hits), sum(_most(one, rules) for one in questions)
    flags = [question.text for question, one in hits if one.is_red_flag]
    flags += [one.kind.label for one in facts.open_flags]
    risk = RiskClass.HIGH if flags else _class_of(points, questionnaire)
    return Assessment(
        risk=risk,
        points=points,
        most=most,
        score=_score(points, most),
        reasons=tuple(_reasons(facts, hits, points, questionnaire)),
        flags=tuple(dict.fromkeys(flags)),
        sections=tuple(_sections(questions, hits, rules)),
        passes=risk is RiskClass.LOW and questionnaire.low_passes,
    )


def _hits(question: QuestionRule, answers: Answers, rules: VettingRules) -> Iterator[tuple[QuestionRule, WeightRule]]:
    for weight in rules.weights_of(question.key):
        if _weighs(weight, question, answers.get(question.key, "")):
            yield question, weight


def _weighs(weight: WeightRule, question: QuestionRule, answer: str) -> bool:
    """Tell whether a weight is for this answer; one that names nothing is for a question that is not answered."""
    if weight.at_least is None and weight.below is None:
        return answer == weight.answer
    number = read_number(answer) if question.kind is AnswerKind.NUMBER else None
    if number is None:
        return False
    return (weight.at_least is None or number >= weight.at_least) and (weight.below is None or number < weight.below)


def _most(question: QuestionRule, rules: VettingRules) -> int:
    """Return the most points that any one answer to a question has."""
    weights = rules.weights_of(question.key)
    bounds = [bound for one in weights for bound in (one.at_least, one.below) if bound is not None]
    # Between two bounds nothing changes, so the bounds themselves and one number below them all are every case.
    numbers = [str(bound) for bound in bounds] + ([str(min(bounds) - 1)] if bounds else [])
    possible = {"", *(one.answer for one in weights), *numbers}
    return max(sum(one.points for one in weights if _weighs(one, question, answer)) for answer in possible)


def _class_of(points: int, questionnaire: QuestionnaireRule) -> RiskClass:
    if points >= questionnaire.high_from:
        return RiskClass.HIGH
    return RiskClass.MEDIUM if points >= questionnaire.medium_from else RiskClass.LOW


def _score(points: int, most: int) -> Decimal:
    return (_HUNDRED * (1 - Decimal(points) / most)).quantize(_PLACES) if most else _HUNDRED.quantize(_PLACES)


def _sections(
    questions: Sequence[QuestionRule], hits: Sequence[tuple[QuestionRule, WeightRule]], rules: VettingRules
) -> Iterator[SectionScore]:
    for section in dict.fromkeys(one.section for one in questions if one.section):
        most = sum(_most(one, rules) for one in questions if one.section == section)
        points = sum(weight.points for question, weight in hits if question.section == section)
        yield SectionScore(section=section, score=_score(points, most))


def _reasons(
    facts: VettingFacts,
    hits: Sequence[tuple[QuestionRule, WeightRule]],
    points: int,
    questionnaire: QuestionnaireRule,
) -> Iterator[Reason]:
    for question, one in hits:
        yield Reason(
            code="vetting_red_flag" if one.is_red_flag else "vetting_points",
            rule=weight_rule(one.key),
            params={"reason": one.reason, "question": question.text, "points": one.points},
        )
    for flag in facts.open_flags:
        params = {"flag": flag.kind.label, "recorded_on": flag.recorded_on.isoformat()}
        yield Reason(code="vetting_flag_on_record", rule=FLAG_RULE, params=params)
    params_of_points = {"points": points, "medium": questionnaire.medium_from, "high": questionnaire.high_from}
    yield Reason(code="vetting_sum", rule=POINTS_RULE, params=params_of_points)


# --- Deciding -------------------------------------------------------------------------------------------------------------


def find_bar(risk: RiskClass, *, roles: Collection[Role], is_own_manager: bool, rules: VettingRules) -> Bar | None:
    """Return why somebody may not decide about a risk, if so; who manages the partner never decides about a high one."""
    if not {one.role for one in rules.approvers_of(risk)}.intersection(roles):
        return Bar.NOT_APPROVER
    if risk is RiskClass.HIGH and is_own_manager:
        return Bar.OWN_PARTNER
    return None


def compute_validity(risk: RiskClass, questionnaire: QuestionnaireRule, *, on: date) -> date:
    """Return the first day on which what passes on a day does not hold any more."""
    months = {
        RiskClass.LOW: questionnaire.low_months,
        RiskClass.MEDIUM: questionnaire.medium_months,
        RiskClass.HIGH: questionnaire.high_months,
    }
    return add_term(on, months[risk])


# --- Standing -------------------------------------------------------------------------------------------------------------


def compute_vetting_standing(facts: StandingFacts, rules: VettingRules, *, on: date) -> VettingComputed:
    """Return where a partner stands with a questionnaire on a day."""
    if facts.step is VettingStep.SUBMITTED:
        return VettingComputed(state=VettingState.IN_REVIEW)
    until, time = facts.passed_until, timedelta(days=rules.answer_days)
    if facts.step is VettingStep.RETURNED:
        asked = facts.requested_on or facts.asked_on
        return VettingComputed(state=VettingState.RETURNED, due_on=asked + time if asked else until)
    if facts.step is VettingStep.REFUSED and not facts.requested_on:
        return VettingComputed(state=VettingState.REFUSED)
    if until is None:
        if not (facts.is_required or facts.requested_on):
            return VettingComputed(state=VettingState.OFFERED)
        due_on = (facts.requested_on or facts.asked_on or on) + time
        return VettingComputed(state=VettingState.MISSING, due_on=due_on)
    if on >= until:
        return VettingComputed(state=VettingState.LAPSED, due_on=until)
    if facts.requested_on:
        return VettingComputed(state=VettingState.DUE, due_on=min(facts.requested_on + time, until))
    if on >= until - timedelta(days=max(rules.reminder_days)):
        return VettingComputed(state=VettingState.DUE, due_on=until)
    return VettingComputed(state=VettingState.PASSED, due_on=until)
