"""What a quiz asks somebody, and what the answers are worth."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import ROUND_DOWN, Decimal
from random import Random

from steelyard.learning.terms import Given, Mark, PaperQuestion, Question, QuestionKind, Quiz, Result

_TENTH = Decimal("0.1")


def draw_paper(questions: Sequence[Question], quiz: Quiz, *, seed: int) -> tuple[PaperQuestion, ...]:
    """Return what one attempt asks, without solutions: as many of each pool as the quiz draws, in an order that the seed gives."""
    lots = Random(seed)  # noqa: S311 - which questions come is no secret; the seed comes from the command
    drawn: list[Question] = []
    for draw in quiz.draws:
        pool = [question for question in questions if question.pool == draw.pool]
        drawn += lots.sample(pool, min(draw.count or len(pool), len(pool)))
    lots.shuffle(drawn)
    return tuple(_without_solution(question, lots) for question in drawn)


def _without_solution(question: Question, lots: Random) -> PaperQuestion:
    choices = [replace(choice, is_right=False) for choice in question.choices]
    if question.kind is not QuestionKind.TRUE_FALSE:
        lots.shuffle(choices)
    return PaperQuestion(
        key=question.key, kind=question.kind, text=question.text, points=question.points, choices=tuple(choices)
    )


def compute_result(
    paper: Sequence[PaperQuestion], questions: Mapping[str, Question], given: Mapping[str, Given], *, pass_mark: int
) -> Result:
    """Return what the answers to a paper are worth: all points of a question or none; what was not answered is wrong."""
    marks = tuple(_mark(questions[asked.key], given.get(asked.key, Given())) for asked in paper)
    most = sum(asked.points for asked in paper)
    score = (Decimal(100) * sum(mark.points for mark in marks) / max(1, most)).quantize(_TENTH, ROUND_DOWN)
    return Result(score=score, passed=score >= pass_mark, marks=marks)


def _mark(question: Question, given: Given) -> Mark:
    is_right = _is_right(question, given)
    return Mark(key=question.key, is_right=is_right, points=question.points if is_right else 0)


def _is_right(question: Question, given: Given) -> bool:
    if question.kind is QuestionKind.NUMBER:
        if given.number is None or question.number is None:
            return False
        return abs(given.number - question.number) <= question.tolerance
    right = {choice.key for choice in question.choices if choice.is_right}
    return bool(right) and set(given.chosen) == right
