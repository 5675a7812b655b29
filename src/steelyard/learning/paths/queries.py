"""Reading learning paths: those for somebody, and how far they are on each."""

from datetime import datetime
from uuid import UUID

from steelyard.kernel.actors import Actor
from steelyard.kernel.ids import public_id
from steelyard.kernel.refusals import NotFound
from steelyard.learning import permissions
from steelyard.learning.models import Course, Enrollment, LearningPath
from steelyard.learning.paths.terms import PathCard, PathDraft, PathStep, StepState
from steelyard.learning.policies import admits
from steelyard.learning.queries.courses import audience_of, learner_of


def list_paths(actor: Actor, *, at: datetime) -> list[PathCard]:
    """Return the paths that are for the actor, by title; all for those who write them. A program has a few dozen."""
    rows = list(LearningPath.visible_to(actor))
    if not permissions.can_write_courses(actor):
        learner = learner_of(actor, at=at)
        rows = [row for row in rows if row.is_active and admits(audience_of(row), learner)]
    return _cards(actor, rows)


def get_path(actor: Actor, path_id: UUID) -> PathCard:
    """Return one path. Raises: NotFound."""
    row = LearningPath.visible_to(actor).filter(id=path_id).first()
    if row is None:
        raise NotFound
    return _cards(actor, [row])[0]


def get_path_by_key(actor: Actor, key: str) -> PathCard:
    """Return the path with that key. Raises: NotFound."""
    row = LearningPath.visible_to(actor).filter(key=key).first()
    if row is None:
        raise NotFound
    return _cards(actor, [row])[0]


def is_for(actor: Actor, card: PathCard, *, at: datetime) -> bool:
    """Tell whether the actor may put themselves on the path."""
    return card.draft.is_active and admits(card.draft.audience, learner_of(actor, at=at))


def _cards(actor: Actor, rows: list[LearningPath]) -> list[PathCard]:
    wanted = {one for row in rows for one in row.courses}
    courses = Course.visible_to(actor).select_related("certification").in_bulk(wanted)
    own = Enrollment.objects.filter(person=actor.person_id, course__in=wanted, withdrawn_at=None)
    # A completed one wins: the step is done, however often the course is taken again.
    standing = {row.course_id: row for row in sorted(own, key=lambda row: row.completed_at is not None)}
    return [
        PathCard(
            id=row.id,
            public_id=row.public_id,
            key=row.key,
            draft=_draft(row),
            steps=tuple(_step(courses[one], standing.get(one)) for one in row.courses if one in courses),
            changed_at=row.changed_at,
        )
        for row in rows
    ]


def _draft(row: LearningPath) -> PathDraft:
    return PathDraft(
        title=row.title,
        summary=row.summary,
        courses=tuple(row.courses),
        audience=audience_of(row),
        due_days=row.due_days,
        assigns_itself=row.assigns_itself,
        is_active=row.is_active,
    )


def _step(course: Course, enrollment: Enrollment | None) -> PathStep:
    return PathStep(
        course_id=course.id,
        course_public_id=course.public_id,
        title=course.title,
        minutes=course.minutes,
        certification=course.certification.name if course.certification else "",
        state=_state(enrollment),
        enrollment_id=public_id(Enrollment.PREFIX, enrollment.id) if enrollment else "",
    )


def _state(enrollment: Enrollment | None) -> StepState:
    if enrollment is None:
        return StepState.AHEAD
    return StepState.OPEN if enrollment.completed_at is None else StepState.COMPLETED
