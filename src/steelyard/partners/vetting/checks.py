"""What must hold between the parts of the rules of vetting: each check names the place that does not fit."""

from collections import Counter
from collections.abc import Iterable, Sequence

from steelyard.kernel.refusals import sentence
from steelyard.partners.vetting.parts import QuestionnaireRule, QuestionRule, WeightRule
from steelyard.partners.vetting.terms import NO, YES, AnswerKind
from steelyard.program.rules import invalid


def check_parts(
    questionnaires: Sequence[QuestionnaireRule], questions: Sequence[QuestionRule], weights: Sequence[WeightRule]
) -> None:
    """Make sure that each key is there once, and that what is named is there and fits. Raises: PydanticCustomError."""
    for parts in (questionnaires, questions, weights):
        _require_once(part.key for part in parts)
    known = {one.key for one in questionnaires}
    asked = {one.key: one for one in questions}
    for one in questionnaires:
        if one.medium_from >= one.high_from:
            raise invalid(sentence("“{key}”: a high risk begins above a medium one."), key=one.key)
        if not any(question.questionnaire == one.key for question in questions):
            raise invalid(sentence("“{key}” has no questions."), key=one.key)
    for question in questions:
        if question.questionnaire not in known:
            raise invalid(
                sentence("“{key}”: there is no questionnaire “{questionnaire}”."),
                key=question.key,
                questionnaire=question.questionnaire,
            )
        _check_choices(question)
    for weight in weights:
        if weight.question not in asked:
            raise invalid(
                sentence("“{key}”: there is no question “{question}”."), key=weight.key, question=weight.question
            )
        _check_weight(weight, asked[weight.question])


def _check_choices(question: QuestionRule) -> None:
    if question.kind is AnswerKind.CHOICE and len(set(question.choices)) < 2:
        raise invalid(sentence("“{key}” offers two different words at least."), key=question.key)
    if question.kind is AnswerKind.CHOICE and "" in question.choices:
        raise invalid(sentence("“{key}” offers an empty word."), key=question.key)
    if question.kind is not AnswerKind.CHOICE and question.choices:
        raise invalid(sentence("“{key}” is not answered by one of several words."), key=question.key)


def _check_weight(weight: WeightRule, question: QuestionRule) -> None:
    is_number = weight.at_least is not None or weight.below is not None
    if not (weight.points or weight.is_red_flag):
        raise invalid(sentence("“{key}” weighs nothing: give it points, or make it a red flag."), key=weight.key)
    if is_number and (question.kind is not AnswerKind.NUMBER or weight.answer):
        raise invalid(sentence("“{key}” compares a number where none is asked."), key=weight.key)
    if weight.at_least is not None and weight.below is not None and weight.at_least >= weight.below:
        raise invalid(sentence("“{key}” is met by no number."), key=weight.key)
    offered = {AnswerKind.YES_NO: (YES, NO), AnswerKind.CHOICE: question.choices}.get(question.kind, ())
    if weight.answer and weight.answer not in offered:
        raise invalid(
            sentence("“{key}”: “{answer}” is no answer to its question."), key=weight.key, answer=weight.answer
        )


def _require_once(keys: Iterable[str]) -> None:
    for key, times in Counter(keys).items():
        if times > 1:
            raise invalid(sentence("“{key}” is there twice."), key=key)
