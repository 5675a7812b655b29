"""Changing what partners are: name, region, parent, profile."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import NotAllowed
from steelyard.partners import permissions, queries
from steelyard.partners.commands.enrollment import external_id_taken
from steelyard.partners.commands.locking import lock_partner, subject_of
from steelyard.partners.commands.moving import place_under
from steelyard.partners.events import PartnerChanged, ProfileChanged
from steelyard.partners.models import DataTask, Partner, PartnerProfile
from steelyard.partners.quality.terms import Detail, TaskKind
from steelyard.partners.refusals import ParentNotPossible
from steelyard.partners.terms import ProfileDraft
from steelyard.platform.events import record


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
    if "external_id" in changed and external_id and Partner.objects.filter(external_id=external_id).exists():
        raise external_id_taken(external_id)
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
    place_under(partner, parent, family, actor=actor, now=now)


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
    kept.checked_at = now
    kept.save(update_fields=[*changed, "checked_at"])
    filled = [Detail(field) for field in changed if wanted[field]]
    DataTask.settle(partner.id, TaskKind.FILL, details=filled, now=now)
    DataTask.settle(partner.id, TaskKind.CONFIRM_RECORD, now=now)
    record(
        ProfileChanged(**subject_of(partner), fields=tuple(changed)),
        actor=actor,
        now=now,
    )
