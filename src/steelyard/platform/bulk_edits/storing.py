"""Keeping which records a bulk edit is about, and what its events say of it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from steelyard.platform.bulk_edits.lists import editable_lists
from steelyard.platform.bulk_edits.models import BulkEdit

_KEEP_ROWS = """
insert into platform_bulkeditrow (edit_id, partner_id, number, subject_id)
select %s, %s, chosen.number, chosen.id from unnest(%s::uuid[]) with ordinality as chosen (id, number)
"""


def keep_records(edit: BulkEdit, subject_ids: Sequence[UUID]) -> None:
    """Keep which records are meant, in their order, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_KEEP_ROWS, [edit.id, edit.partner_id, list(subject_ids)])


def label_of(edit: BulkEdit) -> str:
    """Return what a bulk edit is called: the list and the change; of a list that is gone, their keys."""
    known = editable_lists().get(edit.list_name)
    change = next((one for one in known.changes if one.key == edit.change), None) if known else None
    list_label = _(known.label) if known else edit.list_name
    return f"{list_label}: {_(change.label) if change else edit.change}"


def subject_of(edit: BulkEdit) -> dict[str, Any]:
    """Return what every event about the bulk edit says of its subject."""
    return {
        "subject_id": edit.id,
        "subject_label": label_of(edit),
        "partner_id": edit.partner_id,
        "list": edit.list_name,
        "change": edit.change,
    }
