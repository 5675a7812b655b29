"""Comparing pairs of companies row by row: the engine of `steelyard companies compare`."""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache, partial
from itertools import islice
from multiprocessing import get_context

from steelyard.companies.policies.scoring import DEFAULT_THRESHOLDS, Prepared, compare, explain, prepare
from steelyard.companies.terms import CompanyProfile, MatchThresholds

Row = Mapping[str, str | None]

REQUIRED_COLUMNS = ("name_a", "name_b")
RESULT_COLUMNS = ("verdict", "probability", "evidence")
_BATCH = 2000


def compare_rows(rows: Iterable[Row], thresholds: MatchThresholds = DEFAULT_THRESHOLDS) -> Iterator[dict[str, str]]:
    """Return the same rows with verdict, probability and evidence added, one at a time.

    Shape: reads `name_a`, `name_b` and, where present, `domain_a`, `domain_b`, `country_a`, `country_b`; keeps all columns.
    """
    for row in rows:
        result = compare(_prepare_side(row, "a"), _prepare_side(row, "b"), thresholds)
        yield {
            **{column: value or "" for column, value in row.items()},
            "verdict": result.verdict.value,
            "probability": f"{result.probability:.4f}",
            "evidence": " ".join(explain(evidence) for evidence in result.evidence),
        }


def compare_rows_in_parallel(
    rows: Iterable[Row], processes: int, thresholds: MatchThresholds = DEFAULT_THRESHOLDS
) -> Iterator[dict[str, str]]:
    """Return what `compare_rows` does, in the same order, computed by several processes; memory stays bounded."""
    if processes <= 1:
        yield from compare_rows(rows, thresholds)
        return
    batches = _in_batches(rows)
    with get_context("spawn").Pool(processes) as pool:
        work = partial(_compare_batch, thresholds=thresholds)
        # `imap` would read the whole input ahead of the workers: hand out a few batches at a time instead.
        while wave := list(islice(batches, processes * 4)):
            for compared in pool.imap(work, wave):
                yield from compared


def _compare_batch(rows: list[Row], thresholds: MatchThresholds) -> list[dict[str, str]]:
    return list(compare_rows(rows, thresholds))


def _in_batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    remaining = iter(rows)
    while batch := list(islice(remaining, _BATCH)):
        yield batch


def _prepare_side(row: Row, side: str) -> Prepared:
    return _prepare(row.get(f"name_{side}") or "", row.get(f"domain_{side}") or "", row.get(f"country_{side}") or "")


@lru_cache(maxsize=20_000)
def _prepare(name: str, domains: str, country: str) -> Prepared:
    """Return one side of a row prepared; several domains are separated by spaces, commas or semicolons."""
    listed = tuple(domains.replace(",", " ").replace(";", " ").split())
    return prepare(CompanyProfile(name=name, domains=listed, country=country or None))
