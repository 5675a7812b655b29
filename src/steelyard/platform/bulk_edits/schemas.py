"""Shapes of bulk edits."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from steelyard.kernel.ids import public_id
from steelyard.platform.bulk_edits.queries import BulkEditLine, EditableLine, EditRowLine
from steelyard.platform.bulk_edits.terms import EditOutcome, EditState
from steelyard.platform.http.schemas import Body, Line, Schema, Text

RecordIds = Annotated[list[Annotated[str, Field(max_length=60)]], Field(min_length=1, max_length=1000)]


class OptionOut(Schema):
    """A value that may be chosen."""

    key: str
    label: str


class BulkChangeOut(Schema):
    """A change that may be made to many records; without `options` its value is a text."""

    key: str
    label: str
    options: list[OptionOut] | None
    takes_reason: bool


class EditableListOut(Schema):
    """A list whose records may be changed together."""

    name: str
    label: str
    changes: list[BulkChangeOut]

    @classmethod
    def of(cls, line: EditableLine) -> "EditableListOut":
        changes = [
            BulkChangeOut(
                key=one.key,
                label=one.label,
                options=None
                if one.options is None
                else [OptionOut(key=key, label=label) for key, label in one.options.items()],
                takes_reason=one.takes_reason,
            )
            for one in line.changes
        ]
        return cls(name=line.name, label=line.label, changes=changes)


class BulkEditIn(Body):
    """One change for many records: `ids`, or all that match `query`, which is written as in the address of the list's page."""

    list: Annotated[Line, Field(max_length=50, examples=["opportunities"])]
    change: Annotated[Line, Field(max_length=50, examples=["stage"])]
    value: Annotated[Line, Field(max_length=200, examples=["propose"])]
    reason: Annotated[Text, Field(max_length=500)] = ""
    ids: RecordIds | None = None
    query: Annotated[Line | None, Field(max_length=1000, examples=["state=open&region=DACH"])] = None


class BulkEditStartIn(Body):
    """How many records are to be changed, as the check found, so that nobody starts what they did not look at."""

    expected: Annotated[int, Field(ge=0, le=1_000_000)]


class BulkEditOut(Schema):
    """A bulk edit with its progress; once it is checked, `outcomes` counts what would become of its records, by outcome."""

    id: str
    list: str
    change: str
    label: str
    value: str
    reason: str
    query: str
    state: EditState
    total: int
    position: int
    outcomes: dict[str, int]
    failure: str
    created_by: str | None
    created_at: datetime
    checked_at: datetime | None
    started_at: datetime | None
    finished_at: datetime | None

    @classmethod
    def of(cls, line: BulkEditLine) -> "BulkEditOut":
        return cls(
            id=line.id,
            list=line.list,
            change=line.change,
            label=line.label,
            value=line.value,
            reason=line.reason,
            query=line.asked,
            state=line.state,
            total=line.total,
            position=line.position,
            outcomes=dict(line.outcomes),
            failure=line.failure,
            created_by=public_id("person", line.created_by) if line.created_by else None,
            created_at=line.created_at,
            checked_at=line.checked_at,
            started_at=line.started_at,
            finished_at=line.finished_at,
        )


class BulkEditRowOut(Schema):
    """One record of a bulk edit: what the fact was, what it is or would be, and why it was refused."""

    number: int
    id: str
    name: str
    before: str
    after: str
    outcome: EditOutcome | None
    problem: str

    @classmethod
    def of(cls, line: EditRowLine) -> "BulkEditRowOut":
        return cls(
            number=line.number,
            id=line.subject_id,
            name=line.name,
            before=line.before,
            after=line.after,
            outcome=line.outcome,
            problem=line.problem,
        )
