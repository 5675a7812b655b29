"""Shapes of imports."""

from datetime import datetime
from typing import Annotated, Any

from django.utils.translation import gettext as _
from pydantic import Field

from steelyard.kernel.ids import public_id
from steelyard.platform.http.schemas import Body, Schema
from steelyard.platform.imports.conventions import DateOrder, DecimalSign
from steelyard.platform.imports.queries import ImportLine, KindLine, RowLine, Trouble
from steelyard.platform.imports.terms import ImportState, Outcome

Word = Annotated[str, Field(max_length=200)]
Cell = Annotated[str, Field(max_length=5000)]


class ImportFieldOut(Schema):
    """One field of a kind: what a column may be mapped to."""

    name: str
    is_required: bool
    longest: int
    help: str
    also_called: list[str]


class ImportKindOut(Schema):
    """A kind of thing that may be imported."""

    key: str
    label: str
    fields: list[ImportFieldOut]

    @classmethod
    def of(cls, line: KindLine) -> "ImportKindOut":
        fields = [
            ImportFieldOut(
                name=one.name,
                is_required=one.is_required,
                longest=one.longest,
                help=one.help,
                also_called=list(one.aliases),
            )
            for one in line.fields
        ]
        return cls(key=line.key, label=_(line.label), fields=fields)


class ReadingIn(Body):
    """How the file is to be read; what is left empty is found out. `template` is the program whose export it is."""

    encoding: Word = ""
    delimiter: Annotated[str, Field(max_length=1)] = ""
    sheet: Word = ""
    template: Annotated[str, Field(max_length=50)] = ""


class MappingIn(Body):
    """Which column is which field (`columns`: field to column), what is the same for all rows, and what replaces a cell."""

    columns: dict[Word, Annotated[str, Field(max_length=1000)]]
    constants: dict[Word, Cell] = {}
    values: dict[Word, dict[Cell, Cell]] = {}
    options: dict[Word, Any] = {}
    dates: DateOrder = DateOrder.DAY_FIRST
    decimals: DecimalSign = DecimalSign.EITHER


class MappingOut(Schema):
    """The mapping that counts."""

    columns: dict[str, str]
    constants: dict[str, str]
    values: dict[str, dict[str, str]]
    options: dict[str, Any]
    dates: str
    decimals: str


class ImportOut(Schema):
    """An import. `position` of `total` rows are done with; `outcomes` counts rows, of a check before it runs."""

    id: str
    kind: str
    file_name: str
    file_size: int
    state: ImportState
    total: int
    position: int
    outcomes: dict[str, int]
    counts: dict[str, int]
    amounts: dict[str, str]
    failure: str
    created_by: str | None
    created_at: datetime
    checked_at: datetime | None
    started_at: datetime | None
    finished_at: datetime | None
    undone_at: datetime | None
    undo_until: datetime | None
    encoding: str
    delimiter: str
    sheet: str
    sheets: list[str]
    columns: list[str]
    samples: dict[str, list[str]]
    template: str
    is_remembered: bool
    mapping: MappingOut

    @classmethod
    def of(cls, line: ImportLine) -> "ImportOut":
        same = {
            name: getattr(line, name)
            for name in cls.model_fields
            if name not in ("created_by", "encoding", "delimiter", "sheet", "mapping")
        }
        said = {
            "columns": {},
            "constants": {},
            "values": {},
            "options": {},
            "dates": "",
            "decimals": "",
            **line.mapping,
        }
        return cls(
            **same,
            created_by=public_id("person", line.created_by) if line.created_by else None,
            encoding=line.reading.get("encoding", ""),
            delimiter=line.reading.get("delimiter", ""),
            sheet=line.reading.get("sheet", ""),
            mapping=MappingOut(**said),
        )


class RowErrorOut(Schema):
    """What is wrong with one cell, or, without a field, with the row."""

    field: str
    message: str
    value: str


class CorrectedOut(Schema):
    """What a person said in place of a cell."""

    was: str
    instead: str


class ImportRowOut(Schema):
    """A row. `match` says which known thing it means, with the evidence, and which others come close."""

    number: int
    outcome: Outcome
    subject_id: str
    errors: list[RowErrorOut]
    match: dict[str, Any] | None
    corrections: dict[str, CorrectedOut]
    choice: str
    taken_back_at: datetime | None
    kept_because: str

    @classmethod
    def of(cls, line: RowLine) -> "ImportRowOut":
        return cls(
            number=line.number,
            outcome=line.outcome,
            subject_id=line.subject_id,
            errors=[RowErrorOut(**error) for error in line.errors],
            match=dict(line.match) if line.match else None,
            corrections={
                name: CorrectedOut(was=one["was"], instead=one["is"]) for name, one in line.corrections.items()
            },
            choice=line.choice,
            taken_back_at=line.taken_back_at,
            kept_because=line.kept_because,
        )


class CorrectionIn(Body):
    """Other cells for a row, and what it means: a known thing's id, `new`, or `skip` to leave the row out."""

    values: dict[Word, Cell] = {}
    choice: Annotated[str, Field(max_length=60)] = ""


class ReplacementIn(Body):
    """What to read wherever the file says `cell` in the column of a field; empty to take that back."""

    field: Word
    cell: Cell
    value: Cell


class TroubleOut(Schema):
    """A value for which so many rows were refused."""

    field: str
    message: str
    value: str
    rows: int
    replacement: str

    @classmethod
    def of(cls, trouble: Trouble) -> "TroubleOut":
        return cls(
            field=trouble.field,
            message=trouble.message,
            value=trouble.value,
            rows=trouble.rows,
            replacement=trouble.replacement,
        )
