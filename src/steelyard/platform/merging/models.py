"""Merges as they are kept, whatever is merged."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import ClassVar
from uuid import UUID

from django.db import models

from steelyard.kernel.ids import public_id
from steelyard.platform.db import Record
from steelyard.platform.directory import SOMEONE, find_people
from steelyard.platform.merging.refusals import MergeAlreadyUndone, UndoTooLate
from steelyard.platform.merging.terms import UNDO_DAYS, MergeCard


class Merge(Record):
    """One merge, and its end if it was undone. `journal` says what was moved; a context adds `survivor` and `merged`."""

    KIND: ClassVar[str]
    """The prefix of what is merged."""

    survivor_id: UUID
    merged_id: UUID

    merged_name = models.CharField(max_length=200)
    journal = models.JSONField()
    merged_by = models.UUIDField(null=True)
    merged_at = models.DateTimeField()
    undo_until = models.DateTimeField()
    undone_by = models.UUIDField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    @staticmethod
    def undo_until_from(now: datetime) -> datetime:
        """Return until when what is merged now can be undone."""
        return now + timedelta(days=UNDO_DAYS)

    def require_undoable_at(self, now: datetime) -> None:
        """Do nothing where the merge holds and is not too old. Raises: MergeAlreadyUndone, UndoTooLate."""
        if self.undone_at is not None:
            raise MergeAlreadyUndone
        if now >= self.undo_until:
            raise UndoTooLate(days=UNDO_DAYS, until=self.undo_until.date().isoformat())

    def mark_undone(self, *, by: UUID | None, now: datetime) -> None:
        """Keep who took the merge back, and when."""
        self.undone_at, self.undone_by = now, by
        self.save(update_fields=["undone_at", "undone_by"])


def cards_of(merges: Iterable[Merge], survivors: Mapping[UUID, str]) -> list[MergeCard]:
    """Return merges as people read them; `survivors` says what each survivor is called."""
    rows = list(merges)
    people = find_people({row.merged_by for row in rows if row.merged_by})
    return [
        MergeCard(
            id=row.public_id,
            survivor_id=public_id(row.KIND, row.survivor_id),
            survivor=survivors[row.survivor_id],
            merged_id=public_id(row.KIND, row.merged_id),
            merged=row.merged_name,
            by=people.get(row.merged_by, SOMEONE) if row.merged_by else SOMEONE,
            at=row.merged_at,
            undo_until=row.undo_until,
            undone_at=row.undone_at,
        )
        for row in rows
    ]
