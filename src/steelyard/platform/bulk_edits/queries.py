"""Bulk edits as pages and programs read them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from steelyard.kernel.actors import Actor
from steelyard.kernel.ids import public_id
from steelyard.kernel.pages import Page, PageRequest
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.platform.bulk_edits.lists import Change, EditableList, editable_lists
from steelyard.platform.bulk_edits.models import BulkEdit, BulkEditRow
from steelyard.platform.bulk_edits.refusals import ListNotEditable
from steelyard.platform.bulk_edits.storing import label_of
from steelyard.platform.bulk_edits.terms import MOST_RECORDS, EditOutcome, EditState
from steelyard.platform.paging import take


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLine:
    """A change that the actor may make, with its values where they are to be chosen from some."""

    key: str
    label: str
    options: Mapping[str, str] | None
    takes_reason: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EditableLine:
    """A list whose records the actor may change together."""

    name: str
    label: str
    changes: Sequence[ChangeLine]


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkEditLine:
    """A bulk edit as its list and its page show it."""

    id: str
    list: str
    change: str
    label: str
    value: str
    value_name: str
    reason: str
    asked: str
    state: EditState
    total: int
    position: int
    outcomes: Mapping[str, int]
    failure: str
    created_by: UUID | None
    created_at: datetime
    checked_at: datetime | None
    started_at: datetime | None
    finished_at: datetime | None

    def count(self, outcome: EditOutcome) -> int:
        """Return how many records came, or would come, to this."""
        return self.outcomes.get(outcome.value, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class EditRowLine:
    """One record of a bulk edit: how it is called, what the fact was, what it is or would be, and why not."""

    number: int
    subject_id: str
    name: str
    before: str
    after: str
    outcome: EditOutcome | None
    problem: str


def list_editable(actor: Actor) -> list[EditableLine]:
    """Return the lists whose records the actor may change together, with the changes. Raises: NotAllowed where there is none."""
    require_editing(actor)
    return [
        EditableLine(
            name=one.name,
            label=_(one.label),
            changes=[
                ChangeLine(
                    key=change.key,
                    label=_(change.label),
                    options=_options(change, actor),
                    takes_reason=change.takes_reason,
                )
                for change in one.changes_of(actor)
            ],
        )
        for one in editable_lists().values()
        if one.changes_of(actor)
    ]


def can_edit_together(actor: Actor) -> bool:
    """Tell whether there is any list whose records the actor may change together."""
    return any(one.changes_of(actor) for one in editable_lists().values())


def require_editing(actor: Actor) -> None:
    """Let those pass who may change the records of some list together. Raises: NotAllowed."""
    if not can_edit_together(actor):
        raise NotAllowed


def require_change(actor: Actor, list_name: str, change: str) -> tuple[EditableList, Change]:
    """Return a list and one of its changes. Raises: NotAllowed where the actor changes nothing at all, ListNotEditable."""
    require_editing(actor)
    known = editable_lists().get(list_name)
    found = next((one for one in known.changes_of(actor) if one.key == change), None) if known else None
    if known is None or found is None:
        raise ListNotEditable(fields={"change": ListNotEditable.text})
    return known, found


def find_change(edit: BulkEdit) -> Change:
    """Return what a bulk edit changes."""
    return next(one for one in editable_lists()[edit.list_name].changes if one.key == edit.change)


def count_matching(actor: Actor, known: EditableList, asked: QueryDict, *, now: datetime) -> int:
    """Return how many records the list shows under a question; one more than a bulk edit may name stands for all above that."""
    return known.select(actor, asked, now).order_by()[: MOST_RECORDS + 1].count()


def list_edits(actor: Actor, page: PageRequest) -> Page[BulkEditLine]:
    """Return a page of the bulk edits of the actor's organization in lists that the actor may change, newest first.

    Raises: NotAllowed.
    """
    require_editing(actor)
    names = [one.name for one in editable_lists().values() if one.changes_of(actor)]
    stretch = take(BulkEdit.visible_to(actor).filter(list_name__in=names), page, ("-created_at", "-id"))
    items = [_line(actor, row) for row in stretch.rows]
    return Page(items=items, total=stretch.total, request=page, next_cursor=stretch.next_cursor)


def get_edit(actor: Actor, edit_id: UUID) -> BulkEditLine:
    """Return one bulk edit. Raises: NotAllowed, NotFound."""
    return _line(actor, find_edit(actor, edit_id))


def find_edit(actor: Actor, edit_id: UUID) -> BulkEdit:
    """Return the bulk edit's row. Raises: NotAllowed, NotFound."""
    require_editing(actor)
    found = BulkEdit.visible_to(actor).filter(id=edit_id).first()
    if found is None or not editable_lists()[found.list_name].changes_of(actor):
        raise NotFound
    return found


def lock_edit(actor: Actor, edit_id: UUID) -> BulkEdit:
    """Return the bulk edit's row, held until the transaction ends. Raises: NotAllowed, NotFound."""
    return BulkEdit.objects.select_for_update().get(id=find_edit(actor, edit_id).id)


def list_rows(
    actor: Actor, edit_id: UUID, page: PageRequest, *, outcome: EditOutcome | None = None
) -> Page[EditRowLine]:
    """Return a page of a bulk edit's records in the order of the list. Raises: NotAllowed, NotFound."""
    edit = find_edit(actor, edit_id)
    rows = BulkEditRow.objects.filter(edit=edit)
    if outcome:
        rows = rows.filter(outcome=outcome)
    stretch = take(rows, page, ("number",))
    known, change = editable_lists()[edit.list_name], find_change(edit)
    names = known.names({row.subject_id for row in stretch.rows})
    words = change.say(actor, {key for row in stretch.rows for key in (*row.before, *row.after)})
    items = [
        EditRowLine(
            number=row.number,
            subject_id=public_id(known.noun, row.subject_id),
            name=names.get(row.subject_id, ""),
            before=", ".join(words[key] for key in row.before),
            after=", ".join(words[key] for key in row.after),
            outcome=EditOutcome(row.outcome) if row.outcome else None,
            problem=row.problem,
        )
        for row in stretch.rows
    ]
    return Page(items=items, total=stretch.total, request=page, next_cursor=stretch.next_cursor)


def _line(actor: Actor, row: BulkEdit) -> BulkEditLine:
    return BulkEditLine(
        id=row.public_id,
        list=row.list_name,
        change=row.change,
        label=label_of(row),
        value=row.value,
        value_name=find_change(row).say(actor, {row.value})[row.value],
        reason=row.reason,
        asked=row.asked,
        state=EditState(row.state),
        total=row.total,
        position=row.position,
        outcomes=row.outcomes,
        failure=row.failure,
        created_by=row.created_by,
        created_at=row.created_at,
        checked_at=row.checked_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
    )


def _options(change: Change, actor: Actor) -> dict[str, str] | None:
    return {key: str(name) for key, name in change.options(actor).items()} if change.options else None
