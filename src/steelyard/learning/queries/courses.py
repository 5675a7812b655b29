"""Reading courses: catalogues, one course in a version, and its questions for those who write them."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from pydantic import TypeAdapter

from steelyard.kernel.actors import Actor, Role
from steelyard.kernel.pages import Page, PageRequest
from steelyard.kernel.refusals import NotFound
from steelyard.learning import permissions
from steelyard.learning.models import Course, CourseVersion, Enrollment, LearningPath, LiveSession, QuestionBank
from steelyard.learning.policies import admits
from steelyard.learning.terms import (
    Audience,
    CourseCard,
    CourseDraft,
    CourseFilter,
    CourseState,
    CourseView,
    LearnerFacts,
    Level,
    Question,
    VersionCard,
)
from steelyard.partners.public import PartnerStatus, PartnerTraits, get_standing, list_traits
from steelyard.platform.paging import take

SORTS = {
    "title": ("title", "id"),
    "-title": ("-title", "-id"),
    "minutes": ("minutes", "id"),
    "-minutes": ("-minutes", "-id"),
    "updated": ("updated_at", "id"),
    "-updated": ("-updated_at", "-id"),
}

_LEARN = {PartnerStatus.ONBOARDING, PartnerStatus.ACTIVE}
_contents: TypeAdapter[CourseDraft] = TypeAdapter(CourseDraft)
_questions: TypeAdapter[tuple[Question, ...]] = TypeAdapter(tuple[Question, ...])


def learner_of(actor: Actor, *, at: datetime) -> LearnerFacts:
    """Return what decides which courses are for the actor."""
    if actor.partner_id is None:
        return LearnerFacts(is_host=True, roles=frozenset(actor.roles))
    return learner_at(actor.partner_id, frozenset(actor.roles), at=at)


def learner_at(partner_id: UUID, roles: frozenset[str], *, at: datetime) -> LearnerFacts:
    """Return what decides which courses are for people of the partner who have these roles."""
    standing = get_standing(partner_id, at=at)
    return LearnerFacts(
        is_host=False,
        roles=roles,
        partner_types=standing.types,
        tier=standing.tier or "",
        region=standing.region,
    )


def list_catalog(actor: Actor, wanted: CourseFilter, page: PageRequest, *, at: datetime) -> Page[CourseCard]:
    """Return a page of the courses that are for the actor, and of those it began, each with how far it is."""
    rows = Course.visible_to(actor)
    if not permissions.can_write_courses(actor):
        begun = Enrollment.objects.filter(person=actor.person_id, course=OuterRef("pk"), withdrawn_at=None)
        is_open = Q(state=CourseState.PUBLISHED) & for_learner(learner_of(actor, at=at))
        rows = rows.filter(is_open | Exists(begun))
    rows = _filtered(rows, wanted, actor)
    stretch = take(rows.select_related("published", "certification"), page, SORTS.get(page.sort, SORTS["title"]))
    standing = _own_enrollments(actor, [row.id for row in stretch.rows])
    cards = [_card(row, standing.get(row.id)) for row in stretch.rows]
    return Page(items=cards, total=stretch.total, request=page, next_cursor=stretch.next_cursor)


def list_subjects(actor: Actor) -> list[str]:
    """Return the subjects of the courses that the actor may know."""
    return sorted({subject for (found,) in Course.visible_to(actor).values_list("subjects") for subject in found})


def list_keys(actor: Actor) -> list[tuple[str, UUID]]:
    """Return the courses that the actor may know by their keys."""
    return list(Course.visible_to(actor).order_by("key").values_list("key", "id"))


def get_course(actor: Actor, course_id: UUID) -> Course:
    """Return a course. Raises: NotFound."""
    course = Course.visible_to(actor).select_related("published", "certification").filter(id=course_id).first()
    if course is None:
        raise NotFound
    return course


def get_view(actor: Actor, course_id: UUID, *, version_id: UUID | None = None, draft: bool = False) -> CourseView:
    """Return a course with all that its page shows: in its published version unless another one, or the draft, is wanted.

    Raises: NotFound, also for a draft that the actor may not read.
    """
    course = get_course(actor, course_id)
    is_author = permissions.can_write_courses(actor)
    versions = list(CourseVersion.visible_to(actor).filter(course=course).order_by("-number"))
    if draft:
        wanted = [one for one in versions if one.published_at is None and is_author]
    else:
        wanted = [one for one in versions if one.id == (version_id or course.published_id)]
    version = next(iter(wanted or (versions if is_author and not version_id and not course.published_id else [])), None)
    if version is None:
        raise NotFound
    return CourseView(
        card=_card(course, _own_enrollments(actor, [course.id]).get(course.id)),
        version_id=version.id,
        content=content_of(version),
        audience=audience_of(course),
        revision=version.revision,
        is_draft=version.published_at is None,
        questions=questions_of(version.id) if is_author else (),
        versions=tuple(_version_card(one) for one in versions) if is_author else (),
        changed_at=version.changed_at,
    )


def is_for(actor: Actor, course: Course, *, at: datetime) -> bool:
    """Tell whether the actor may enroll in the course."""
    return course.state == CourseState.PUBLISHED and admits(audience_of(course), learner_of(actor, at=at))


def content_of(version: CourseVersion) -> CourseDraft:
    """Return what a version consists of."""
    return _contents.validate_python(version.content)


def questions_of(version_id: UUID) -> tuple[Question, ...]:
    """Return the questions of a version with their solutions, as far as the asker may read them."""
    bank = QuestionBank.objects.filter(version=version_id).first()
    return _questions.validate_python(bank.questions) if bank else ()


def audience_of(course: Course | LearningPath | LiveSession) -> Audience:
    """Return whom the course, path or session is for."""
    return Audience(
        for_partners=course.for_partners,
        for_host=course.for_host,
        partner_types=tuple(course.partner_types),
        tiers=tuple(course.tiers),
        regions=tuple(course.regions),
        roles=tuple(course.roles),
    )


def for_learner(learner: LearnerFacts) -> Q:
    """Return `policies.admits` as a condition."""
    by_role = Q(roles=[]) | Q(roles__overlap=sorted(learner.roles))
    if learner.is_host:
        return Q(for_host=True) & by_role
    return (
        Q(for_partners=True)
        & by_role
        & (Q(partner_types=[]) | Q(partner_types__overlap=sorted(learner.partner_types)))
        & (Q(tiers=[]) | Q(tiers__contains=[learner.tier]))
        & (Q(regions=[]) | Q(regions__contains=[learner.region]))
    )


def _filtered(rows: QuerySet[Course], wanted: CourseFilter, actor: Actor) -> QuerySet[Course]:
    if wanted.text:
        rows = rows.filter(Q(title__icontains=wanted.text) | Q(summary__icontains=wanted.text))
    if wanted.level is not None:
        rows = rows.filter(level=wanted.level)
    if wanted.subject:
        rows = rows.filter(subjects__contains=[wanted.subject])
    if wanted.language:
        rows = rows.filter(language=wanted.language)
    if wanted.state is not None:
        rows = rows.filter(state=wanted.state)
    if wanted.certifies:
        rows = rows.filter(certification__isnull=False)
    if wanted.mine:
        own = Enrollment.objects.filter(person=actor.person_id, course=OuterRef("pk"), withdrawn_at=None)
        is_in = {
            "open": Exists(own.filter(completed_at=None)),
            "completed": Exists(own.filter(completed_at__isnull=False)),
            "new": ~Exists(own),
        }
        rows = rows.filter(is_in[wanted.mine])
    return rows


def _own_enrollments(actor: Actor, course_ids: list[UUID]) -> dict[UUID, Enrollment]:
    """Return the asking person's newest enrollment in each of the courses; an open one wins."""
    if actor.person_id is None:
        return {}
    rows = Enrollment.objects.filter(person=actor.person_id, course__in=course_ids, withdrawn_at=None)
    return {row.course_id: row for row in sorted(rows, key=lambda row: (row.completed_at is None, row.enrolled_at))}


