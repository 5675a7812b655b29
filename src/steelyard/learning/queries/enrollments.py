"""Reading enrollments: one, a page of them, and how the people of a partner stand."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from steelyard.identity.public import list_people
from steelyard.kernel.actors import Actor
from steelyard.kernel.ids import public_id
from steelyard.kernel.pages import Page, PageRequest
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.learning import permissions
from steelyard.learning.models import Certificate, Enrollment, Holding
from steelyard.learning.queries import today
from steelyard.learning.terms import (
    EnrolledBy,
    EnrollmentCard,
    EnrollmentFilter,
    EnrollmentState,
    TeamMember,
)
from steelyard.platform.directory import SOMEONE, find_organization_names, find_people
from steelyard.platform.paging import take

SORTS = {
    "-enrolled": ("-enrolled_at", "-id"),
    "enrolled": ("enrolled_at", "id"),
    "due": ("due_on", "id"),
    "-due": ("-due_on", "-id"),
}
_CONDITIONS: Mapping[EnrollmentState, Q] = {
    EnrollmentState.ASSIGNED: Q(completed_at=None, withdrawn_at=None, paused_at=None, started_at=None),
    EnrollmentState.STARTED: Q(completed_at=None, withdrawn_at=None, paused_at=None, started_at__isnull=False),
    EnrollmentState.COMPLETED: Q(completed_at__isnull=False),
    EnrollmentState.WITHDRAWN: Q(withdrawn_at__isnull=False),
    EnrollmentState.PAUSED: Q(completed_at=None, withdrawn_at=None, paused_at__isnull=False),
}
_SOON = timedelta(days=90)


def list_enrollments(actor: Actor, wanted: EnrollmentFilter, page: PageRequest) -> Page[EnrollmentCard]:
    """Return a page of the enrollments that the filter finds among those the actor may see, the newest first."""
    rows = _filtered(Enrollment.visible_to(actor), wanted).select_related("course", "version")
    stretch = take(rows, page, SORTS.get(page.sort, SORTS["-enrolled"]))
    return Page(items=_cards(stretch.rows), total=stretch.total, request=page, next_cursor=stretch.next_cursor)


def get_enrollment(actor: Actor, enrollment_id: UUID) -> EnrollmentCard:
    """Return one enrollment. Raises: NotFound."""
    return _cards([get_row(actor, enrollment_id)])[0]


def get_row(actor: Actor, enrollment_id: UUID) -> Enrollment:
    """Return the row of one enrollment, with course and version. Raises: NotFound."""
    rows = Enrollment.visible_to(actor).select_related("course", "version")
    row = rows.filter(id=enrollment_id).first()
    if row is None:
        raise NotFound
    return row


def list_done(enrollment_id: UUID) -> frozenset[str]:
    """Return the lessons of an enrollment that are done."""
    rows = Enrollment.objects.filter(id=enrollment_id).exclude(done__lesson=None)
    return frozenset(rows.values_list("done__lesson", flat=True))


def list_team(actor: Actor, partner_id: UUID, *, at: datetime) -> list[TeamMember]:
    """Return how the people of a partner stand, by name: in four statements however many there are.

    Raises: NotAllowed.
    """
    if not permissions.can_see_teams(actor) and not (
        permissions.can_lead_team(actor) and actor.partner_id == partner_id
    ):
        raise NotAllowed
    day = today(at)
    people = [person for person in list_people(partner_id) if person.id is not None]
    open_ones = _CONDITIONS[EnrollmentState.ASSIGNED] | _CONDITIONS[EnrollmentState.STARTED]
    courses = _counted(
        Enrollment.objects.filter(partner=partner_id),
        "person_id",
        open=Count("id", filter=open_ones),
        late=Count("id", filter=open_ones & Q(due_on__lt=day)),
        completed=Count("id", filter=_CONDITIONS[EnrollmentState.COMPLETED]),
    )
    held = Holding.objects.filter(partner=partner_id, until=None).values("certificate_id")
    current = Q(valid_until=None) | Q(valid_until__gt=day)
    certificates = _counted(
        Certificate.objects.filter(id__in=held, revoked_on=None, renewed_by=None),
        "person_id",
        certificates=Count("id", filter=current),
        soon_expiring=Count("id", filter=Q(valid_until__gt=day, valid_until__lte=day + _SOON)),
    )
    return [
        TeamMember(
            person_id=person.id,
            name=person.name,
            **{name: courses.get(person.id, {}).get(name, 0) for name in ("open", "late", "completed")},
            **{name: certificates.get(person.id, {}).get(name, 0) for name in ("certificates", "soon_expiring")},
        )
        for person in people
        if person.id is not None
    ]


def _counted(
    rows: "QuerySet[Enrollment] | QuerySet[Certificate]", by: str, **counts: Count
) -> dict[UUID, dict[str, int]]:
    return {row[by]: row for row in rows.values(by).order_by().annotate(**counts)}


def _filtered(rows: QuerySet[Enrollment], wanted: EnrollmentFilter) -> QuerySet[Enrollment]:
    if wanted.person_id is not None:
        rows = rows.filter(person=wanted.person_id)
    if wanted.partner_id is not None:
        rows = rows.filter(partner=wanted.partner_id)
    if wanted.course_id is not None:
        rows = rows.filter(course=wanted.course_id)
    if wanted.state is not None:
        rows = rows.filter(_CONDITIONS[wanted.state])
    return rows


def _cards(rows: list[Enrollment]) -> list[EnrollmentCard]:
    people = find_people({row.person_id for row in rows})
    partners = find_organization_names({row.partner_id for row in rows if row.partner_id})
    certificates = dict(
        Certificate.objects.filter(enrollment_id__in=[row.id for row in rows if row.completed_at]).values_list(
            "enrollment_id", "id"
        )
    )
    return [
        EnrollmentCard(
            id=row.id,
            public_id=row.public_id,
            course_id=row.course_id,
            course_public_id=row.course.public_id,
            course=row.course.title,
            version=row.version.number,
            person_id=row.person_id,
            person=people.get(row.person_id, SOMEONE).name,
            partner_id=row.partner_id,
            partner=partners.get(row.partner_id, "") if row.partner_id else "",
            state=_state(row),
            by=EnrolledBy(row.by),
            enrolled_at=row.enrolled_at,
            due_on=row.due_on,
            started_at=row.started_at,
            completed_at=row.completed_at,
            lessons_done=row.lessons_done,
            lessons_total=row.lessons_total,
            updated_at=row.updated_at,
            certificate_id=public_id(Certificate.PREFIX, certificates[row.id]) if row.id in certificates else "",
        )
        for row in rows
    ]


def _state(row: Enrollment) -> EnrollmentState:
    if row.withdrawn_at is not None:
        return EnrollmentState.WITHDRAWN
    if row.completed_at is not None:
        return EnrollmentState.COMPLETED
    if row.paused_at is not None:
        return EnrollmentState.PAUSED
    return EnrollmentState.STARTED if row.started_at is not None else EnrollmentState.ASSIGNED
