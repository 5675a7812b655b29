"""The worker's side of bulk edits: trying the change out on every record, and then making it, stretch by stretch.

A stretch is one transaction that also moves `position`: a killed worker leaves whole stretches, and whoever takes the job up goes
on behind them. Two at one bulk edit take turns by the lock on its row. A check makes the same changes and takes each stretch back,
so nobody waits longer for a record than a stretch lasts. Each record has a savepoint: what is refused takes back nothing else.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import Count
from django.utils import translation

from steelyard.kernel.refusals import Refusal
from steelyard.platform.bulk_edits.events import BulkEditFinished
from steelyard.platform.bulk_edits.lists import Change, Edit, EditOfMany
from steelyard.platform.bulk_edits.models import BulkEdit, BulkEditRow
from steelyard.platform.bulk_edits.queries import find_change
from steelyard.platform.bulk_edits.refusals import ChangedSinceCheck
from steelyard.platform.bulk_edits.storing import subject_of
from steelyard.platform.bulk_edits.terms import STRETCH, STRETCH_AT_ONCE, WORKING, EditOutcome, EditState
from steelyard.platform.db import acting_as, as_system
from steelyard.platform.delegating import unpack_actor
from steelyard.platform.events import record
from steelyard.platform.http.problems import field_texts, refusal_text

Clock = Callable[[], datetime]


def work_on(edit_id: UUID, clock: Clock) -> None:
    """Check or run a bulk edit, until it is done or somebody says otherwise."""
    with as_system():
        edit = BulkEdit.objects.filter(id=edit_id, state__in=WORKING).first()
    if edit is None:
        return
    state = EditState(edit.state)
    with (
        translation.override(edit.language),
        structlog.contextvars.bound_contextvars(request_id=edit.public_id),
    ):
        while _do_stretch(edit_id, state, clock()):
            pass


@contextmanager
def _held(edit_id: UUID, state: EditState) -> Iterator[BulkEdit | None]:
    """Give the bulk edit's row, held until the block ends, as long as it is in this state."""
    with as_system():
        row = BulkEdit.objects.select_for_update().filter(id=edit_id).first()
        yield row if row is not None and row.state == state else None


def _do_stretch(edit_id: UUID, state: EditState, now: datetime) -> bool:
    """Do the next records; return whether there may be more."""
    with _held(edit_id, state) as edit:
        if edit is None:
            return False
        waiting = BulkEditRow.objects.filter(edit=edit, number__gt=edit.position)
        if state is EditState.RUNNING:
            waiting = waiting.filter(outcome=EditOutcome.CHANGED)
        rows = list(waiting.order_by("number")[: STRETCH_AT_ONCE if find_change(edit).apply_all else STRETCH])
        if not rows:
            _end(edit, now)
            return False
        actor, change = unpack_actor(edit.actor), find_change(edit)
        with acting_as(actor):
            _change_each(rows, change, edit, now)
            if state is EditState.CHECKING:
                transaction.set_rollback(True)
        BulkEditRow.objects.bulk_update(rows, ["outcome", "before", "after", "problem"])
        edit.position = rows[-1].number
        edit.save(update_fields=["position"])
    return True


def _change_each(rows: list[BulkEditRow], change: Change, edit: BulkEdit, now: datetime) -> None:
    ids = [row.subject_id for row in rows]
    before = {key: list(facts) for key, facts in change.read(ids).items()}
    refused: dict[UUID, Refusal] = {}
    if edit.state == EditState.RUNNING:
        refused = {row.subject_id: ChangedSinceCheck() for row in rows if row.before != before.get(row.subject_id, [])}
    refused |= _apply(change, [key for key in ids if key not in refused], edit, now)
    for row in rows:
        row.before = row.after = before.get(row.subject_id, [])
        refusal = refused.get(row.subject_id)
        row.outcome, row.problem = (EditOutcome.REFUSED, _said(refusal)) if refusal else ("", row.problem)
    after = change.read(ids)
    for row in rows:
        if not row.outcome:
            row.after = list(after.get(row.subject_id, ()))
            row.outcome = EditOutcome.CHANGED if row.after != row.before else EditOutcome.UNCHANGED


def _apply(change: Change, ids: list[UUID], edit: BulkEdit, now: datetime) -> Mapping[UUID, Refusal]:
    """Make the change to the records, to all at once where there is a way, and return what was refused."""
    said: dict[str, Any] = {"actor": unpack_actor(edit.actor), "value": edit.value, "reason": edit.reason, "now": now}
    if change.apply_all is not None:
        answered = change.apply_all(EditOfMany(subject_ids=ids, **said))
        if answered is not None:
            return answered
    refused = {}
    for subject_id in ids:
        try:
            with transaction.atomic():
                change.apply(Edit(subject_id=subject_id, **said))
        except Refusal as refusal:
            refused[subject_id] = refusal
    return refused


def _said(refusal: Refusal) -> str:
    return " ".join(field_texts(refusal).values()) or refusal_text(refusal)


def _end(edit: BulkEdit, now: datetime) -> None:
    rows, actor = BulkEditRow.objects.filter(edit=edit).order_by(), unpack_actor(edit.actor)
    edit.actor = {}
    edit.outcomes = dict(rows.values_list("outcome").annotate(records=Count("number")))
    if edit.state == EditState.CHECKING:
        edit.state, edit.checked_at, edit.position = EditState.CHECKED, now, 0
    else:
        edit.state, edit.finished_at, edit.position = EditState.DONE, now, edit.total
        happened = BulkEditFinished(
            **subject_of(edit),
            changed=edit.outcomes.get(EditOutcome.CHANGED, 0),
            unchanged=edit.outcomes.get(EditOutcome.UNCHANGED, 0),
            refused=edit.outcomes.get(EditOutcome.REFUSED, 0),
        )
        record(happened, actor=actor, now=now)
    edit.save(update_fields=["state", "checked_at", "finished_at", "position", "outcomes", "actor"])
