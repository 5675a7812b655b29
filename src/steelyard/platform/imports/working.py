"""The worker's side of imports: checking a file, letting it in batch by batch, taking it back.

Each batch of a run is one transaction that also moves `position`: a killed worker leaves whole batches, and whoever takes the job
up goes on behind them. Two at one import find out by the lock on its row. A check does everything in one transaction that is rolled
back; meanwhile its progress is told over another connection.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import structlog
from django.db import transaction
from django.utils import translation

from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import Refusal
from steelyard.platform.db import acting_as, as_system, beside
from steelyard.platform.delegating import unpack_actor
from steelyard.platform.events import record
from steelyard.platform.files import local_copy
from steelyard.platform.http.problems import refusal_text
from steelyard.platform.imports.events import ImportFinished, ImportUndone
from steelyard.platform.imports.models import Import, ImportRow
from steelyard.platform.imports.reading import open_table
from steelyard.platform.imports.refusals import TouchedSince
from steelyard.platform.imports.running import (
    Importer,
    Report,
    Run,
    Told,
    importers,
    load_batch,
    read_batches,
)
from steelyard.platform.imports.storing import (
    corrections_of,
    told_of,
    unpack_mapping,
    unpack_reading,
    write_rows,
)
from steelyard.platform.imports.terms import ImportState, Outcome
from steelyard.platform.models import EventAbout, EventRecord
from steelyard.platform.tidying import tidying_by_batch

UNDO_BATCH = 100
MOST_ROWS_OF_A_CHECK = 100_000
"""How many refused and doubtful rows a check lists; the others are counted."""

Clock = Callable[[], datetime]


def work_on(import_id: UUID, clock: Clock) -> None:
    """Do what the state of the import asks for, until it is done or somebody says otherwise."""
    with as_system():
        imported = Import.objects.filter(id=import_id).first()
    if imported is None:
        return
    steps = {ImportState.CHECKING: _check, ImportState.RUNNING: _run, ImportState.UNDOING: _undo}
    step = steps.get(ImportState(imported.state))
    if step is None:
        return
    with (
        translation.override(imported.language),
        structlog.contextvars.bound_contextvars(request_id=imported.public_id),
    ):
        try:
            step(imported, clock)
        except Refusal as refusal:
            with _held(import_id, ImportState(imported.state)) as row:
                if row is not None:
                    row.state, row.failure = ImportState.FAILED, str(refusal_text(refusal))
                    row.save(update_fields=["state", "failure"])


@contextmanager
def _held(import_id: UUID, state: ImportState) -> Iterator[Import | None]:
    """Give the import's row, held until the block ends, as long as it is in this state."""
    with as_system():
        row = Import.objects.select_for_update().filter(id=import_id).first()
        yield row if row is not None and row.state == state else None


@contextmanager
def _file_of(imported: Import) -> Iterator[Path]:
    with as_system():
        copy = local_copy(imported.file_id)
        path = copy.__enter__()
    try:
        yield path
    finally:
        copy.__exit__(None, None, None)


# --- Check ----------------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Kept:
    """The rows of a check that a person may want to see."""

    rows: list[Told] = field(default_factory=list)

    def keep(self, told: Told) -> None:
        is_shown = told.outcome is Outcome.REFUSED or told.match is not None
        if is_shown and len(self.rows) < MOST_ROWS_OF_A_CHECK:
            self.rows.append(told)


def _check(imported: Import, clock: Clock) -> None:
    importer, actor = importers()[imported.kind], unpack_actor(imported.actor)
    kept = _Kept()
    report = Report(is_dry_run=True, on_row=kept.keep)
    mapping = unpack_mapping(imported.mapping)
    with as_system():
        corrections = corrections_of(imported)
    run = Run(actor=actor, now=clock(), options=mapping.options, report=report, is_watched=True)
    with _file_of(imported) as path, tidying_by_batch() as tidy, acting_as(actor):
        table = open_table(path, unpack_reading(imported.reading))
        loader = importer.begin(run)
        is_wanted = True
        for batch in read_batches(table, importer.fields, mapping, corrections):
            load_batch(batch, loader, run)
            tidy()
            is_wanted = beside(lambda: _tell_progress(imported.id, report))
            if not is_wanted:
                break
        loader.finish()
        transaction.set_rollback(True)
    if is_wanted:
        _keep_check(imported.id, report, kept, clock())


def _tell_progress(import_id: UUID, report: Report) -> bool:
    """Tell how far a check is; return whether anybody still wants it. An import that cannot be seen yet is wanted."""
    row = Import.objects.filter(id=import_id)
    if row.filter(state=ImportState.CHECKING).update(outcomes=_outcomes(report)):
        return True
    return not row.exists()


def _keep_check(import_id: UUID, report: Report, kept: _Kept, now: datetime) -> None:
    with _held(import_id, ImportState.CHECKING) as row:
        if row is None:
            return
        ImportRow.objects.filter(imported=row).delete()
        write_rows(row, kept.rows)
        row.state, row.checked_at, row.total = ImportState.CHECKED, now, report.rows
        row.outcomes, row.counts, row.amounts = _outcomes(report), dict(report.counts), _amounts(report, {})
        row.save()


# --- Run ------------------------------------------------------------------------------------------------------------------


