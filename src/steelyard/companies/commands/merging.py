"""Saying that two companies are one, and taking it back: nothing is deleted, everything moved is written down."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext

from steelyard.companies.events import CompaniesMerged, MergeUndone
from steelyard.companies.followers import followers
from steelyard.companies.models import Company, CompanyMerge, CompanyName, NameKind
from steelyard.companies.models.indexing import reindexing
from steelyard.companies.models.moving import find_missing, lock_pair, move_rows, return_rows
from steelyard.companies.permissions import can_merge_companies
from steelyard.companies.queries.merging import fingerprint
from steelyard.companies.queries.records import find_ancestors
from steelyard.companies.refusals import ParentIsDescendant
from steelyard.companies.terms import MERGE_FIELDS, MergeChoice
from steelyard.companies.wording import say_fact
from steelyard.kernel.actors import Actor
from steelyard.kernel.ids import new_id
from steelyard.kernel.refusals import ChangedMeanwhile, InvalidInput, NotAllowed, NotFound, sentence
from steelyard.platform import events
from steelyard.platform.merging.refusals import AlreadyMerged, MergeNotUndoable, MergeWithItself
from steelyard.platform.merging.terms import Pair

_MERGED_FURTHER = sentence("{company} itself was merged into another company; undo that first")
_FACT_CHANGED = sentence("{fact} was changed")
_MOVED = {
    "names": sentence("a name that came with it was removed"),
    "domains": sentence("a domain that came with it was removed"),
    "identifiers": sentence("a number that came with it was removed"),
    "children": sentence("a subsidiary that came with it has another owner"),
}


@transaction.atomic
def merge_companies(
    *, survivor_id: UUID, merged_id: UUID, choice: MergeChoice, actor: Actor, now: datetime, seen: str = ""
) -> UUID:
    """Merge one company into another and return the merge: its id leads to the survivor, and what hung on it hangs there.

    `seen` is what the person had read (`foresee_merge`); a change since refuses. What would collide is never resolved here: a
    person settles it first.

    Raises: NotAllowed, NotFound, MergeWithItself, AlreadyMerged, ChangedMeanwhile, MergeCollides, ParentIsDescendant, InvalidInput.
    """
    if not can_merge_companies(actor):
        raise NotAllowed
    if unknown := choice.taken - set(MERGE_FIELDS):
        raise InvalidInput(fields=dict.fromkeys(unknown, sentence("This is no fact of which one is kept.")))
    if survivor_id == merged_id:
        raise MergeWithItself
    pair = Pair(survivor=survivor_id, merged=merged_id)
    survivor, merged = _hold(pair)
    for one in (survivor, merged):
        if one.merged_into_id is not None:
            raise AlreadyMerged(name=one.shown_name)
    if seen and seen != fingerprint(pair):
        raise ChangedMeanwhile
    followers.require_no_collision(pair)

    label = survivor.shown_name
    merge = CompanyMerge(
        id=new_id(),
        survivor=survivor,
        merged=merged,
        merged_name=merged.shown_name,
        merged_by=actor.person_id,
        merged_at=now,
        undo_until=CompanyMerge.undo_until_from(now),
    )
    with reindexing(*pair.ids):
        merged.merged_into = survivor
        merged.save(update_fields=["merged_into"])
        rows = move_rows(pair, choice.left)
        unchosen = _Named.of(survivor if "name" in choice.taken else merged)
        facts = _take_facts(survivor, merged, choice.taken)
        alias = _keep_name(survivor, unchosen, now)
    merge.journal = {
        "facts": facts,
        "rows": rows,
        "alias": alias,
        "followers": followers.move(pair),
    }
    merge.save(force_insert=True)
    happened = CompaniesMerged(
        subject_id=survivor.id,
        subject_label=label,
        other=merge.merged_name,
        other_id=merged.id,
        merge_id=merge.id,
    )
    events.record(happened, actor=actor, now=now, related=[merged.id])
    return merge.id


@transaction.atomic
def undo_merge(*, merge_id: UUID, actor: Actor, now: datetime) -> None:
    """Make the two companies again what they were before the merge, with all that was moved.

    What became known of the survivor since stays with it. Refuses as a whole where something that was moved or taken over has
    changed since, because restoring would overwrite that.

    Raises: NotAllowed, NotFound, MergeAlreadyUndone, UndoTooLate, MergeNotUndoable.
    """
    if not can_merge_companies(actor):
        raise NotAllowed
    known = CompanyMerge.objects.filter(id=merge_id).first()
    if known is None:
        raise NotFound
    pair = Pair(survivor=known.survivor_id, merged=known.merged_id)
    survivor, merged = _hold(pair)
    merge = CompanyMerge.objects.select_for_update(of=("self",)).get(id=merge_id)
    merge.require_undoable_at(now)
    changed = list(_find_changed(pair, survivor, merge))
    if changed:
        raise MergeNotUndoable(changed="; ".join(changed))

    journal = merge.journal
    with reindexing(*pair.ids):
        merged.merged_into = None
        merged.save(update_fields=["merged_into"])
        if journal["alias"]:
            CompanyName.objects.filter(id=journal["alias"], company=survivor).delete()
        return_rows(pair, journal["rows"])
        for column, (before, _) in journal["facts"].items():
            setattr(survivor, column, _read(column, before))
        survivor.save(update_fields=list(journal["facts"]))
    followers.restore(pair, journal["followers"])
    merge.mark_undone(by=actor.person_id, now=now)
    happened = MergeUndone(
        subject_id=survivor.id,
        subject_label=survivor.shown_name,
        other=merge.merged_name,
        other_id=merged.id,
        merge_id=merge.id,
    )
    events.record(happened, actor=actor, now=now, related=[merged.id])


def _hold(pair: Pair) -> tuple[Company, Company]:
    """Return both companies, held: first against those who decide about them, then their rows. Raises: NotFound."""
    followers.hold(pair.ids)
    found = lock_pair(pair)
    if len(found) < 2:
        raise NotFound
    return found[pair.survivor], found[pair.merged]


def _take_facts(survivor: Company, merged: Company, taken: Collection[str]) -> dict[str, list[Any]]:
    """Give the survivor the facts that were chosen, and return each that changed as it was and as it is."""
    wanted: dict[str, Any] = {_column(field): getattr(merged, _column(field)) for field in taken}
    owner = wanted.get("parent_id", survivor.parent_id)
    if owner in (survivor.id, merged.id):
        owner = merged.parent_id if merged.parent_id != survivor.id else None
    wanted["parent_id"] = owner
    # Each introducer knows the company by its own words from now on; as the host keeps it, it is the host's.
    if survivor.introduced_by != merged.introduced_by:
        wanted["introduced_by"] = None
    changed = {
        column: [_write(getattr(survivor, column)), _write(value)]
        for column, value in wanted.items()
        if getattr(survivor, column) != value
    }
    for column in changed:
        setattr(survivor, column, wanted[column])
    if changed:
        survivor.save(update_fields=list(changed))
    if owner is not None and survivor.id in find_ancestors(Company.objects.get(id=owner)):
        raise ParentIsDescendant(parent=merged.shown_name, company=survivor.shown_name)
    return changed


@dataclass(frozen=True, slots=True, kw_only=True)
class _Named:
    """A name as it was before the merge; one that only a partner has said is that partner's."""

    name: str
    is_partners_word: bool

    @classmethod
    def of(cls, company: Company) -> "_Named":
        is_partners_word = company.introduced_by is not None and not company.is_listed
        return cls(name=company.name, is_partners_word=is_partners_word)


