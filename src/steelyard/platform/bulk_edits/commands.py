"""What a person or a program does with a bulk edit, from the choice of records to the end."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.http import QueryDict
from django.utils.translation import get_language

from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import InvalidInput, sentence
from steelyard.platform.bulk_edits.enqueueing import enqueue
from steelyard.platform.bulk_edits.events import BulkEditStarted, BulkEditStopped
from steelyard.platform.bulk_edits.lists import Change
from steelyard.platform.bulk_edits.models import BulkEdit
from steelyard.platform.bulk_edits.queries import lock_edit, require_change
from steelyard.platform.bulk_edits.refusals import CountDiffers, EditNotInThisState, NothingChosen, TooManyChosen
from steelyard.platform.bulk_edits.storing import keep_records, subject_of
from steelyard.platform.bulk_edits.terms import MOST_RECORDS, EditOutcome, EditState
from steelyard.platform.delegating import pack_actor
from steelyard.platform.events import record
from steelyard.platform.http.schemas import clean_text

_LONGEST_REASON = 500


@transaction.atomic
def prepare_edit(
    *,
    actor: Actor,
    list_name: str,
    change: str,
    value: str,
    reason: str = "",
    ids: Sequence[UUID] = (),
    asked: QueryDict | None = None,
    now: datetime,
) -> UUID:
    """Choose records, by their ids or all that the list shows under a question, and let the worker try a change out on them.

    Raises: NotAllowed, ListNotEditable, InvalidInput, NothingChosen, TooManyChosen.
    """
    known, wanted = require_change(actor, list_name, change)
    value, reason = _require_value(wanted, actor, value), _require_reason(wanted, reason)
    subjects = list(dict.fromkeys(ids))
    if asked is not None:
        subjects = list(known.select(actor, asked, now).values_list("id", flat=True)[: MOST_RECORDS + 1])
    if not subjects:
        raise NothingChosen
    if len(subjects) > MOST_RECORDS:
        raise TooManyChosen(most=MOST_RECORDS)
    edit = BulkEdit.objects.create(
        partner_id=actor.partner_id,
        list_name=list_name,
        change=change,
        value=value,
        reason=reason,
        asked=asked.urlencode()[:2000] if asked is not None else "",
        total=len(subjects),
        created_by=actor.person_id,
        created_at=now,
    )
    keep_records(edit, subjects)
    _hand_over(edit, actor, EditState.CHECKING)
    return edit.id


@transaction.atomic
def start_edit(*, actor: Actor, edit_id: UUID, expected: int, now: datetime) -> None:
    """Let the worker change what the check found can be changed; `expected` is how many records that are.

    Raises: NotAllowed, NotFound, EditNotInThisState, CountDiffers, NothingChosen.
    """
    edit = _lock(actor, edit_id, {EditState.CHECKED})
    found = edit.outcomes.get(EditOutcome.CHANGED, 0)
    if found != expected:
        raise CountDiffers(found=found, expected=expected)
    if not found:
        raise NothingChosen
    edit.started_at = now
    _hand_over(edit, actor, EditState.RUNNING)
    record(BulkEditStarted(**subject_of(edit), records=found, asked=edit.asked), actor=actor, now=now)


@transaction.atomic
def resume_edit(*, actor: Actor, edit_id: UUID) -> None:
    """Let the worker go on behind the last record that it was done with. Raises: NotAllowed, NotFound, EditNotInThisState."""
    edit = _lock(actor, edit_id, {EditState.FAILED})
    _hand_over(edit, actor, EditState.RUNNING if edit.started_at else EditState.CHECKING)


@transaction.atomic
def cancel_edit(*, actor: Actor, edit_id: UUID, now: datetime) -> None:
    """Stop a bulk edit for good, after the records at hand; what is changed stays.

    Raises: NotAllowed, NotFound, EditNotInThisState.
    """
    edit = _lock(actor, edit_id, set(EditState) - {EditState.DONE, EditState.CANCELLED})
    edit.state, edit.finished_at, edit.actor = EditState.CANCELLED, now, {}
    edit.save(update_fields=["state", "finished_at", "actor"])
    if edit.started_at:
        record(BulkEditStopped(**subject_of(edit)), actor=actor, now=now)


def _lock(actor: Actor, edit_id: UUID, states: set[EditState]) -> BulkEdit:
    edit = lock_edit(actor, edit_id)
    require_change(actor, edit.list_name, edit.change)
    if EditState(edit.state) not in states:
        raise EditNotInThisState
    return edit


def _hand_over(edit: BulkEdit, actor: Actor, state: EditState) -> None:
    edit.state, edit.actor, edit.failure = state, pack_actor(actor), ""
    edit.language = get_language() or "en"
    edit.save()
    enqueue(edit.id)


def _require_value(change: Change, actor: Actor, value: str) -> str:
    if change.options:
        if value not in change.options(actor):
            raise InvalidInput(fields={"value": sentence("Choose one of the values that are offered.")})
        return value
    cleaned = " ".join(_clean(value, "value").split())
    if not cleaned or len(cleaned) > change.longest:
        raise InvalidInput(fields={"value": sentence("Say what it shall be, in a few words.")})
    return cleaned


def _require_reason(change: Change, reason: str) -> str:
    cleaned = _clean(reason, "reason")
    if len(cleaned) > _LONGEST_REASON or (cleaned and not change.takes_reason):
        raise InvalidInput(fields={"reason": sentence("This change takes no reason, or only a shorter one.")})
    return cleaned


def _clean(text: str, field: str) -> str:
    try:
        return clean_text(text)
    except ValueError as error:
        raise InvalidInput(fields={field: str(error)}) from error
