"""What a partner does with its contributions: register, change, hand in, take back."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from steelyard.content import permissions
from steelyard.content.commands.checking import check_words
from steelyard.content.contributions.addresses import normalize_address
from steelyard.content.contributions.events import ContributionSubmitted, ContributionWithdrawn
from steelyard.content.contributions.refusals import (
    ContributionAcknowledgedElsewhere,
    ContributionAddressInvalid,
    ContributionAuthorUnknown,
    ContributionIncomplete,
    ContributionInFuture,
    ContributionNotPossibleNow,
    ContributionTwice,
)
from steelyard.content.contributions.terms import (
    EDITABLE_STATES,
    LIVE_STATES,
    LONGEST_ADDRESS,
    ContributionDraft,
    ContributionState,
)
from steelyard.content.models import Contribution, ContributionCase
from steelyard.content.refusals import FileInUse
from steelyard.content.terms import LANGUAGES
from steelyard.identity.public import list_people
from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.platform.db import as_system
from steelyard.platform.events import record
from steelyard.platform.features import require_open
from steelyard.platform.files import FileCard, find_files
from steelyard.platform.webhooks.addresses import is_url_allowed
from steelyard.program.public import list_product_families, list_regions

_ENDED = frozenset({ContributionState.REFUSED, ContributionState.WITHDRAWN})


@transaction.atomic
def save_contribution(
    *,
    actor: Actor,
    draft: ContributionDraft,
    now: datetime,
    contribution_id: UUID | None = None,
    file_id: UUID | None = None,
) -> UUID:
    """Keep what a partner says of something that its people published, and return its id; the host sees it once it is handed in.

    A file takes the place of an address, and an address that of the file. Raises: NotFound, NotAllowed, FeatureNotOpen,
    ContributionNotPossibleNow, ContributionAddressInvalid, ContributionAuthorUnknown, ContributionInFuture, ContentWordUnknown,
    FileInUse.
    """
    if contribution_id is None:
        require_open(permissions.CONTRIBUTIONS, actor)
        if not permissions.can_contribute(actor) or actor.partner_id is None:
            raise NotAllowed
        row = Contribution(partner_id=actor.partner_id, state=ContributionState.DRAFT, created_at=now)
        case = ContributionCase(contribution=row, registered_by=actor.person_id)
    else:
        row = lock_own(actor, contribution_id, allowed=EDITABLE_STATES)
        case = row.case
    _check(actor, draft, now)
    _tell(row, case, draft, _find_file(actor, file_id, row))
    if contribution_id is None:
        row.save(force_insert=True)
        case.save(force_insert=True)
        return row.id
    with (
        as_system()
    ):  # what the host has looked at before is not a partner's to write; the case above says that it may here
        row.save()
        case.save()
    return row.id


@transaction.atomic
def submit_contribution(*, actor: Actor, contribution_id: UUID, now: datetime) -> None:
    """Hand a contribution in to be verified.

    Raises: NotFound, NotAllowed, ContributionNotPossibleNow, ContributionIncomplete, ContributionTwice,
    ContributionAcknowledgedElsewhere (for one that the partner is shown).
    """
    row = lock_own(actor, contribution_id, allowed=EDITABLE_STATES)
    case = row.case
    if not (row.address or row.file_id) or row.published_on is None or not row.credited_as or not case.author_ids:
        raise ContributionIncomplete
    if row.address_key:
        hold_address(row.address_key)
        _refuse_twice(actor, row)
    with as_system():
        row.state, row.acknowledged_at, row.ended_at, row.verify_again_on = (
            ContributionState.SUBMITTED,
            None,
            None,
            None,
        )
        case.submitted_at, case.decided_at, case.decided_by = now, None, None
        case.points, case.reasons, case.rules, case.confidence = 0, [], "", ""
        row.save()
        case.save()
    record(ContributionSubmitted(**subject_of(row), kind=row.kind), actor=actor, now=now)


@transaction.atomic
def withdraw_contribution(*, actor: Actor, contribution_id: UUID, reason: str, now: datetime) -> None:
    """Take a contribution back; its points end. A draft is thrown away.

    Raises: NotFound, NotAllowed, ContributionNotPossibleNow.
    """
    row = lock_own(actor, contribution_id, allowed=frozenset(ContributionState) - _ENDED)
    with as_system():
        if row.state == ContributionState.DRAFT:
            row.delete()
            return
        points = row.case.points if row.is_acknowledged else 0
        end(row, ContributionState.WITHDRAWN, reason, now)
    record(ContributionWithdrawn(**subject_of(row), reason=reason, points=points), actor=actor, now=now)


def lock_own(actor: Actor, contribution_id: UUID, *, allowed: frozenset[ContributionState]) -> Contribution:
    """Return a contribution for its partner to change, with its row locked.

    Raises: NotFound, NotAllowed, ContributionNotPossibleNow.
    """
    row = lock_contribution(actor, contribution_id)
    if not permissions.can_contribute(actor) or row.partner_id != actor.partner_id:
        raise NotAllowed
    if ContributionState(row.state) not in allowed:
        raise ContributionNotPossibleNow(title=row.title)
    return row


def lock_contribution(actor: Actor, contribution_id: UUID) -> Contribution:
    """Return a contribution whose case the actor may know, with its row locked. Raises: NotFound."""
    if not Contribution.visible_to(actor).filter(id=contribution_id).exists():
        raise NotFound
    with as_system():
        rows = Contribution.objects.select_for_update(of=("self",)).select_related("case")
        found = rows.filter(id=contribution_id).first()
    if found is None:
        raise NotFound
    return found


def hold_address(key: str) -> None:
    """Let nobody else hand in or acknowledge something at the address until this transaction is over."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended('content.contribution:' || %s, 0))", [key])


