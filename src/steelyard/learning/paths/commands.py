"""Learning paths: defined by enablement, assigned by hand or by themselves. Assigning one enrolls in its courses."""

from collections.abc import Collection, Iterable
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from steelyard.kernel.actors import SYSTEM, Actor
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.learning import permissions, queries
from steelyard.learning.commands.enrollments import insert_enrollments, require_members
from steelyard.learning.events import LearningPathAssigned, LearningPathDefined
from steelyard.learning.models import Course, Enrollment, LearningPath
from steelyard.learning.paths.terms import PathDraft
from steelyard.learning.policies import admits
from steelyard.learning.queries.courses import audience_of, learner_at, learner_of
from steelyard.learning.refusals import CourseMissing, CourseNotForYou, CourseNotOpen, DueDayPast
from steelyard.learning.terms import CourseState, EnrolledBy, LearnerFacts
from steelyard.platform.db import as_system
from steelyard.platform.events import record


@transaction.atomic
def define_path(*, actor: Actor, key: str, draft: PathDraft, now: datetime) -> UUID:
    """Add a learning path, or change the one with that key, and return its id. Who is in its courses stays in them.

    Raises: NotAllowed, CourseMissing.
    """
    if not permissions.can_write_courses(actor):
        raise NotAllowed
    courses = list(dict.fromkeys(draft.courses))
    if not courses or Course.objects.filter(id__in=courses).count() != len(courses):
        raise CourseMissing(fields={"courses": CourseMissing.text})
    row = LearningPath.objects.select_for_update().filter(key=key).first() or LearningPath(key=key)
    said: dict[str, Any] = {**asdict(draft), **asdict(draft.audience), "courses": courses, "changed_at": now}
    del said["audience"]
    for name, value in said.items():
        setattr(row, name, list(value) if isinstance(value, tuple) else value)
    row.save()
    happened = LearningPathDefined(
        subject_id=row.id, subject_label=row.title, courses=len(courses), assigns_itself=row.assigns_itself
    )
    record(happened, actor=actor, now=now)
    return row.id


@transaction.atomic
def assign_path(
    *,
    actor: Actor,
    path_id: UUID,
    person_ids: Collection[UUID],
    partner_id: UUID | None,
    due_on: date | None = None,
    now: datetime,
) -> int:
    """Enroll people of one partner, or of the host (None), in all that they have not completed of a path; return how often.

    Raises: NotFound, NotAllowed, CourseNotForYou, CourseNotOpen, DueDayPast, NotAMember.
    """
    path = LearningPath.visible_to(actor).filter(id=path_id).first()
    if path is None:
        raise NotFound
    is_self = set(person_ids) == {actor.person_id} and partner_id == actor.partner_id
    if not (is_self and permissions.can_learn(actor)) and not permissions.can_enroll_others(actor, partner_id):
        raise NotAllowed
    if not permissions.can_enroll_many(actor) and not admits(audience_of(path), learner_of(actor, at=now)):
        raise CourseNotForYou
    if due_on is not None and due_on < queries.today(now):
        raise DueDayPast(fields={"due_on": DueDayPast.text})
    require_members(person_ids, partner_id)
    by = EnrolledBy.SELF if is_self else EnrolledBy.PARTNER if actor.is_partner else EnrolledBy.HOST
    if not _open_courses(path):
        raise CourseNotOpen
    people = [(person_id, partner_id) for person_id in dict.fromkeys(person_ids)]
    return _enroll(path, people, by=by, due_on=due_on or _due_on(path, now), actor=actor, now=now)


@transaction.atomic
def assign_to_joiner(*, person_id: UUID, partner_id: UUID | None, roles: Collection[str], now: datetime) -> int:
    """Put somebody who joined, or has other roles, on the paths that assign themselves to them; for the system."""
    paths = list(LearningPath.objects.filter(is_active=True, assigns_itself=True))
    if not paths:
        return 0
    facts = (
        LearnerFacts(is_host=True, roles=frozenset(roles))
        if partner_id is None
        else learner_at(partner_id, frozenset(roles), at=now)
    )
    count = 0
    for path in paths:
        if admits(audience_of(path), facts):
            count += assign_to_many(path_id=path.id, people=[(person_id, partner_id)], now=now)
    return count


@transaction.atomic
def assign_to_many(*, path_id: UUID, people: Iterable[tuple[UUID, UUID | None]], now: datetime) -> int:
    """Put people on a path by rule, each with the partner they belong to, for the system; return how often one was enrolled."""
    path = LearningPath.objects.get(id=path_id)
    return _enroll(path, list(people), by=EnrolledBy.RULE, due_on=_due_on(path, now), actor=SYSTEM, now=now)


def _enroll(
    path: LearningPath,
    people: list[tuple[UUID, UUID | None]],
    *,
    by: EnrolledBy,
    due_on: date | None,
    actor: Actor,
    now: datetime,
) -> int:
    """Enroll people in each open course of the path in which they are not and which they have not completed.

    No rule enrolls anybody again who has withdrawn.
    """
    count = 0
    for course in _open_courses(path):
        with as_system():
            known = Enrollment.objects.filter(course=course, person__in=[person for person, _ in people])
            if by is not EnrolledBy.RULE:
                known = known.filter(withdrawn_at=None)
            inside = set(known.values_list("person_id", flat=True))
        wanted = [(person, partner) for person, partner in people if person not in inside]
        if wanted:
            count += len(insert_enrollments(course, wanted, by=by, due_on=due_on, actor=actor, now=now))
    if count:
        happened = LearningPathAssigned(
            subject_id=path.id,
            subject_label=path.title,
            partner_id=actor.partner_id,
            people=len(people),
            enrolled=count,
        )
        record(happened, actor=actor, now=now)
    return count


def _open_courses(path: LearningPath) -> list[Course]:
    found = Course.objects.select_related("published").in_bulk(path.courses)
    return [found[one] for one in path.courses if one in found and found[one].state == CourseState.PUBLISHED]


def _due_on(path: LearningPath, now: datetime) -> date | None:
    return queries.today(now) + timedelta(days=path.due_days) if path.due_days else None
