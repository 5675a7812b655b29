"""Keeping what was typed until it is submitted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from steelyard.deals import permissions
from steelyard.deals.commands.locking import change, lock_registration
from steelyard.deals.commands.subjects import begin_registration
from steelyard.deals.models import Evidence
from steelyard.deals.terms import RegistrationState
from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.partners.public import get_partner
from steelyard.platform.events import jsonable
from steelyard.platform.files import discard_file


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftSaved:
    """A kept draft, and the version that the next save must name."""

    id: UUID
    public_id: str
    version: int


@transaction.atomic
def save_draft(
    *,
    actor: Actor,
    typed: Mapping[str, Any],
    now: datetime,
    partner_id: UUID | None = None,
    registration_id: UUID | None = None,
    version: int | None = None,
) -> DraftSaved:
    """Keep what was typed so far, however little or wrong it is; a submission checks it.

    Raises: NotAllowed, NotFound, NotPossibleNow, ChangedMeanwhile.
    """
    kept, name = jsonable(dict(typed)), str(typed.get("company_name") or "")[:200]
    if registration_id is not None:
        draft = lock_registration(actor, registration_id, allowed={RegistrationState.DRAFT}, version=version)
        if not permissions.can_follow_up(actor, draft):
            raise NotAllowed
        change(draft, draft=kept, company_name=name)
    else:
        owner = partner_id or actor.partner_id
        if owner is None or not permissions.can_register_for(actor, owner):
            raise NotAllowed
        draft = begin_registration(actor, get_partner(owner, at=now).id, now)
        draft.state, draft.draft, draft.company_name = RegistrationState.DRAFT, kept, name
        draft.save(force_insert=True)
    return DraftSaved(id=draft.id, public_id=draft.public_id, version=draft.version)


@transaction.atomic
def discard_draft(*, actor: Actor, registration_id: UUID) -> None:
    """Throw a draft away. Raises: NotAllowed, NotFound, NotPossibleNow."""
    draft = lock_registration(actor, registration_id, allowed={RegistrationState.DRAFT})
    if not permissions.can_follow_up(actor, draft):
        raise NotAllowed
    draft.delete()


@transaction.atomic
def remove_evidence(*, actor: Actor, evidence_id: UUID, draft_id: UUID | None = None) -> None:
    """Take a piece of evidence out of a draft, with its file; what was submitted stays.

    Raises: NotAllowed, NotFound, NotPossibleNow.
    """
    piece = Evidence.visible_to(actor).filter(id=evidence_id).first()
    if piece is None or draft_id not in (None, piece.registration_id):
        raise NotFound
    draft = lock_registration(actor, piece.registration_id, allowed={RegistrationState.DRAFT})
    if not permissions.can_follow_up(actor, draft):
        raise NotAllowed
    piece.delete()
    if piece.file_id is not None:
        discard_file(actor, piece.file_id)