def end(row: Contribution, state: ContributionState, words: str, now: datetime) -> None:
    """Let a contribution count no more and be shown to nobody else."""
    row.state = state
    if row.acknowledged_at is not None and row.ended_at is None:
        row.ended_at = now
    row.featured_at, row.audience = None, None
    row.case.words = words
    row.save()
    row.case.save()


def subject_of(row: Contribution) -> dict[str, Any]:
    """Return whom and what an event about a contribution is about."""
    return {
        "subject_id": row.id,
        "subject_label": row.title,
        "partner_id": row.partner_id,
        "person_id": row.case.registered_by,
    }


def _check(actor: Actor, draft: ContributionDraft, now: datetime) -> None:
    if draft.address and (
        len(draft.address) > LONGEST_ADDRESS
        or not is_url_allowed(draft.address.partition("#")[0], allows_loopback=False)
    ):
        raise ContributionAddressInvalid(fields={"address": ContributionAddressInvalid.text})
    if draft.published_on is not None and draft.published_on > now.date():
        raise ContributionInFuture(fields={"published_on": ContributionInFuture.text})
    check_words("families", draft.families, {family.key for family in list_product_families(include_inactive=True)})
    check_words("language", (draft.language,), set(LANGUAGES))
    check_words("region", (draft.region,), {"", *(region.key for region in list_regions())})
    if draft.author_ids:
        assert actor.partner_id is not None
        known = {person.id for person in list_people(actor.partner_id)}
        if not set(draft.author_ids) <= known:
            raise ContributionAuthorUnknown(fields={"author_ids": ContributionAuthorUnknown.text})


def _find_file(actor: Actor, file_id: UUID | None, row: Contribution) -> FileCard | None:
    if file_id is None:
        return None
    found = find_files(actor, [file_id]).get(file_id)
    with as_system():
        is_taken = Contribution.objects.filter(file_id=file_id).exclude(id=row.id).exists()
    if found is None or is_taken:
        raise FileInUse(fields={"file": FileInUse.text})
    return found


def _tell(row: Contribution, case: ContributionCase, draft: ContributionDraft, file: FileCard | None) -> None:
    for name in ("title", "kind", "summary", "language", "region", "published_on", "credited_as"):
        setattr(row, name, getattr(draft, name))
    row.families = list(draft.families)
    if file is not None:
        row.file_id, row.file_name = file.id, file.name
    elif draft.address:
        row.file_id, row.file_name = None, ""
    row.address = "" if file is not None else draft.address
    row.address_key = normalize_address(row.address) if row.address else ""
    for name in ("customer", "reach", "is_first_publication"):
        setattr(case, name, getattr(draft, name))
    case.author_ids = list(draft.author_ids)


def _refuse_twice(actor: Actor, row: Contribution) -> None:
    same = Contribution.objects.filter(address_key=row.address_key).exclude(id=row.id)
    own = same.filter(partner_id=row.partner_id, state__in=[state.value for state in LIVE_STATES]).first()
    if own is not None:
        raise ContributionTwice(title=own.title, fields={"address": ContributionTwice.text})
    # Of what others registered a partner learns nothing here, unless it is shown it anyway.
    shown = Contribution.featured_to(actor).filter(address_key=row.address_key).exclude(id=row.id).first()
    if shown is not None:
        raise ContributionAcknowledgedElsewhere(
            title=shown.title, fields={"address": ContributionAcknowledgedElsewhere.text}
        )