def _run(imported: Import, clock: Clock) -> None:
    importer, actor = importers()[imported.kind], unpack_actor(imported.actor)
    told: list[Told] = []
    report = Report(on_row=told.append)
    mapping = unpack_mapping(imported.mapping)
    with as_system():
        corrections = corrections_of(imported)
    run = Run(actor=actor, now=imported.started_at or clock(), options=mapping.options, report=report)
    with _file_of(imported) as path, tidying_by_batch() as tidy:
        table = open_table(path, unpack_reading(imported.reading))
        with acting_as(actor):
            loader = importer.begin(run)
        position = imported.position
        for batch in read_batches(table, importer.fields, mapping, corrections, skip=position):
            with _held(imported.id, ImportState.RUNNING) as row:
                if row is None or row.position != position:
                    return
                with acting_as(actor):
                    load_batch(batch, loader, run)
                position += batch.size
                _keep_batch(row, position, report, told)
            told.clear()
            report.counts, report.amounts, report.outcomes = {}, {}, {}
            tidy()
        loader.finish()
    _finish(imported.id, importer, actor, clock())


def _keep_batch(row: Import, position: int, report: Report, told: list[Told]) -> None:
    # Rows that changed nothing are counted, not listed.
    write_rows(row, (one for one in told if one.outcome in (Outcome.CREATED, Outcome.UPDATED, Outcome.REFUSED)))
    row.position = position
    row.counts = _sum(row.counts, report.counts)
    row.outcomes = _sum(row.outcomes, _outcomes(report))
    row.amounts = _amounts(report, row.amounts)
    row.save(update_fields=["position", "counts", "outcomes", "amounts"])


def _finish(import_id: UUID, importer: Importer, actor: Actor, now: datetime) -> None:
    with _held(import_id, ImportState.RUNNING) as row:
        if row is None:
            return
        row.state, row.finished_at, row.total = ImportState.DONE, now, row.position
        row.save(update_fields=["state", "finished_at", "total"])
        happened = ImportFinished(
            subject_id=row.id,
            subject_label=row.file_name,
            partner_id=row.partner_id,
            kind=importer.key,
            created=row.outcomes.get(Outcome.CREATED, 0),
            updated=row.outcomes.get(Outcome.UPDATED, 0),
            unchanged=row.outcomes.get(Outcome.UNCHANGED, 0),
            refused=row.outcomes.get(Outcome.REFUSED, 0),
        )
        record(happened, actor=actor, now=now)


def _outcomes(report: Report) -> dict[str, int]:
    return {outcome.value: number for outcome, number in report.outcomes.items()}


def _amounts(report: Report, before: dict[str, str]) -> dict[str, str]:
    words = {**before, **report.amounts}
    return {word: str(Decimal(before.get(word, 0)) + report.amounts.get(word, Decimal(0))) for word in words}


def _sum(before: dict[str, int], more: dict[str, int]) -> dict[str, int]:
    return {word: before.get(word, 0) + more.get(word, 0) for word in {**before, **more}}


# --- Undo -----------------------------------------------------------------------------------------------------------------


def _undo(imported: Import, clock: Clock) -> None:
    """Take back the rows, the last one first: what later rows added goes before what earlier ones made."""
    importer, actor, now = importers()[imported.kind], unpack_actor(imported.actor), clock()
    while True:
        with _held(imported.id, ImportState.UNDOING) as row:
            if row is None:
                return
            rows = list(
                ImportRow.objects.filter(
                    imported=row,
                    outcome__in=[Outcome.CREATED, Outcome.UPDATED],
                    taken_back_at=None,
                    kept_because="",
                ).order_by("-number")[:UNDO_BATCH]
            )
            if not rows:
                _end_undo(row, actor, now)
                return
            touched = _find_touched(row, {one.subject_id for one in rows if one.subject_id})
            with acting_as(actor):
                for one in rows:
                    one.kept_because = _take_back(one, touched, importer, actor, now)
                    one.taken_back_at = None if one.kept_because else now
            ImportRow.objects.bulk_update(rows, ["kept_because", "taken_back_at"])


def _take_back(row: ImportRow, touched: set[UUID], importer: Importer, actor: Actor, now: datetime) -> str:
    """Take one row back; return why it stays, or nothing."""
    try:
        with transaction.atomic():
            if row.subject_id in touched:
                raise TouchedSince
            importer.take_back(actor, told_of(row), now)
    except Refusal as refusal:
        return str(refusal_text(refusal))
    return ""


def _find_touched(imported: Import, subjects: set[UUID]) -> set[UUID]:
    """Return the things that somebody did something with since, other than this import."""
    with as_system():
        about = list(EventAbout.objects.filter(subject_id__in=subjects).values_list("subject_id", "event_id"))
        foreign = set(
            EventRecord.objects.filter(id__in={event_id for _, event_id in about}, sequence__gt=imported.begun_after)
            .exclude(request_id=imported.public_id)
            .exclude(actor_kind="system")
            .values_list("id", flat=True)
        )
        return {subject_id for subject_id, event_id in about if event_id in foreign}


def _end_undo(row: Import, actor: Actor, now: datetime) -> None:
    row.state, row.undone_at = ImportState.UNDONE, now
    row.save(update_fields=["state", "undone_at"])
    done = ImportRow.objects.filter(imported=row)
    happened = ImportUndone(
        subject_id=row.id,
        subject_label=row.file_name,
        partner_id=row.partner_id,
        kind=row.kind,
        taken_back=done.filter(taken_back_at__isnull=False).count(),
        kept=done.exclude(kept_because="").count(),
    )
    record(happened, actor=actor, now=now)
