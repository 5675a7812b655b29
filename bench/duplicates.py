"""Batch deduplication: how long it takes for many companies, and how right it is beside Splink with its defaults on the same rows.

`python -m bench.duplicates` measures an invented world in which every twentieth company is there twice, misspelled or without its
domain; `--labelled FILE` judges a file with the columns name, domain and a label (`--label`, such as `crunchbase`) instead.
"""

import argparse
import csv
import os
import resource
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from random import Random
from uuid import UUID

from bench.report import Figure
from bench.world import SEED, invent_companies, misspell
from steelyard.companies.deduplication import Described, find_likenesses
from steelyard.companies.policies import prepare
from steelyard.companies.policies.folding import fold
from steelyard.companies.terms import CompanyProfile

LEAST_SECONDS = 60
DEFAULT_COMPANIES = int(os.environ.get("BENCH_DUPLICATES", "100000"))
_TWICE = 20
_THRESHOLD = 0.5

Pairs = dict[tuple[int, int], float]
"""The pairs that were found, each with its probability."""


@dataclass(frozen=True, slots=True)
class Row:
    """A company as both sides read it."""

    name: str
    domain: str = ""
    country: str = ""
    city: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Measured:
    """How right one side was at its threshold and, by `curve`, above it; and what that cost."""

    precision: float
    recall: float
    seconds: float
    processor_seconds: float
    curve: Sequence[tuple[float, float]]
    """Precision and recall of the first pair alone, of the first two, and so on, most probable first."""

    def precision_at(self, recall: float) -> float:
        """Return how right the most probable pairs are that reach that recall; 0 where none do."""
        return max((precision for precision, reached in self.curve if reached >= recall), default=0.0)

    def __str__(self) -> str:
        quality = f"precision {self.precision:.4f}, recall {self.recall:.4f}"
        return f"{quality}; {self.seconds:.1f} s ({self.processor_seconds:.1f} s of processor time)"


def measure_duplicates(companies: int = DEFAULT_COMPANIES) -> Figure:
    """Return the time for that many companies and how right the pairs are beside Splink's defaults."""
    rows = list(make_rows(companies))
    ours, theirs = measure(find_ours, rows), measure(find_by_defaults, rows)
    at_theirs = ours.precision_at(theirs.recall)
    return Figure(
        what=f"batch deduplication of {companies:,} companies",
        floor=f"{LEAST_SECONDS} s for 1,000,000; precision and recall not below Splink's defaults",
        aim="",
        measured=f"{ours}; Splink's defaults: {theirs}; at their recall ours has precision {at_theirs:.4f}",
        is_met=at_theirs >= theirs.precision and ours.seconds * 1_000_000 / companies <= LEAST_SECONDS,
    )