def _keep_name(survivor: Company, unchosen: _Named, now: datetime) -> str:
    """Let the survivor be found by the name that was not chosen; return what was added for that."""
    if unchosen.is_partners_word or unchosen.name == survivor.name:
        return ""
    added, is_new = CompanyName.objects.get_or_create(
        company=survivor, text=unchosen.name, partner_id=None, defaults={"kind": NameKind.TRADING, "created_at": now}
    )
    return str(added.id) if is_new else ""


def _find_changed(pair: Pair, survivor: Company, merge: CompanyMerge) -> list[str]:
    """Return in words what is not as the merge left it."""
    journal = merge.journal
    found = []
    if survivor.merged_into_id is not None:
        found.append(gettext(_MERGED_FURTHER).format(company=survivor.shown_name))
    for column, (_, after) in journal["facts"].items():
        if _write(getattr(survivor, column)) != after:
            found.append(gettext(_FACT_CHANGED).format(fact=say_fact(column.removesuffix("_id"))))
    found += [gettext(_MOVED[kind]) for kind in sorted(find_missing(pair, journal["rows"]))]
    return found + followers.find_changed(pair, journal["followers"])


def _column(field: str) -> str:
    return "parent_id" if field == "parent" else field


def _write(value: Any) -> Any:
    return str(value) if isinstance(value, UUID) else value


def _read(column: str, value: Any) -> Any:
    return UUID(value) if value is not None and column in ("parent_id", "introduced_by") else value