def _card(course: Course, enrollment: Enrollment | None) -> CourseCard:
    is_open = enrollment is not None and enrollment.completed_at is None
    return CourseCard(
        id=course.id,
        public_id=course.public_id,
        key=course.key,
        title=course.title,
        summary=course.summary,
        level=Level(course.level),
        language=course.language,
        subjects=tuple(course.subjects),
        minutes=course.minutes,
        lessons=course.lessons,
        state=CourseState(course.state),
        version=course.published.number if course.published else 0,
        certification=course.certification.name if course.certification else "",
        updated_at=course.updated_at,
        enrollment_id=enrollment.public_id if enrollment else "",
        progress=100 * enrollment.lessons_done // max(1, enrollment.lessons_total) if enrollment and is_open else None,
        completed_at=enrollment.completed_at if enrollment else None,
    )


def _version_card(version: CourseVersion) -> VersionCard:
    return VersionCard(
        id=version.id,
        public_id=version.public_id,
        number=version.number,
        published_at=version.published_at,
        published_by=version.published_by,
        revision=version.revision,
    )


def list_partners_for(course_id: UUID, segment_id: UUID | None, *, at: datetime) -> list[UUID]:
    """Return the onboarding and active partners whom a course is for, or those of them in a segment; for the system."""
    return list_partners_admitted(audience_of(Course.objects.get(id=course_id)), segment_id=segment_id, at=at)


def list_partners_admitted(audience: Audience, *, segment_id: UUID | None = None, at: datetime) -> list[UUID]:
    """Return the onboarding and active partners that an audience names, whatever the roles of their people; for the system."""
    audience, segments = replace(audience, roles=()), {segment_id} if segment_id else set()
    return [
        partner.partner_id
        for partner in list_traits(segment_ids=segments, at=at)
        if partner.status in _LEARN and partner.segment_ids >= segments and admits(audience, _learner_of(partner))
    ]


def _learner_of(partner: PartnerTraits) -> LearnerFacts:
    return LearnerFacts(
        is_host=False, roles=frozenset(), partner_types=partner.types, tier=partner.tier, region=partner.region
    )


def roles_of(course_id: UUID) -> frozenset[Role]:
    """Return the roles that a course is for; none where it is for all."""
    return frozenset(Role(role) for role in Course.objects.values_list("roles", flat=True).get(id=course_id))
