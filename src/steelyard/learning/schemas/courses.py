"""Courses, their drafts and their audiences as the API takes and gives them."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field

from steelyard.kernel.ids import parse_public_id, public_id
from steelyard.learning.terms import (
    Audience,
    Choice,
    CourseCard,
    CourseDraft,
    CourseState,
    CourseView,
    Draw,
    Lesson,
    LessonKind,
    Level,
    Module,
    Outline,
    Question,
    QuestionKind,
    Quiz,
)
from steelyard.platform.http.schemas import Body, Line, Schema, Text

Key = Annotated[str, Field(min_length=1, max_length=60, pattern="^[a-z0-9][a-z0-9_-]*$", examples=["selling-101"])]
Name = Annotated[Line, Field(min_length=1, max_length=200)]
Word = Annotated[Line, Field(min_length=1, max_length=60)]
Words = Annotated[list[Word], Field(max_length=50)]
Prose = Annotated[Text, Field(max_length=50_000, description="Markdown; HTML is shown as text.")]


class DrawSchema(Body):
    """How many questions of a pool a quiz asks; 0 for all of them."""

    pool: Annotated[Line, Field(max_length=60)] = ""
    count: Annotated[int, Field(ge=0, le=200)] = 0


class QuizSchema(Body):
    """How a lesson is examined; 0 stands for no limit."""

    draws: Annotated[list[DrawSchema], Field(min_length=1, max_length=20)]
    pass_mark: Annotated[int, Field(ge=1, le=100, description="In percent.")] = 80
    minutes: Annotated[int, Field(ge=0, le=600)] = 0
    attempts: Annotated[int, Field(ge=0, le=50)] = 0
    wait_hours: Annotated[int, Field(ge=0, le=720)] = 0


class LessonSchema(Body):
    """A lesson. A video or document names an uploaded file, a quiz says what it asks."""

    key: Key
    title: Name
    kind: LessonKind
    minutes: Annotated[int, Field(ge=0, le=600)] = 5
    text: Prose = ""
    file_id: Annotated[str, Field(max_length=60)] | None = None
    captions_id: Annotated[str, Field(max_length=60)] | None = None
    quiz: QuizSchema | None = None


class ModuleSchema(Body):
    """Lessons that belong together."""

    key: Key
    title: Name
    lessons: Annotated[list[LessonSchema], Field(max_length=100)]


class ChoiceSchema(Body):
    """An answer to choose."""

    key: Key
    text: Name
    is_right: bool = False


class QuestionSchema(Body):
    """A question with its solution. Only authors read it."""

    key: Key
    kind: QuestionKind
    text: Annotated[Text, Field(min_length=1, max_length=2000)]
    pool: Annotated[Line, Field(max_length=60)] = ""
    points: Annotated[int, Field(ge=1, le=100)] = 1
    choices: Annotated[list[ChoiceSchema], Field(max_length=20)] = []
    number: Decimal | None = None
    tolerance: Annotated[Decimal, Field(ge=0)] = Decimal(0)
    explanation: Annotated[Text, Field(max_length=2000)] = ""

    def question(self) -> Question:
        """Return the question as learning knows it."""
        plain = self.model_dump(exclude={"choices"})
        return Question(**plain, choices=tuple(Choice(**one.model_dump()) for one in self.choices))


class CourseDraftIn(Body):
    """All that the draft of a course says."""

    title: Name
    summary: Annotated[Line, Field(max_length=500)] = ""
    level: Level = Level.FOUNDATION
    language: Annotated[str, Field(pattern="^[a-z]{2}(-[A-Z]{2})?$")] = "en"
    subjects: Words = []
    certification: Annotated[str, Field(max_length=60, description="Key of what completing it certifies for.")] = ""
    modules: Annotated[list[ModuleSchema], Field(max_length=50)] = []

    def draft(self) -> CourseDraft:
        """Return the draft as learning knows it."""
        return CourseDraft(
            title=self.title,
            summary=self.summary,
            level=self.level,
            language=self.language,
            subjects=tuple(dict.fromkeys(self.subjects)),
            certification=self.certification,
            outline=Outline(modules=tuple(_module(one) for one in self.modules)),
        )


def _module(said: ModuleSchema) -> Module:
    return Module(key=said.key, title=said.title, lessons=tuple(_lesson(one) for one in said.lessons))


def _lesson(said: LessonSchema) -> Lesson:
    quiz = None
    if said.quiz is not None and said.kind is LessonKind.QUIZ:
        draws = tuple(Draw(**one.model_dump()) for one in said.quiz.draws)
        quiz = Quiz(**said.quiz.model_dump(exclude={"draws"}), draws=draws)
    return Lesson(
        key=said.key,
        title=said.title,
        kind=said.kind,
        minutes=said.minutes,
        text=said.text,
        file_id=parse_public_id("file", said.file_id) if said.file_id else None,
        captions_id=parse_public_id("file", said.captions_id) if said.captions_id else None,
        quiz=quiz,
    )


class AudienceSchema(Body):
    """Whom a course is for; an empty list does not restrict."""

    for_partners: bool = True
    for_host: bool = False
    partner_types: Words = []
    tiers: Words = []
    regions: Words = []
    roles: Words = []

    def audience(self) -> Audience:
        """Return the audience as learning knows it."""
        said: dict[str, Any] = self.model_dump()
        listed: dict[str, Any] = {name: tuple(value) for name, value in said.items() if isinstance(value, list)}
        return Audience(**{**said, **listed})


class CourseIn(CourseDraftIn):
    """A course that is begun."""

    key: Key
    audience: AudienceSchema = AudienceSchema()


class CourseDraftUpdateIn(CourseDraftIn):
    """What the draft says from now on. `revision` is the one that was read: another one in between is not overwritten."""

    revision: int
    questions: Annotated[list[QuestionSchema], Field(max_length=500)] = []


class CourseOut(Schema):
    """A course as the catalogue shows it, with how far the caller is: `progress` in percent while it is open."""

    id: str
    key: str
    title: str
    summary: str
    level: Level
    language: str
    subjects: list[str]
    minutes: int
    lessons: int
    state: CourseState
    version: int
    certification: str
    enrollment_id: str
    progress: int | None
    completed_at: datetime | None
    updated_at: datetime

    @classmethod
    def of(cls, card: CourseCard) -> "CourseOut":
        """Return the course for the API."""
        return cls(id=card.public_id, **{name: getattr(card, name) for name in cls.model_fields if name != "id"})


class OutlineModuleOut(Schema):
    """A module with the titles of its lessons."""

    title: str
    lessons: list[str]


class CourseDetailOut(CourseOut):
    """A course with what it consists of."""

    outline: list[OutlineModuleOut]
    audience: AudienceSchema | None

    @classmethod
    def of_view(cls, view: CourseView, *, is_author: bool) -> "CourseDetailOut":
        """Return the course for the API; whom it is for is the host's to know."""
        return cls(
            **CourseOut.of(view.card).model_dump(),
            outline=[
                OutlineModuleOut(title=module.title, lessons=[lesson.title for lesson in module.lessons])
                for module in view.content.outline.modules
            ],
            audience=AudienceSchema(**audience_fields(view.audience)) if is_author else None,
        )