def make_rows(companies: int) -> Iterator[Row]:
    """Yield companies of the invented world; each twentieth comes a second time, misspelled, mostly without its domain."""
    random = Random(SEED + 3)
    originals = companies * _TWICE // (_TWICE + 1)
    for number, one in enumerate(invent_companies(0, -(-originals // 10_000) * 10_000)):
        if number == originals:
            return
        yield Row(one.name, one.domain, one.country, one.city, str(number))
        if number % _TWICE == 0:
            name = misspell(random, one) if random.random() < 0.5 else one.name.upper()
            domain = one.domain if random.random() < 0.5 else ""
            yield Row(name, domain, one.country, one.city if random.random() < 0.5 else "", str(number))


def read_rows(path: Path, label: str) -> list[Row]:
    """Return the rows of a labelled file."""
    with path.open(encoding="utf-8") as file:
        return [Row(row["name"], row["domain"], label=row[label]) for row in csv.DictReader(file)]


def measure(find: Callable[[Sequence[Row]], Pairs], rows: Sequence[Row]) -> Measured:
    """Return how right one side is on the rows that have a label, and how long it took, with all preparation."""
    began, used = time.monotonic(), _processor_seconds()
    found = find(rows)
    seconds, processor_seconds = time.monotonic() - began, _processor_seconds() - used
    judged = sorted((p for p in found if rows[p[0]].label and rows[p[1]].label), key=lambda p: -found[p])
    truth, right, curve = _truth(rows), 0, [(0.0, 0.0)]
    for count, pair in enumerate(judged, 1):
        right += pair in truth
        curve.append((right / count, right / max(1, len(truth))))
    return Measured(*curve[-1], seconds, processor_seconds, curve)


def find_ours(rows: Sequence[Row]) -> Pairs:
    """Return the pairs that Steelyard would ask about."""
    described = [
        Described(
            id=UUID(int=number),
            prepared=prepare(
                CompanyProfile(
                    name=row.name,
                    domains=(row.domain,) if row.domain else (),
                    country=row.country or None,
                    city=row.city or None,
                )
            ),
        )
        for number, row in enumerate(rows)
    ]
    found = find_likenesses(described, least=_THRESHOLD)
    return _ordered((one.first.int, one.second.int, one.probability) for one in found)


def find_by_defaults(rows: Sequence[Row]) -> Pairs:
    """Return the pairs of Splink with the comparisons and thresholds that its documentation begins with."""
    import logging

    import pyarrow
    import splink.comparison_library as comparisons
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    logging.getLogger("splink").setLevel(logging.ERROR)
    columns = ["name", "domain", *(["country", "city"] if any(row.country for row in rows) else [])]
    table = pyarrow.Table.from_pylist(
        [
            {
                "unique_id": number,
                "name": " ".join(fold(row.name)) or None,
                **{column: getattr(row, column) or None for column in columns[1:]},
            }
            for number, row in enumerate(rows)
        ]
    )
    engine = DuckDBAPI()
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            comparisons.JaroWinklerAtThresholds("name"),
            *(comparisons.ExactMatch(column) for column in columns[1:]),
        ],
        blocking_rules_to_generate_predictions=[block_on("name"), block_on("domain")],
        retain_matching_columns=False,
    )
    linker = Linker(engine.register(table), settings, log_level=logging.ERROR)
    linker.training.estimate_probability_two_random_records_match(["l.name = r.name"], recall=0.8)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=SEED)
    for column in ("domain", "name"):
        linker.training.estimate_parameters_using_expectation_maximisation(block_on(column))
    predicted = linker.inference.predict(threshold_match_probability=_THRESHOLD)
    wanted = "unique_id_l, unique_id_r, match_probability"
    return _ordered(engine.duckdb_con.execute(f"select {wanted} from {predicted.physical_name}").fetchall())


def _truth(rows: Sequence[Row]) -> set[tuple[int, int]]:
    by_label: dict[str, list[int]] = defaultdict(list)
    for number, row in enumerate(rows):
        if row.label:
            by_label[row.label].append(number)
    return {pair for some in by_label.values() for pair in combinations(some, 2)}


def _ordered(pairs: Iterable[tuple[int, int, float]]) -> Pairs:
    return {(min(a, b), max(a, b)): probability for a, b, probability in pairs}


def _processor_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Measure, and say it in a line for each side."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("companies", type=int, nargs="?", default=DEFAULT_COMPANIES)
    parser.add_argument("--labelled", type=Path)
    parser.add_argument("--label", default="crunchbase")
    asked = parser.parse_args()
    rows = read_rows(asked.labelled, asked.label) if asked.labelled else list(make_rows(asked.companies))
    print(f"{len(rows):,} companies, {len(_truth(rows)):,} pairs that are one")
    ours, theirs = measure(find_ours, rows), measure(find_by_defaults, rows)
    print(f"Steelyard:         {ours}")
    print(f"Splink's defaults: {theirs}")
    print(f"At the recall of the defaults, Steelyard's precision is {ours.precision_at(theirs.recall):.4f}")


if __name__ == "__main__":
    main()
