"""What learning adds to the shell: its menu entry, courses in the palette, what is to be done on Home, a partner's panel."""

from collections.abc import Sequence, Set
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from steelyard.kernel.actors import Actor
from steelyard.kernel.ids import public_id
from steelyard.kernel.pages import PageRequest
from steelyard.learning import permissions, queries
from steelyard.learning.models import Attendee, Certificate, Course, Enrollment, LearningPath, LiveSession, Work
from steelyard.learning.queries.certificates import list_standings
from steelyard.learning.queries.courses import list_catalog
from steelyard.learning.queries.enrollments import list_enrollments
from steelyard.learning.rows import enrollment_row
from steelyard.learning.sessions.queries import list_sessions
from steelyard.learning.sessions.rows import session_row
from steelyard.learning.sessions.terms import SessionFilter
from steelyard.learning.terms import CourseFilter, EnrollmentFilter
from steelyard.platform.clock import utc_now
from steelyard.ui.portal import (
    HomePanel,
    NavEntry,
    PaletteAction,
    PaletteHit,
    PaletteSource,
    RecordPanel,
    Section,
    portal,
)
from steelyard.ui.records import register_record_names, register_record_page

_MOST_ON_HOME = 5


def find_names(ids: Set[UUID]) -> dict[UUID, str]:
    """Return the titles of those courses that the current asker may see."""
    return dict(Course.objects.filter(id__in=ids).values_list("id", "title"))


def search_courses(actor: Actor, text: str, limit: int) -> Sequence[PaletteHit]:
    """Return the courses whose titles fit, among those that are for the actor."""
    found = list_catalog(actor, CourseFilter(text=text), PageRequest(size=limit), at=utc_now())
    return [
        PaletteHit(
            label=card.title,
            url=reverse("learning:course", args=[card.public_id]),
            detail=_(card.level.label),
            icon="school",
        )
        for card in found.items
    ]


def list_names(actor: Actor, _text: str) -> list[str]:
    """Return the titles among which an error in the text is forgiven."""
    found = list_catalog(actor, CourseFilter(), PageRequest(size=200), at=utc_now())
    return [card.title for card in found.items]


def load_to_do(actor: Actor, now: datetime) -> dict[str, Any] | None:
    """Return the courses that the reader has begun or is to take."""
    found = list_enrollments(actor, EnrollmentFilter(person_id=actor.person_id), PageRequest(size=20))
    rows = [enrollment_row(card, queries.today(now)) for card in found.items]
    to_do = [row for row in rows if row["is_open"]][:_MOST_ON_HOME]
    return {"rows": to_do} if to_do else None


def load_sessions(actor: Actor, now: datetime) -> dict[str, Any] | None:
    """Return the live sessions ahead that the reader is registered for."""
    found = list_sessions(actor, SessionFilter(is_mine=True, is_ahead=True), PageRequest(size=_MOST_ON_HOME), at=now)
    return {"rows": [session_row(card) for card in found.items]} if found.items else None


def load_competencies(actor: Actor, partner_id: UUID, now: datetime) -> dict[str, Any] | None:
    """Return where a partner stands with each competency, for those who may know."""
    if not permissions.can_see_teams(actor) and actor.partner_id != partner_id:
        return None
    standings = list_standings(actor, partner_id, at=now)
    is_own = actor.partner_id == partner_id
    team = (
        reverse("learning:team")
        if is_own
        else reverse("learning:partner-team", args=[public_id("partner", partner_id)])
    )
    may_open = not is_own or permissions.can_lead_team(actor)
    return {"standings": standings, "team_url": team if may_open else ""} if standings else None


register_record_names(Course.PREFIX, find_names)
register_record_page(Course.PREFIX, "learning:course")
register_record_page(Enrollment.PREFIX, "learning:enrollment")
register_record_page(Certificate.PREFIX, "learning:certificate")
register_record_page(LearningPath.PREFIX, "learning:path")
register_record_page(LiveSession.PREFIX, "learning:live-session")
register_record_page(Attendee.PREFIX, "learning:attendee")
register_record_page(Work.PREFIX, "learning:work")
portal.add(
    NavEntry(
        key="learning",
        label=gettext_lazy("Learning"),
        icon="school",
        url_name="learning:catalog",
        section=Section.KNOWLEDGE,
        order=30,
        visible=permissions.can_learn,
        go_key="l",
    ),
    PaletteSource(
        key="courses",
        label=gettext_lazy("Courses"),
        icon="school",
        search=search_courses,
        names=list_names,
        order=60,
        visible=permissions.can_learn,
    ),
    PaletteAction(
        key="new-course",
        label=gettext_lazy("Write a course"),
        icon="school",
        url_name="learning:course-new",
        order=88,
        visible=permissions.can_write_courses,
        words=gettext_lazy("new training lesson quiz"),
    ),
    PaletteAction(
        key="certifications",
        label=gettext_lazy("Define certifications"),
        icon="certificate",
        url_name="learning:certifications",
        order=89,
        visible=permissions.can_define_certifications,
    ),
    PaletteAction(
        key="live-sessions",
        label=gettext_lazy("Live sessions"),
        icon="calendar-event",
        url_name="learning:live-sessions",
        order=61,
        visible=permissions.can_learn,
        words=gettext_lazy("webinar classroom register calendar recording"),
    ),
    PaletteAction(
        key="new-session",
        label=gettext_lazy("Schedule a live session"),
        icon="calendar-plus",
        url_name="learning:session-new",
        order=90,
        visible=permissions.can_run_sessions,
        words=gettext_lazy("new webinar classroom training"),
    ),
    HomePanel(
        key="sessions",
        order=61,
        template="learning/home/sessions.html",
        load=load_sessions,
        visible=permissions.can_learn,
    ),
    HomePanel(
        key="learning",
        order=60,
        template="learning/home/to_do.html",
        load=load_to_do,
        visible=permissions.can_learn,
    ),
    RecordPanel(
        key="competencies",
        order=40,
        record="partner",
        template="learning/panels/competencies.html",
        load=load_competencies,
        column="side",
    ),
)
