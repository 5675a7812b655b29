"""From metrics to statements: metrics that look at the same rows are asked for together, in one pass over them."""

from collections.abc import Iterable, Sequence
from functools import lru_cache, partial
from itertools import groupby
from typing import TYPE_CHECKING

from steelyard.insights import metrics as catalog
from steelyard.insights import sources, terms
from steelyard.insights.metrics import Metric, count_rows, get_metric
from steelyard.insights.sources import COLUMN_OF, SOURCES
from steelyard.insights.terms import Dimension, Grain
from steelyard.platform.analytics.compiled import Compiled
from steelyard.platform.analytics.statements import Engine, compile_for, value

if TYPE_CHECKING:
    import ibis.expr.types as ir

PERIOD, KEY, CURRENCY = "period", "key", "currency"
COUNTED = "_counted"
_UNITS = {Grain.MONTH: "M", Grain.QUARTER: "Q"}
COMPILED = Compiled((__file__, catalog.__file__, sources.__file__, terms.__file__))


def group_metrics(metrics: Iterable[Metric]) -> list[tuple[str, ...]]:
    """Return the names of the metrics in groups that one statement answers."""

    def rows_of(metric: Metric) -> tuple[str, str, bool]:
        return metric.source, metric.at, metric.is_per_currency

    return [tuple(metric.name for metric in group) for _, group in groupby(sorted(metrics, key=rows_of), key=rows_of)]


@lru_cache(maxsize=500)
def statement_of(names: tuple[str, ...], grain: Grain | None, by: Dimension | None, *, is_past: bool = False) -> str:
    """Return the statement that answers the metrics of one group, as things are known or as they were at a past instant.

    Shape: a row per period, key and currency, as far as they are asked for; for each metric its value and its number of rows.
    Its parameters: since, until, instants (the ends of the periods, for metrics of a state), of the past as_of, and the filters.
    """
    make = partial(compile_metrics, names, grain, by, is_past=is_past)
    return COMPILED.get(("metrics", names, grain, by, is_past), make)


@lru_cache(maxsize=100)
def records_of(name: str, columns: tuple[str, ...], *, is_past: bool = False) -> str:
    """Return the statement of the rows that a metric is computed from, newest first, with how many there are in all.

    Its parameters: those of `statement_of`; size and offset cut a page.
    """
    make = partial(compile_records, name, columns, is_past=is_past)
    return COMPILED.get(("records", name, columns, is_past), make)


def compile_metrics(
    names: Sequence[str],
    grain: Grain | None,
    by: Dimension | None,
    engine: Engine = "duckdb",
    *,
    is_past: bool = False,
) -> str:
    """Make the statement of one group for an engine."""
    metrics = [get_metric(name) for name in names]
    table = _in_period(SOURCES[metrics[0].source](is_past=is_past), metrics, grain)
    keys = {}
    if grain is not None or not metrics[0].at:
        keys[PERIOD] = table.period
    if by is not None:
        keys[KEY] = table[COLUMN_OF[by]].cast("string")
    if metrics[0].is_per_currency:
        keys[CURRENCY] = table.currency
    found = {}
    for metric in metrics:
        rows = metric.counted(table)
        found[metric.name] = metric.value(table, rows)
        found[metric.name + COUNTED] = count_rows(table, rows)
    return compile_for(engine, table.group_by(**keys).aggregate(**found) if keys else table.aggregate(**found))


def compile_records(name: str, columns: Sequence[str], engine: Engine = "duckdb", *, is_past: bool = False) -> str:
    """Make the statement of a metric's rows for an engine."""
    metric = get_metric(name)
    table = _in_period(SOURCES[metric.source](is_past=is_past), [metric], None)
    rows = table.filter(metric.counted(table)).mutate(at_=table[metric.at or metric.listed_by])
    rows = rows.select(*columns, "at_", total_=rows.count().over())
    return compile_for(engine, rows.order_by(rows.at_.desc(), rows.id)) + "\nLIMIT $size OFFSET $offset"


def _in_period(table: "ir.Table", metrics: Sequence[Metric], grain: Grain | None) -> "ir.Table":
    """Return the rows of the period, each with its period; of a state, a row once for every instant at which it counts."""
    at = metrics[0].at
    if not at:
        instants = value("instants", "array<timestamp>").unnest().name("instant").as_table()
        table = table.cross_join(instants)
        rows = metrics[0].counted(table)
        for metric in metrics[1:]:
            rows = rows | metric.counted(table)
        return table.filter(rows).mutate(period=table.instant)
    table = table.filter(table[at] >= value("since", "timestamp"), table[at] < value("until", "timestamp"))
    return table if grain is None else table.mutate(period=table[at].truncate(_UNITS[grain]))
