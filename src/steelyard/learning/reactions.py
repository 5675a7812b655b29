"""What learning does when people come and go, when somebody is enrolled, and when certificates and competencies change."""

from datetime import datetime

from django.urls import reverse

from steelyard.identity.events import PersonDeactivated, PersonJoined, PersonReactivated
from steelyard.identity.public import list_administrator_ids, list_host_people
from steelyard.kernel.actors import Role
from steelyard.kernel.ids import public_id
from steelyard.learning import commands
from steelyard.learning.events import (
    CertificateEvent,
    CertificateExpired,
    CertificateExpiring,
    CertificateIssued,
    CertificateLapsed,
    CertificateRevoked,
    CompetencyGranted,
    CompetencyLost,
    CompletionImported,
    LearnerEnrolled,
    WorkGraded,
    WorkHandedIn,
)
from steelyard.learning.models import Certificate, Work
from steelyard.partners.events import PartnerMergeUndone, PartnersMerged
from steelyard.platform.notifications import notify
from steelyard.platform.reactions import Happened, reacts_to


@reacts_to(PersonJoined, PersonReactivated, PersonDeactivated)
def take_learning_along(happened: Happened, now: datetime) -> None:  # noqa: ARG001 - the instant is that of the move
    """Let somebody's certificates and open courses follow them where they belong, from the moment of the move on."""
    commands.follow_person(person_id=happened.event.subject_id, now=happened.occurred_at)


@reacts_to(PartnersMerged, PartnerMergeUndone)
def count_again(happened: Happened, now: datetime) -> None:  # noqa: ARG001 - the instant is that of the merge
    """See which competencies two partners have together, or apart again."""
    commands.assess_competencies(now=happened.occurred_at)


@reacts_to(LearnerEnrolled)
def tell_learner(happened: Happened, now: datetime) -> None:
    """Tell somebody that they are to take a course."""
    url = reverse("learning:course", args=[public_id("course", happened.event.course_id)])
    notify([happened.event.person_id], happened, url=url, now=now)


@reacts_to(WorkHandedIn)
def tell_reviewers(happened: Happened, now: datetime) -> None:
    """Tell enablement that work waits for somebody to look at it."""
    url = reverse("learning:work", args=[public_id(Work.PREFIX, happened.event.work_id)])
    people = [person.id for person in list_host_people(Role.ENABLEMENT) if person.id]
    notify([one for one in people if one != happened.event.person_id], happened, url=url, now=now)


@reacts_to(WorkGraded)
def tell_author(happened: Happened, now: datetime) -> None:
    """Tell somebody what a reviewer made of their work."""
    url = reverse("learning:work", args=[public_id(Work.PREFIX, happened.event.work_id)])
    notify([happened.event.person_id], happened, url=url, now=now)


@reacts_to(CertificateIssued, CompletionImported, CertificateRevoked, CertificateLapsed, CertificateExpired)
def tell_holder(happened: Happened, now: datetime) -> None:
    """Tell somebody what became of a certificate of theirs."""
    _tell_holder(happened, now)


@reacts_to(CertificateExpiring)
def remind_holder(happened: Happened, now: datetime) -> None:
    """Remind somebody to renew a certificate."""
    _tell_holder(happened, now)


def _tell_holder(happened: Happened, now: datetime) -> None:
    event: CertificateEvent = happened.event
    url = reverse("learning:certificate", args=[public_id(Certificate.PREFIX, event.subject_id)])
    notify([event.person_id], happened, url=url, now=now)


@reacts_to(CompetencyGranted, CompetencyLost)
def certify_partner(happened: Happened, now: datetime) -> None:  # noqa: ARG001 - the grant says from when until when
    """Let a partner sell the product family that the competency names as long as it has the competency."""
    commands.follow_grant(grant_id=happened.event.subject_id, now=happened.occurred_at)


@reacts_to(CompetencyGranted, CompetencyLost)
def tell_administrators(happened: Happened, now: datetime) -> None:
    """Tell a partner's administrators that a competency came or went."""
    notify(list_administrator_ids({happened.event.partner_id}), happened, url=reverse("learning:team"), now=now)
