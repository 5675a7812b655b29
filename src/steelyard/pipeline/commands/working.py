"""Working an opportunity: moving it, logging what was done, saying whose it is."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from steelyard.identity.public import list_people
from steelyard.kernel.actors import Actor, Role
from steelyard.kernel.refusals import NotAllowed
from steelyard.pipeline import permissions, queries
from steelyard.pipeline.commands.locking import lock_opportunity, related_to, subject_of
from steelyard.pipeline.events import (
    ActivityLogged,
    InternalActivityLogged,
    OpportunityMoved,
    OwnerAssigned,
    PartnerOwnerAssigned,
)
from steelyard.pipeline.models import Activity
from steelyard.pipeline.refusals import ActivityInFuture, NotTheirPerson, StageCloses
from steelyard.pipeline.terms import ActivityKind, Direction, StageKind
from steelyard.platform.directory import find_people
from steelyard.platform.events import record


@transaction.atomic
def move_stage(*, actor: Actor, opportunity_id: UUID, stage: str, now: datetime, version: int | None = None) -> int:
    """Move an open opportunity to another open stage and return its version now.

    Raises: NotFound, NotAllowed, ChangedMeanwhile, OpportunityClosed, UnknownStage, StageCloses.
    """
    wanted = queries.require_stage(stage)
    opportunity = lock_opportunity(actor, opportunity_id, version=version)
    if wanted.kind != StageKind.OPEN:
        raise StageCloses(stage=wanted.name)
    before = opportunity.stage
    if before == wanted:
        return opportunity.version - 1
    opportunity.stage, opportunity.stage_since_at = wanted, now
    opportunity.save(update_fields=["stage", "stage_since_at", "version"])
    record(
        OpportunityMoved(**subject_of(opportunity), before=before.name, after=wanted.name),
        actor=actor,
        now=now,
        related=related_to(opportunity),
    )
    return opportunity.version


@transaction.atomic
def log_activity(
    *,
    actor: Actor,
    opportunity_id: UUID,
    kind: ActivityKind,
    summary: str,
    occurred_at: datetime,
    now: datetime,
    direction: Direction = Direction.OUTBOUND,
    is_internal: bool = False,
) -> UUID:
    """Write down something that was done on an opportunity and return the activity's id.

    Raises: NotFound, NotAllowed, ActivityInFuture.
    """
    opportunity = lock_opportunity(actor, opportunity_id, is_open=False)
    if is_internal and not permissions.can_log_internally(actor):
        raise NotAllowed
    if occurred_at > now:
        raise ActivityInFuture(fields={"occurred_at": ActivityInFuture.text})
    activity = Activity.objects.create(
        opportunity=opportunity,
        kind=kind,
        direction=direction,
        summary=summary,
        occurred_at=occurred_at,
        logged_at=now,
        logged_by=actor.person_id,
        is_internal=is_internal,
    )
    if kind is not ActivityKind.NOTE:
        opportunity.last_activity_at = max(opportunity.last_activity_at, occurred_at)
        opportunity.save(update_fields=["last_activity_at"])
    happened = InternalActivityLogged if is_internal else ActivityLogged
    record(
        happened(
            **subject_of(opportunity),
            activity_id=activity.id,
            kind=kind,
            direction=direction,
            summary=summary,
            occurred_at=occurred_at,
        ),
        actor=actor,
        now=now,
        related=related_to(opportunity),
    )
    return activity.id


@transaction.atomic
def assign_owner(
    *, actor: Actor, opportunity_id: UUID, person_id: UUID | None, now: datetime, version: int | None = None
) -> None:
    """Say who of the host works an opportunity.

    Raises: NotFound, NotAllowed, ChangedMeanwhile, NotTheirPerson.
    """
    opportunity = lock_opportunity(actor, opportunity_id, version=version, is_open=False)
    if not permissions.can_assign_owner(actor):
        raise NotAllowed
    before = opportunity.owner_id
    if before == person_id:
        return
    person = find_people({person_id}).get(person_id) if person_id else None
    if person_id and (person is None or not person.is_host):
        raise NotTheirPerson(fields={"owner": NotTheirPerson.text})
    opportunity.owner_id = person_id
    opportunity.save(update_fields=["owner", "version"])
    record(
        OwnerAssigned(
            **subject_of(opportunity), owner_id=person_id, owner=person.name if person else "", before_id=before
        ),
        actor=actor,
        now=now,
        related=related_to(opportunity),
    )


@transaction.atomic
def assign_partner_owner(*, actor: Actor, opportunity_id: UUID, person_id: UUID | None, now: datetime) -> None:
    """Say who of its partner works an opportunity; a partner's administrator says it, or the host.

    Raises: NotFound, NotAllowed, NotTheirPerson.
    """
    opportunity = lock_opportunity(actor, opportunity_id, is_open=False)
    if actor.is_partner and not actor.has_role(Role.PARTNER_ADMIN):
        raise NotAllowed
    before = opportunity.partner_owner_id
    if before == person_id:
        return
    colleagues = {person.id: person for person in list_people(opportunity.partner_id)} if opportunity.partner_id else {}
    if person_id is not None and person_id not in colleagues:
        raise NotTheirPerson(fields={"owner": NotTheirPerson.text})
    opportunity.partner_owner_id = person_id
    opportunity.save(update_fields=["partner_owner", "version"])
    owner = colleagues[person_id].name if person_id else ""
    record(
        PartnerOwnerAssigned(**subject_of(opportunity), owner_id=person_id, owner=owner, before_id=before),
        actor=actor,
        now=now,
        related=related_to(opportunity),
    )
