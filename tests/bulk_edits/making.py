"""Making bulk edits for tests, and letting the worker be at them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.http import QueryDict

from steelyard.kernel.actors import Actor
from steelyard.kernel.pages import PageRequest
from steelyard.platform.bulk_edits import commands, queries
from steelyard.platform.bulk_edits.queries import BulkEditLine, EditRowLine
from steelyard.platform.bulk_edits.terms import EditOutcome, EditState
from steelyard.platform.bulk_edits.working import work_on
from steelyard.platform.db import acting_as


def check(
    actor: Actor,
    list_name: str,
    change: str,
    value: str,
    *,
    ids: Sequence[UUID] = (),
    asked: str | None = None,
    reason: str = "",
    now: datetime,
) -> UUID:
    """Prepare a bulk edit and let the worker check it; its id."""
    with acting_as(actor):
        key = commands.prepare_edit(
            actor=actor,
            list_name=list_name,
            change=change,
            value=value,
            reason=reason,
            ids=ids,
            asked=None if asked is None else QueryDict(asked),
            now=now,
        )
    work_on(key, lambda: now)
    return key


def run(actor: Actor, key: UUID, *, now: datetime) -> BulkEditLine:
    """Start a checked bulk edit, let the worker do it, and return how it stands."""
    with acting_as(actor):
        found = queries.get_edit(actor, key)
        assert found.state is EditState.CHECKED
        commands.start_edit(actor=actor, edit_id=key, expected=found.count(EditOutcome.CHANGED), now=now)
    work_on(key, lambda: now)
    return line_of(actor, key)


def line_of(actor: Actor, key: UUID) -> BulkEditLine:
    """Return how a bulk edit stands."""
    with acting_as(actor):
        return queries.get_edit(actor, key)


def rows_of(actor: Actor, key: UUID) -> Sequence[EditRowLine]:
    """Return what became of the records."""
    with acting_as(actor):
        return queries.list_rows(actor, key, PageRequest(size=200)).items
