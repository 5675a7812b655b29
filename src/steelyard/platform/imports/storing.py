"""Between an import's row and what the engine works with: mappings, readings, what was told of a row."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from steelyard.platform.imports.conventions import Convention, DateOrder, DecimalSign
from steelyard.platform.imports.mapping import ColumnMapping
from steelyard.platform.imports.models import Import, ImportCorrection, ImportRow
from steelyard.platform.imports.reading import Reading
from steelyard.platform.imports.running import Correction, Match, RowError, Told
from steelyard.platform.imports.terms import Outcome


def pack_mapping(mapping: ColumnMapping) -> dict[str, Any]:
    """Return the mapping as JSON."""
    return {
        "columns": dict(mapping.columns),
        "constants": dict(mapping.constants),
        "options": dict(mapping.options),
        "values": {name: dict(table) for name, table in mapping.values.items()},
        "dates": mapping.convention.dates.value,
        "decimals": mapping.convention.decimals.value,
    }


def unpack_mapping(said: Mapping[str, Any]) -> ColumnMapping:
    """Return the mapping behind JSON."""
    return ColumnMapping(
        columns=said.get("columns", {}),
        constants=said.get("constants", {}),
        options=said.get("options", {}),
        values=said.get("values", {}),
        convention=Convention(
            dates=DateOrder(said.get("dates", DateOrder.DAY_FIRST)),
            decimals=DecimalSign(said.get("decimals", DecimalSign.EITHER)),
        ),
    )


def pack_reading(reading: Reading) -> dict[str, str]:
    """Return how a file is read, as JSON."""
    return asdict(reading)


def unpack_reading(said: Mapping[str, str]) -> Reading:
    """Return how a file is read."""
    return Reading(**said)


def corrections_of(imported: Import) -> dict[int, Correction]:
    """Return what people said about rows, by line."""
    rows = ImportCorrection.objects.filter(imported=imported).values_list("number", "values", "choice")
    return {
        number: Correction(values={name: one["is"] for name, one in values.items()}, choice=choice)
        for number, values, choice in rows
    }


def write_rows(imported: Import, told: Iterable[Told]) -> None:
    """Keep what became of rows; of a line that is there already the newer counts."""
    ImportRow.objects.bulk_create(
        [
            ImportRow(
                imported=imported,
                number=one.number,
                partner_id=imported.partner_id,
                outcome=one.outcome.value,
                subject_id=one.subject_id,
                changes=dict(one.changes),
                errors=[{"field": e.field, "message": e.message, "value": e.value} for e in one.errors],
                match=_pack_match(one.match),
            )
            for one in told
        ],
        batch_size=1000,
        update_conflicts=True,
        unique_fields=["imported", "number"],
        update_fields=["outcome", "subject_id", "changes", "errors", "match"],
    )


def _pack_match(match: Match | None) -> dict[str, Any] | None:
    return None if match is None else asdict(match)


def told_of(row: ImportRow) -> Told:
    """Return what was told of a row."""
    return Told(
        number=row.number,
        outcome=Outcome(row.outcome),
        subject_id=row.subject_id,
        changes=row.changes,
        errors=tuple(RowError(number=row.number, **error) for error in row.errors),
    )