def audience_fields(audience: Audience) -> dict[str, object]:
    """Return an audience as plain lists."""
    return {
        name: list(value) if isinstance(value := getattr(audience, name), tuple) else value
        for name in AudienceSchema.model_fields
    }


class CourseDraftOut(Schema):
    """A draft as its author reads it, with its questions and the revision to send back with a change."""

    revision: int
    version: int
    content: CourseDraftIn
    questions: list[QuestionSchema]
    changed_at: datetime | None

    @classmethod
    def of(cls, view: CourseView) -> "CourseDraftOut":
        """Return the draft for the API."""
        content = view.content
        return cls(
            revision=view.revision,
            version=view.versions[0].number,
            content=CourseDraftIn(
                title=content.title,
                summary=content.summary,
                level=content.level,
                language=content.language,
                subjects=list(content.subjects),
                certification=content.certification,
                modules=[
                    ModuleSchema(key=one.key, title=one.title, lessons=[_lesson_out(lesson) for lesson in one.lessons])
                    for one in content.outline.modules
                ],
            ),
            questions=[QuestionSchema.model_validate(_plain(one)) for one in view.questions],
            changed_at=view.changed_at,
        )


def _lesson_out(lesson: Lesson) -> LessonSchema:
    quiz = lesson.quiz and QuizSchema(
        draws=[DrawSchema(pool=one.pool, count=one.count) for one in lesson.quiz.draws],
        pass_mark=lesson.quiz.pass_mark,
        minutes=lesson.quiz.minutes,
        attempts=lesson.quiz.attempts,
        wait_hours=lesson.quiz.wait_hours,
    )
    return LessonSchema(
        key=lesson.key,
        title=lesson.title,
        kind=lesson.kind,
        minutes=lesson.minutes,
        text=lesson.text,
        file_id=public_id("file", lesson.file_id) if lesson.file_id else None,
        captions_id=public_id("file", lesson.captions_id) if lesson.captions_id else None,
        quiz=quiz,
    )


def _plain(question: Question) -> dict[str, object]:
    return {
        **{name: getattr(question, name) for name in QuestionSchema.model_fields if name != "choices"},
        "choices": [{"key": one.key, "text": one.text, "is_right": one.is_right} for one in question.choices],
    }


class PublishedOut(Schema):
    """The version that was published."""

    version_id: str


class CourseVersionOut(Schema):
    """The number of the version that is a draft now."""

    version: int


class RevisionOut(Schema):
    """The revision that the draft has now."""

    revision: int


class CourseFileOut(Schema):
    """A file to be named in a lesson."""

    file_id: str
    name: str
    size: int
