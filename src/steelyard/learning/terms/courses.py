"""Courses: modules of lessons, the versions in which they are published, and for whom they are."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from steelyard.kernel.refusals import sentence
from steelyard.learning.terms.quizzes import Question, Quiz


class LessonKind(StrEnum):
    """What a lesson is made of."""

    TEXT = "text"
    VIDEO = "video"
    DOCUMENT = "document"
    QUIZ = "quiz"
    PRACTICE = "practice"
    PACKAGE = "package"
    SESSION = "session"

    @property
    def label(self) -> str:
        return _KIND_LABELS[self]


_KIND_LABELS = {
    LessonKind.TEXT: sentence("Text"),
    LessonKind.VIDEO: sentence("Video"),
    LessonKind.DOCUMENT: sentence("Document"),
    LessonKind.QUIZ: sentence("Quiz"),
    LessonKind.PRACTICE: sentence("Practical work"),
    LessonKind.PACKAGE: sentence("Package"),
    LessonKind.SESSION: sentence("Live session"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a kind of lesson is marked in lists."""

    icon: str


LESSON_LOOKS = {
    LessonKind.TEXT: Look(icon="file-text"),
    LessonKind.VIDEO: Look(icon="player-play"),
    LessonKind.DOCUMENT: Look(icon="file-description"),
    LessonKind.QUIZ: Look(icon="list-check"),
    LessonKind.PRACTICE: Look(icon="clipboard-check"),
    LessonKind.PACKAGE: Look(icon="package"),
    LessonKind.SESSION: Look(icon="calendar-event"),
}


class CourseState(StrEnum):
    """Whether a course can be begun."""

    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"

    @property
    def label(self) -> str:
        return _STATE_LABELS[self]


_STATE_LABELS = {
    CourseState.DRAFT: sentence("Draft"),
    CourseState.PUBLISHED: sentence("Published"),
    CourseState.RETIRED: sentence("Retired"),
}

COURSE_TONES = {CourseState.DRAFT: "neutral", CourseState.PUBLISHED: "green", CourseState.RETIRED: "amber"}


class Level(StrEnum):
    """How deep a course, certification or competency goes, from the first up."""

    FOUNDATION = "foundation"
    ASSOCIATE = "associate"
    PROFESSIONAL = "professional"
    EXPERT = "expert"

    @property
    def label(self) -> str:
        return _LEVEL_LABELS[self]


_LEVEL_LABELS = {
    Level.FOUNDATION: sentence("Foundation"),
    Level.ASSOCIATE: sentence("Associate"),
    Level.PROFESSIONAL: sentence("Professional"),
    Level.EXPERT: sentence("Expert"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """One sitting. `text` is Markdown and stands above what the kind adds: a file with its captions, or a quiz."""

    key: str
    title: str
    kind: LessonKind
    minutes: int = 5
    text: str = ""
    file_id: UUID | None = None
    captions_id: UUID | None = None
    quiz: Quiz | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """Lessons that belong together."""

    key: str
    title: str
    lessons: tuple[Lesson, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """All that a version of a course consists of, in order."""

    modules: tuple[Module, ...] = ()

    def lessons(self) -> Iterator[Lesson]:
        """Yield every lesson in order."""
        for module in self.modules:
            yield from module.lessons

    def find_lesson(self, key: str) -> Lesson | None:
        """Return the lesson called `key`."""
        return next((lesson for lesson in self.lessons() if lesson.key == key), None)

    @property
    def minutes(self) -> int:
        return sum(lesson.minutes for lesson in self.lessons())


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseDraft:
    """What the author of a version writes."""

    title: str
    summary: str = ""
    level: Level = Level.FOUNDATION
    language: str = "en"
    subjects: tuple[str, ...] = ()
    certification: str = ""
    """The key of the certification that completing the course gives; empty for none."""
    outline: Outline = field(default_factory=Outline)


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """Whom a course is for; an empty list does not restrict. The host's own people count where `for_host`."""

    for_partners: bool = True
    for_host: bool = False
    partner_types: tuple[str, ...] = ()
    tiers: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseFilter:
    """Which courses are wanted; empty fields do not restrict."""

    text: str = ""
    level: Level | None = None
    subject: str = ""
    language: str = ""
    state: CourseState | None = None
    certifies: bool = False
    mine: str = ""
    """`open`, `completed` or `new`: by where the asking person stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionCard:
    """A version as authors list it."""

    id: UUID
    public_id: str
    number: int
    published_at: datetime | None
    published_by: UUID | None
    revision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseCard:
    """A course as catalogues show it, with how far the asking person is."""

    id: UUID
    public_id: str
    key: str
    title: str
    summary: str
    level: Level
    language: str
    subjects: tuple[str, ...]
    minutes: int
    lessons: int
    state: CourseState
    version: int
    certification: str
    updated_at: datetime
    enrollment_id: str = ""
    progress: int | None = None
    """Percent done of the open enrollment; None where there is none."""
    completed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseView:
    """A version of a course with all that its page shows; questions only for those who write them."""

    card: CourseCard
    version_id: UUID
    content: CourseDraft
    audience: Audience
    revision: int = 0
    is_draft: bool = False
    questions: tuple[Question, ...] = ()
    versions: tuple[VersionCard, ...] = ()
    changed_at: datetime | None = None
