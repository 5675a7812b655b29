"""Whether a course holds together, so that nobody begins one that cannot be completed."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from uuid import UUID

from steelyard.kernel.refusals import sentence
from steelyard.learning.terms import CourseDraft, Lesson, LessonKind, Question, QuestionKind

NO_TITLE = sentence("The course has no title.")
NO_LESSON = sentence("There is no lesson yet.")
NO_TEXT = sentence("The lesson {name} has no text.")
NO_FILE = sentence("The lesson {name} has no file.")
NO_PACKAGE = sentence("The lesson {name} has no package: upload one.")
NO_QUESTION = sentence("The quiz {name} asks nothing: add questions to a pool that it draws from.")
TOO_FEW = sentence("The quiz {name} draws {count} questions from the pool {pool}, which has {there}.")
NO_RIGHT_ANSWER = sentence("The question {name} has no right answer.")
TWO_RIGHT_ANSWERS = sentence("The question {name} has several right answers, but only one may be chosen.")
TOO_FEW_CHOICES = sentence("The question {name} needs at least two answers to choose from.")
TWICE = sentence("The key {name} is used twice.")

Problem = tuple[str, dict[str, object]]
"""A sentence with what fills it."""


def list_problems(draft: CourseDraft, questions: Sequence[Question], packages: Collection[UUID] = ()) -> list[Problem]:
    """Return what keeps the draft from being published, in reading order; nothing where it can be.

    `packages` are those of its files that are packages.
    """
    return [*_of_course(draft), *_of_lessons(draft, questions, packages), *_of_questions(questions)]


def _of_course(draft: CourseDraft) -> Iterator[Problem]:
    if not draft.title.strip():
        yield NO_TITLE, {}
    if next(draft.outline.lessons(), None) is None:
        yield NO_LESSON, {}
    for key, count in Counter(lesson.key for lesson in draft.outline.lessons()).items():
        if count > 1:
            yield TWICE, {"name": key}


def _of_lessons(draft: CourseDraft, questions: Sequence[Question], packages: Collection[UUID]) -> Iterator[Problem]:
    pools = Counter(question.pool for question in questions)
    for lesson in draft.outline.lessons():
        if lesson.kind in (LessonKind.TEXT, LessonKind.PRACTICE) and not lesson.text.strip():
            yield NO_TEXT, {"name": lesson.title}
        elif lesson.kind in (LessonKind.VIDEO, LessonKind.DOCUMENT) and lesson.file_id is None:
            yield NO_FILE, {"name": lesson.title}
        elif lesson.kind is LessonKind.PACKAGE and lesson.file_id not in packages:
            yield NO_PACKAGE, {"name": lesson.title}
        elif lesson.kind is LessonKind.QUIZ:
            yield from _of_quiz(lesson, pools)


def _of_quiz(lesson: Lesson, pools: Counter[str]) -> Iterator[Problem]:
    draws = lesson.quiz.draws if lesson.quiz else ()
    if not any(pools[draw.pool] for draw in draws):
        yield NO_QUESTION, {"name": lesson.title}
        return
    for draw in draws:
        if pools[draw.pool] < max(1, draw.count):
            there = pools[draw.pool]
            yield TOO_FEW, {"name": lesson.title, "count": draw.count, "pool": draw.pool, "there": there}


def _of_questions(questions: Sequence[Question]) -> Iterator[Problem]:
    for key, count in Counter(question.key for question in questions).items():
        if count > 1:
            yield TWICE, {"name": key}
    for question in questions:
        name: dict[str, object] = {"name": question.text[:60]}
        right = sum(choice.is_right for choice in question.choices)
        if question.kind is QuestionKind.NUMBER:
            if question.number is None:
                yield NO_RIGHT_ANSWER, name
        elif len(question.choices) < 2:
            yield TOO_FEW_CHOICES, name
        elif not right:
            yield NO_RIGHT_ANSWER, name
        elif right > 1 and question.kind is not QuestionKind.MULTIPLE:
            yield TWO_RIGHT_ANSWERS, name
