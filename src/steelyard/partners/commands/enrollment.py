"""Enrolling partners and changing what they are: name, region, status, parent, profile."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from steelyard.companies.public import resolve_company
from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import NotAllowed
from steelyard.partners import permissions, queries
from steelyard.partners.commands.locking import lock_partner, subject_of
from steelyard.partners.events import (
    ParentRemoved,
    ParentSet,
    PartnerChanged,
    PartnerEnrolled,
    PartnerStatusChanged,
    ProfileChanged,
)
from steelyard.partners.models import ManagerAssignment, Partner, PartnerProfile, PartnerRole, TierAssignment
from steelyard.partners.refusals import (
    AlreadyEnrolled,
    ExternalIdTaken,
    ParentNotPossible,
    ReasonMissing,
    StatusCannotFollow,
)
from steelyard.partners.terms import NEXT_STATUSES, PartnerDraft, PartnerStatus, ProfileDraft
from steelyard.platform import visibility
from steelyard.platform.events import record
from steelyard.program.public import region_of

_NEEDS_REASON = {PartnerStatus.SUSPENDED, PartnerStatus.ENDED}


@transaction.atomic
def enroll_partner(*, actor: Actor, draft: PartnerDraft, now: datetime) -> UUID:
    """Enroll a company in the program and return the partner's id.

    Raises: NotAllowed, AlreadyEnrolled, ExternalIdTaken, UnknownWord, NotHostPerson, NotFound (no such parent).
    """
    if not permissions.can_manage_partners(actor):
        raise NotAllowed
    region = queries.require_region(draft.region or region_of(draft.country))
    for key in draft.types:
        queries.require_type(key)
    for person_id in draft.manager_ids:
        queries.require_host_person(person_id)
    parent = queries.get_partner(actor, draft.parent_id) if draft.parent_id else None
    company = resolve_company(
        actor=actor,
        name=draft.name,
        domain=draft.domain,
        country=draft.country,
        city=draft.city,
        company_id=draft.company_id,
        now=now,
    )
    enrolled = Partner.objects.filter(company=company.company_id).first()
    if enrolled is not None:
        raise AlreadyEnrolled(name=enrolled.name, fields={"name": AlreadyEnrolled.text})
    _refuse_taken_external_id(draft.external_id)

    today = queries.today(now)
    partner = Partner.objects.create(
        company_id=company.company_id,
        name=draft.name,
        region_id=region,
        status=draft.status,
        status_since_at=now,
        parent=parent,
        external_id=draft.external_id,
        enrolled_at=now,
    )
    PartnerProfile.objects.create(partner=partner, website=f"https://{draft.domain}" if draft.domain else "")
    PartnerRole.objects.bulk_create(PartnerRole(partner=partner, type_id=key, since_on=today) for key in draft.types)
    ManagerAssignment.objects.bulk_create(
        ManagerAssignment(partner=partner, person_id=person, since_on=today) for person in draft.manager_ids
    )
    if draft.tier:
        TierAssignment.objects.create(partner=partner, tier_id=queries.require_tier(draft.tier), since_on=today)
    visibility.show(viewers=[partner.id, *partner.list_ancestor_ids()], partners=[partner.id])
    record(
        PartnerEnrolled(
            **subject_of(partner),
            company_id=partner.company_id,
            region=region,
            status=partner.status,
            types=draft.types,
        ),
        actor=actor,
        now=now,
        related=[partner.company_id],
    )
    return partner.id


@transaction.atomic
def change_partner(*, actor: Actor, partner_id: UUID, name: str, region: str, external_id: str, now: datetime) -> None:
    """Change the facts that the host keeps about a partner.

    Raises: NotFound, NotAllowed, ExternalIdTaken, UnknownWord.
    """
    partner = lock_partner(actor, partner_id)
    after = {"name": name, "region": queries.require_region(region), "external_id": external_id}
    before = {"name": partner.name, "region": partner.region_id, "external_id": partner.external_id}
    changed = [field for field in after if after[field] != before[field]]
    if not changed:
        return
    if "external_id" in changed:
        _refuse_taken_external_id(external_id)
    partner.name, partner.region_id, partner.external_id = name, region, external_id
    partner.save(update_fields=["name", "region", "external_id"])
    record(
        PartnerChanged(
            **subject_of(partner),
            before={field: before[field] for field in changed},
            after={field: after[field] for field in changed},
        ),
        actor=actor,
        now=now,
    )


@transaction.atomic
def set_status(*, actor: Actor, partner_id: UUID, status: PartnerStatus, reason: str, now: datetime) -> None:
    """Move a partner to another status; suspending and ending need a reason that the partner may read.

    Raises: NotFound, NotAllowed, StatusCannotFollow, ReasonMissing.
    """
    partner = lock_partner(actor, partner_id)
    before = PartnerStatus(partner.status)
    if before is status:
        return
    if status not in NEXT_STATUSES[before]:
        raise StatusCannotFollow(before=before, after=status)
    if status in _NEEDS_REASON and not reason:
        raise ReasonMissing(fields={"reason": ReasonMissing.text})
    partner.status, partner.status_reason, partner.status_since_at = status, reason, now
    partner.save(update_fields=["status", "status_reason", "status_since_at"])
    record(
        PartnerStatusChanged(
            **subject_of(partner),
            before=before,
            after=status,
            reason=reason,
        ),
        actor=actor,
        now=now,
    )


@transaction.atomic
def set_parent(*, actor: Actor, partner_id: UUID, parent_id: UUID | None, now: datetime) -> None:
    """Put a partner under another one, which from now on sees its business, or under none, which ends that sight.

    Raises: NotFound, NotAllowed, ParentNotPossible.
    """
    Partner.lock_hierarchy()
    partner = lock_partner(actor, partner_id)
    parent = queries.get_partner(actor, parent_id) if parent_id else None
    if partner.parent_id == parent_id:
        return
    family = partner.list_family_ids()
    if parent is not None and parent.id in family:
        raise ParentNotPossible(parent=parent.name, name=partner.name)
    before = partner.parent_id
    visibility.hide(viewers=partner.list_ancestor_ids(), partners=family)
    partner.parent = parent
    partner.save(update_fields=["parent"])
    visibility.show(viewers=partner.list_ancestor_ids(), partners=family)
    record(
        ParentSet(**subject_of(partner), parent_id=parent.id, parent=parent.name, before_id=before)
        if parent
        else ParentRemoved(**subject_of(partner), before_id=before),
        actor=actor,
        now=now,
        related=[other for other in (before, parent_id) if other],
    )


@transaction.atomic
def change_profile(*, actor: Actor, partner_id: UUID, profile: ProfileDraft, now: datetime) -> None:
    """Change what a partner says of itself.

    Raises: NotFound, NotAllowed.
    """
    partner = queries.get_partner(actor, partner_id)
    if not permissions.can_change_profile(actor, partner):
        raise NotAllowed
    kept = PartnerProfile.objects.select_for_update().get(partner=partner)
    wanted = {
        "website": profile.website,
        "phone": profile.phone,
        "description": profile.description,
        "capabilities": list(profile.capabilities),
        "verticals": list(profile.verticals),
        "specializations": list(profile.specializations),
    }
    changed = [field for field, value in wanted.items() if getattr(kept, field) != value]
    if not changed:
        return
    for field in changed:
        setattr(kept, field, wanted[field])
    kept.save(update_fields=changed)
    record(
        ProfileChanged(**subject_of(partner), fields=tuple(changed)),
        actor=actor,
        now=now,
    )


def _refuse_taken_external_id(external_id: str) -> None:
    if external_id and Partner.objects.filter(external_id=external_id).exists():
        refusal = ExternalIdTaken.text.format(external_id=external_id)
        raise ExternalIdTaken(external_id=external_id, fields={"external_id": refusal})
