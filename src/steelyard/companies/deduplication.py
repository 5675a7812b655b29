"""Finding duplicates among many companies at once: Splink on DuckDB, on the normal forms by which all matching compares.

Splink learns from the companies themselves how much each agreement says (Fellegi and Sunter's model, by expectation maximization;
nobody labels anything). With too few companies there is nothing to learn from; then the matcher's own weights score whatever shares
a match key. Splink, DuckDB and Arrow take seconds to load, so only a run loads them.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any
from uuid import UUID

from steelyard.companies.lookup import weighed_keys
from steelyard.companies.policies import Prepared, compare
from steelyard.companies.policies.keys import compute_brand
from steelyard.companies.policies.phonetics import compute_sound

if TYPE_CHECKING:
    from splink import Linker

LEAST_TO_LEARN_FROM = 500
"""With fewer companies there are too few pairs that agree to learn from."""
LEAST_PROBABILITY = 0.5
"""At or above it a pair is a question for a person. Asking about two that are two costs a glance; not asking about two that are one
costs two protections for one deal, so the line is low."""
_MOST_PER_KEY = 48
_BLOCKED_BY = ("name", "sound", "brand", "domain", "identifier")
_SAMPLED_PAIRS = 1e6
_SEED = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """A company as batch matching reads it."""

    id: UUID
    prepared: Prepared


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """Two companies that may be one, and how probable that is."""

    first: UUID
    second: UUID
    probability: float


def find_likenesses(companies: Sequence[Described], *, least: float = LEAST_PROBABILITY) -> list[Likeness]:
    """Return the pairs that are one company with at least that probability, most probable first."""
    named = [one for one in companies if one.prepared.names]
    found = _score(named) if len(named) < LEAST_TO_LEARN_FROM else _learn(named, least)
    likely = [
        Likeness(first=named[a].id, second=named[b].id, probability=probability)
        for a, b, probability in found
        if probability >= least
    ]
    return sorted(likely, key=lambda one: (-one.probability, one.first, one.second))


def _score(companies: Sequence[Described]) -> Iterable[tuple[int, int, float]]:
    """Score all that share a match key by the matcher's own weights."""
    by_key: dict[int, list[int]] = defaultdict(list)
    for number, one in enumerate(companies):
        for key in weighed_keys(one.prepared):
            by_key[key].append(number)
    shared = (pair for some in by_key.values() if len(some) <= _MOST_PER_KEY for pair in combinations(some, 2))
    for a, b in dict.fromkeys(shared):
        yield a, b, compare(companies[a].prepared, companies[b].prepared).probability


def _learn(companies: Sequence[Described], least: float) -> Iterable[tuple[int, int, float]]:
    import logging

    import pyarrow
    from splink import DuckDBAPI, Linker, block_on
    from splink.internals.exceptions import EMTrainingException

    logging.getLogger("splink").setLevel(logging.ERROR)
    rows = [_row(number, one.prepared) for number, one in enumerate(companies)]
    told = [column for column in rows[0] if len({row[column] for row in rows} - {None}) > 1]
    engine = DuckDBAPI()
    table = engine.register(pyarrow.Table.from_pylist(rows))
    linker = Linker(table, _settings(told), log_level=logging.ERROR)
    linker.training.estimate_probability_two_random_records_match(["l.name = r.name"], recall=0.8)
    linker.training.estimate_u_using_random_sampling(max_pairs=_SAMPLED_PAIRS, seed=_SEED)
    for column in ("domain", "name"):
        if column in told:
            try:
                linker.training.estimate_parameters_using_expectation_maximisation(block_on(column))
            except EMTrainingException:
                continue  # Nobody shares it, so it teaches nothing; the other one may.
    return _predict(linker, engine, least)


def _predict(linker: "Linker", engine: Any, least: float) -> Iterable[tuple[int, int, float]]:
    predicted = linker.inference.predict(threshold_match_probability=least)
    columns = "unique_id_l, unique_id_r, match_probability"
    found: Iterable[tuple[int, int, float]] = engine.duckdb_con.execute(
        f"select {columns} from {predicted.physical_name}"  # noqa: S608 - the library's own table
    ).fetchall()
    return found


def _settings(told: Sequence[str]) -> Any:
    """Return what is compared, and which pairs are compared at all: those that share a normal form."""
    import splink.comparison_level_library as levels
    import splink.comparison_library as comparisons
    from splink import SettingsCreator, block_on

    compared = {
        "name": comparisons.CustomComparison(
            output_column_name="name",
            comparison_levels=[
                levels.NullLevel("name"),
                levels.ExactMatchLevel("name"),
                levels.JaroWinklerLevel("name", 0.92),
                levels.ExactMatchLevel("brand"),
                levels.JaroWinklerLevel("name", 0.7),
                levels.ElseLevel(),
            ],
        ),
        "domain": comparisons.ExactMatch("domain"),
        "country": comparisons.ExactMatch("country"),
        "city": comparisons.ExactMatch("city"),
        "identifier": comparisons.ExactMatch("identifier"),
    }
    return SettingsCreator(
        link_type="dedupe_only",
        comparisons=[comparison for column, comparison in compared.items() if column in told],
        blocking_rules_to_generate_predictions=[block_on(column) for column in _BLOCKED_BY if column in told],
        retain_matching_columns=False,
    )


def _row(number: int, prepared: Prepared) -> dict[str, Any]:
    name = prepared.names[0]
    return {
        "unique_id": number,
        "name": name.compact,
        "sound": "".join(sorted(map(compute_sound, name.words))),
        "brand": compute_brand(name) or name.compact,
        "domain": min(prepared.domains, default=None),
        "country": prepared.country or None,
        "city": prepared.city or None,
        "identifier": min((f"{scheme}:{value}" for scheme, value in prepared.identifiers.items()), default=None),
    }
