"""Saying that two partners are one, and taking it back: nothing is deleted, everything moved is written down."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext

from steelyard.kernel.actors import Actor
from steelyard.kernel.ids import new_id
from steelyard.kernel.refusals import ChangedMeanwhile, InvalidInput, NotAllowed, NotFound, sentence
from steelyard.partners.commands.locking import subject_of
from steelyard.partners.events import PartnerMergeUndone, PartnersMerged
from steelyard.partners.followers import followers
from steelyard.partners.foreseeing import fingerprint, read_fact, say_fact
from steelyard.partners.models import Partner, PartnerMerge
from steelyard.partners.permissions import can_merge_partners
from steelyard.partners.terms import MERGE_FIELDS, PartnerStatus
from steelyard.platform.events import record
from steelyard.platform.merging.refusals import AlreadyMerged, MergeNotUndoable, MergeWithItself
from steelyard.platform.merging.terms import Pair

_MERGED_FURTHER = sentence("{partner} itself was merged into another partner; undo that first")
_COMPANIES_MERGED = sentence("the companies of the two were merged into one; undo that first")
_FACT_CHANGED = sentence("{fact} was changed")


@transaction.atomic
def merge_partners(
    *, survivor_id: UUID, merged_id: UUID, taken: Collection[str], actor: Actor, now: datetime, seen: str = ""
) -> UUID:
    """Merge one partner into another and return the merge: its id leads to the survivor, and what hung on it hangs there.

    `taken` are the facts that the survivor takes over; `seen` is what the person had read (`foresee_merge`), and a change since
    refuses. What would collide, or show anybody else more than before, is never resolved here: a person settles it first.

    Raises: NotAllowed, NotFound, MergeWithItself, AlreadyMerged, ChangedMeanwhile, MergeCollides, InvalidInput.
    """
    if not can_merge_partners(actor):
        raise NotAllowed
    if unknown := set(taken) - set(MERGE_FIELDS):
        raise InvalidInput(fields=dict.fromkeys(unknown, sentence("This is no fact of which one is kept.")))
    if survivor_id == merged_id:
        raise MergeWithItself
    pair = Pair(survivor=survivor_id, merged=merged_id)
    survivor, merged = _hold(pair)
    for one in (survivor, merged):
        if one.merged_into_id is not None:
            raise AlreadyMerged(name=one.name)
    if seen and seen != fingerprint(pair):
        raise ChangedMeanwhile
    followers.require_no_collision(pair)

    label = survivor.name
    facts = _take_facts(survivor, merged, taken)
    before = {"status": merged.status, "since": merged.status_since_at.isoformat(), "parent": _text(merged.parent_id)}
    moved = followers.move(pair)
    # Nobody signs, sells or is counted under a record that only leads to another one.
    merged.merged_into, merged.status, merged.status_since_at = survivor, PartnerStatus.ENDED, now
    merged.parent_id = None
    merged.save(update_fields=["merged_into", "status", "status_since_at", "parent_id"])
    merge = PartnerMerge.objects.create(
        id=new_id(),
        survivor=survivor,
        merged=merged,
        merged_name=merged.name,
        journal={"facts": facts, "before": before, "followers": moved},
        merged_by=actor.person_id,
        merged_at=now,
        undo_until=PartnerMerge.undo_until_from(now),
    )
    happened = PartnersMerged(
        **{**subject_of(survivor), "subject_label": label},
        other=merge.merged_name,
        other_id=merged.id,
        merge_id=merge.id,
    )
    record(happened, actor=actor, now=now, related=[merged.id])
    return merge.id


@transaction.atomic
def undo_partner_merge(*, merge_id: UUID, actor: Actor, now: datetime) -> None:
    """Make the two partners again what they were before the merge, with all that was moved.

    What came to the survivor since stays with it. Refuses as a whole where something that moved or was taken over has changed.

    Raises: NotAllowed, NotFound, MergeAlreadyUndone, UndoTooLate, MergeNotUndoable.
    """
    if not can_merge_partners(actor):
        raise NotAllowed
    known = PartnerMerge.objects.filter(id=merge_id).first()
    if known is None:
        raise NotFound
    pair = Pair(survivor=known.survivor_id, merged=known.merged_id)
    survivor, merged = _hold(pair)
    merge = PartnerMerge.objects.select_for_update(of=("self",)).get(id=merge_id)
    merge.require_undoable_at(now)
    if changed := _find_changed(pair, survivor, merged, merge):
        raise MergeNotUndoable(changed="; ".join(changed))

    journal = merge.journal
    merged.merged_into = None
    merged.status, merged.status_since_at = (
        journal["before"]["status"],
        datetime.fromisoformat(journal["before"]["since"]),
    )
    merged.parent_id = UUID(journal["before"]["parent"]) if journal["before"]["parent"] else None
    merged.save(update_fields=["merged_into", "status", "status_since_at", "parent_id"])
    followers.restore(pair, journal["followers"])
    _write_facts(survivor, {field: before for field, (before, _) in journal["facts"].items()})
    merge.mark_undone(by=actor.person_id, now=now)
    happened = PartnerMergeUndone(
        **subject_of(survivor), other=merge.merged_name, other_id=merged.id, merge_id=merge.id
    )
    record(happened, actor=actor, now=now, related=[merged.id])


def _hold(pair: Pair) -> tuple[Partner, Partner]:
    """Return both partners, held: first against those who decide about them, then their rows. Raises: NotFound."""
    followers.hold(pair.ids)
    rows = Partner.objects.select_for_update(of=("self",)).filter(id__in=pair.ids).order_by("id")
    found = {partner.id: partner for partner in rows}
    if len(found) < 2:
        raise NotFound
    return found[pair.survivor], found[pair.merged]


def _take_facts(survivor: Partner, merged: Partner, taken: Collection[str]) -> dict[str, list[Any]]:
    """Give the survivor the facts that were chosen, and return each that changed as it was and as it is."""
    changed = {
        field: [read_fact(survivor, field), read_fact(merged, field)]
        for field in taken
        if read_fact(survivor, field) != read_fact(merged, field)
    }
    _write_facts(survivor, {field: after for field, (_, after) in changed.items()})
    return changed


def _write_facts(partner: Partner, facts: dict[str, Any]) -> None:
    for field, value in facts.items():
        if field in ("name", "region"):
            setattr(partner, "region_id" if field == "region" else field, value)
        else:
            setattr(partner.profile, field, value)
    partner.save(update_fields=["name", "region_id"])
    partner.profile.save()


def _find_changed(pair: Pair, survivor: Partner, merged: Partner, merge: PartnerMerge) -> list[str]:
    """Return in words what is not as the merge left it."""
    found = []
    if survivor.merged_into_id is not None:
        found.append(gettext(_MERGED_FURTHER).format(partner=survivor.name))
    if survivor.company_id == merged.company_id:
        found.append(gettext(_COMPANIES_MERGED))
    for field, (_, after) in merge.journal["facts"].items():
        if read_fact(survivor, field) != after:
            found.append(gettext(_FACT_CHANGED).format(fact=say_fact(field)))
    return found + followers.find_changed(pair, merge.journal["followers"])


def _text(value: UUID | None) -> str:
    return "" if value is None else str(value)
