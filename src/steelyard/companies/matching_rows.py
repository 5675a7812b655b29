"""Matching descriptions row by row against the known companies: the engine of `steelyard companies match`."""

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from itertools import islice
from multiprocessing import get_context

from steelyard.companies.cards import Candidate, CompanyDraft
from steelyard.companies.drafts import prepare_draft
from steelyard.companies.models import Company
from steelyard.companies.policies import company_domain, explain
from steelyard.companies.queries.matching import find_candidates_of_many
from steelyard.companies.terms import Verdict
from steelyard.kernel.ids import public_id
from steelyard.platform.db import as_system

Row = Mapping[str, str | None]

REQUIRED_COLUMNS = ("name",)
RESULT_COLUMNS = ("rank", "company_id", "company_name", "verdict", "probability", "evidence")
_BATCH = 250


def match_rows(rows: Iterable[Row], most: int) -> Iterator[list[dict[str, str]]]:
    """Yield for each row its best candidates, at most `most`, as rows of their own; one that says "no" where there is none.

    Shape: reads `name` and, where present, `domain` and `country`; keeps all columns. Looks a batch up at a time.
    """
    for batch in _in_batches(rows):
        yield from _match_batch(batch, most)


def match_rows_in_parallel(rows: Iterable[Row], most: int, processes: int) -> Iterator[list[dict[str, str]]]:
    """Yield what `match_rows` does, in the same order, computed by several processes; memory stays bounded."""
    if processes <= 1:
        yield from match_rows(rows, most)
        return
    batches = _in_batches(rows)
    with get_context("spawn").Pool(processes, initializer=_start) as pool:
        # `imap` would read the whole input ahead of the workers: hand out a few batches at a time instead.
        while wave := list(islice(batches, processes * 4)):
            for matched in pool.imap(partial(_match_batch, most=most), wave):
                yield from matched


def _start() -> None:
    from steelyard.platform.runtime.application import start_application

    start_application()


def _match_batch(rows: list[Row], most: int) -> list[list[dict[str, str]]]:
    profiles = [prepare_draft(_draft(row)) for row in rows]
    with as_system():
        found = find_candidates_of_many(profiles)
    return [_results(row, candidates, most) for row, candidates in zip(rows, found, strict=True)]


def _draft(row: Row) -> CompanyDraft:
    """Return the row as a description; what cannot be used says nothing instead of stopping a million others."""
    country = (row.get("country") or "").strip().upper()
    return CompanyDraft(
        name=" ".join((row.get("name") or "").split())[:200],
        domain=company_domain(row.get("domain") or "") or "",
        country=country if len(country) == 2 else "",
    )


def _results(row: Row, candidates: list[Candidate], most: int) -> list[dict[str, str]]:
    given = {column: value or "" for column, value in row.items()}
    likely = [candidate for candidate in candidates if candidate.verdict is not Verdict.NO][:most]
    if not likely:
        nothing = dict.fromkeys(RESULT_COLUMNS, "")
        return [{**given, **nothing, "rank": "1", "verdict": Verdict.NO.value, "probability": "0.0000"}]
    return [
        {
            **given,
            "rank": str(rank),
            "company_id": public_id(Company.PREFIX, candidate.card.id),
            "company_name": candidate.card.name,
            "verdict": candidate.verdict.value,
            "probability": f"{candidate.probability:.4f}",
            "evidence": " ".join(explain(evidence) for evidence in candidate.evidence),
        }
        for rank, candidate in enumerate(likely, 1)
    ]


def _in_batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    remaining = iter(rows)
    while batch := list(islice(remaining, _BATCH)):
        yield batch
