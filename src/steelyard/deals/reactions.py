"""What registrations do after an event: close with their opportunity, let the next in line come, tell people."""

from datetime import datetime
from uuid import UUID

from steelyard.deals.commands import reconsider_registration, record_lost, record_won
from steelyard.deals.events import (
    ArbiterNamed,
    CommentAdded,
    DirectOpportunityBlocked,
    DirectOverrideRecorded,
    DisputeAnswered,
    DisputeDismissed,
    DisputeEvent,
    DisputeFiled,
    DisputeOverdue,
    DisputeUpheld,
    DisputeWithdrawn,
    EvidenceAdded,
    EvidenceRequested,
    ExtensionGranted,
    ExtensionRefused,
    ExtensionRequested,
    InformationGiven,
    InformationRequested,
    InternalCommentAdded,
    ManagerReassigned,
    ProtectionEnding,
    RegistrationAppealed,
    RegistrationApproved,
    RegistrationCancelled,
    RegistrationConverted,
    RegistrationEvent,
    RegistrationExpired,
    RegistrationHeld,
    RegistrationLost,
    RegistrationPartlyApproved,
    RegistrationPassedOn,
    RegistrationRejected,
    RegistrationSubmittedOnBehalf,
    RegistrationWithdrawn,
    RegistrationWon,
    ReviewEscalated,
    ReviewOverdue,
)
from steelyard.deals.models import DealRegistration, Dispute
from steelyard.deals.queries.waiting import list_waiting_behind
from steelyard.identity.public import list_administrator_ids, list_host_people
from steelyard.kernel.actors import SYSTEM, Role
from steelyard.kernel.ids import public_id
from steelyard.kernel.refusals import sentence
from steelyard.partners.public import get_partner
from steelyard.pipeline.events import OpportunityLost, OpportunityWon
from steelyard.platform.notifications import is_urgent_when, notify
from steelyard.platform.reactions import Happened, reacts_to
from steelyard.ui.records import record_url

FOR_PARTNER: tuple[type[RegistrationEvent], ...] = (
    *(RegistrationApproved, RegistrationPartlyApproved, RegistrationHeld, RegistrationRejected, EvidenceRequested),
    *(InformationRequested, ExtensionGranted, ExtensionRefused, RegistrationExpired, RegistrationCancelled),
    *(
        RegistrationSubmittedOnBehalf,
        RegistrationPassedOn,
        RegistrationWon,
        RegistrationLost,
        ProtectionEnding,
        DirectOpportunityBlocked,
        DirectOverrideRecorded,
        CommentAdded,
    ),
)
_ON_YOUR_BEHALF = sentence("{registrar} registered {subject} on your behalf")
FOR_HOST: tuple[type[RegistrationEvent], ...] = (
    *(RegistrationHeld, RegistrationPartlyApproved, InformationGiven, EvidenceAdded, ExtensionRequested),
    *(RegistrationWithdrawn, RegistrationExpired, RegistrationAppealed, RegistrationConverted, ProtectionEnding),
    *(ReviewEscalated, ReviewOverdue, ManagerReassigned, CommentAdded, InternalCommentAdded, DirectOverrideRecorded),
)


@is_urgent_when(ProtectionEnding)
def ends_today(happened: Happened) -> bool:
    """Tell whether the protection ends within a day."""
    return bool(happened.event.days_left <= 1)


@is_urgent_when(ReviewEscalated, ReviewOverdue)
def is_due_in_hours(happened: Happened) -> bool:  # noqa: ARG001 - each of them is
    """Tell that a decision is due within hours, or was."""
    return True


@reacts_to(OpportunityWon)
def win_registration(happened: Happened, now: datetime) -> None:
    """Close the registration whose opportunity was won."""
    event = happened.event
    if event.source_registration_id is not None:
        record_won(actor=SYSTEM, registration_id=event.source_registration_id, opportunity_id=event.subject_id, now=now)


@reacts_to(OpportunityLost)
def lose_registration(happened: Happened, now: datetime) -> None:
    """Close the registration whose opportunity was lost."""
    event = happened.event
    if event.source_registration_id is not None:
        record_lost(actor=SYSTEM, registration_id=event.source_registration_id, reason=event.reason, now=now)


@reacts_to(RegistrationRejected, RegistrationWithdrawn, RegistrationExpired, RegistrationCancelled, RegistrationLost)
def let_next_come(happened: Happened, now: datetime) -> None:
    """Decide again what waited behind the registration, the first submission first."""
    for registration_id in list_waiting_behind(happened.event.subject_id):
        reconsider_registration(actor=SYSTEM, registration_id=registration_id, now=now)


@reacts_to(*dict.fromkeys((*FOR_PARTNER, *FOR_HOST)))
def tell_people(happened: Happened, now: datetime) -> None:
    """Tell whoever owns it at the partner (its administrators where nobody does), and whoever of the host looks after it."""
    registration = DealRegistration.objects.get(id=happened.event.subject_id)
    people: set[UUID] = set()
    if isinstance(happened.event, FOR_PARTNER) and not happened.event.is_internal:
        owner = registration.owner_id
        people |= {owner} if owner else set(list_administrator_ids({registration.partner_id}))
    if isinstance(happened.event, FOR_HOST):
        people |= _managers(registration, now)
    own = _ON_YOUR_BEHALF if isinstance(happened.event, RegistrationSubmittedOnBehalf) else ""
    url = record_url(public_id(DealRegistration.PREFIX, registration.id))
    notify(people, happened, url=url, now=now, sentence=own)


@reacts_to(
    DisputeFiled, DisputeAnswered, ArbiterNamed, DisputeUpheld, DisputeDismissed, DisputeWithdrawn, DisputeOverdue
)
def tell_of_dispute(happened: Happened, now: datetime) -> None:
    """Tell both sides and the arbiter of what happens in a dispute; of what waits for an arbiter, those who name one."""
    event = happened.event
    assert isinstance(event, DisputeEvent)
    dispute = Dispute.objects.select_related("registration").get(id=event.dispute_id)
    registration = dispute.registration
    people = {one for one in (dispute.filed_by, dispute.arbiter_id) if one}
    if not event.is_internal:
        people |= {registration.owner_id} if registration.owner_id else set()
        people |= _managers(registration, now)
    if isinstance(event, (DisputeFiled, DisputeOverdue)):
        people |= {person.id for person in list_host_people(Role.PROGRAM_ADMIN) if person.id}
    notify(people, happened, url=record_url(public_id(Dispute.PREFIX, dispute.id)), now=now)


def _managers(registration: DealRegistration, now: datetime) -> set[UUID]:
    if registration.manager_id is not None:
        return {registration.manager_id}
    return set(get_partner(registration.partner_id, at=now).manager_ids)
