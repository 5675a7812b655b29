"""The same expressions on Spark: every metric, asked in every way, has there the value that DuckDB gives it.

Runs where pyspark and a Java runtime are; they are not among the product's requirements. Proven with Spark 4.3 on Java 17.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from steelyard.deals.facts import REGISTRATIONS as REGISTRATION_FACT
from steelyard.insights.expressions import compile_metrics, group_metrics
from steelyard.insights.metrics import get_metric, list_metrics
from steelyard.insights.queries import _values_of, open_snapshot
from steelyard.insights.terms import Dimension, Grain, Question
from steelyard.kernel.actors import SYSTEM
from steelyard.partners.facts import PARTNERS
from steelyard.pipeline.facts import OPPORTUNITIES as OPPORTUNITY_FACT
from steelyard.platform.analytics.engine import connect
from steelyard.platform.analytics.store import Store
from steelyard.platform.analytics.tables import quoted
from tests.insights.test_metrics import AUTUMN, NOVEMBER, OPPORTUNITIES, REGISTRATIONS
from tests.insights.worlds import at, keep_facts

pytestmark = pytest.mark.slow
GROUPS = group_metrics(list_metrics())


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    """Spark on this machine alone, in UTC, as facts are."""
    if shutil.which("java") is None:
        pytest.skip("no Java runtime is here")
    sessions = pytest.importorskip("pyspark.sql", reason="pyspark is not installed")
    builder = sessions.SparkSession.builder.master("local[1]").appName("steelyard")
    for key, value in {
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.timestampType": "TIMESTAMP_NTZ",
        "spark.sql.shuffle.partitions": "1",
        "spark.ui.enabled": "false",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
    }.items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    yield session
    session.stop()


def show_to(spark: Any, folder: Path) -> None:
    """Let Spark see the kept facts under their names; it has no type for uuid, so these go as text."""
    for fact in (REGISTRATION_FACT, OPPORTUNITY_FACT, PARTNERS):
        store = Store.of(fact.name)
        state = store.find_state()
        assert state is not None
        uuids = ", ".join(f"{name}::varchar as {name}" for name, kind in fact.columns.items() if kind == "uuid")
        path = folder / f"{fact.name}.parquet"
        with connect() as duck:
            duck.execute(
                f"copy (select * replace ({uuids}) from read_parquet(?)) to {quoted(path)} (format parquet)",
                [store.paths(state)],
            )
        spark.read.parquet(str(path)).createOrReplaceTempView(fact.name)


@pytest.mark.parametrize("names", GROUPS, ids=[names[0] for names in GROUPS])
def test_spark_gives_every_metric_the_value_that_duckdb_gives(
    spark: Any, analytics: Path, tmp_path: Path, names: tuple[str, ...]
) -> None:
    from pyspark.sql import functions

    keep_facts(registrations=REGISTRATIONS, opportunities=OPPORTUNITIES)
    show_to(spark, tmp_path)
    snapshot = open_snapshot(SYSTEM)
    dimensions = get_metric(names[0]).dimensions
    compared = 0
    for question in (
        Question(spell=NOVEMBER),
        Question(spell=AUTUMN, grain=Grain.MONTH),
        Question(spell=AUTUMN, grain=Grain.QUARTER, filters={Dimension.REGION: "DACH"}),
        Question(spell=NOVEMBER, as_of=at("11-05 07:00").astimezone()),
        *(Question(spell=NOVEMBER, by=dimension) for dimension in dimensions),
    ):
        values, _ = _values_of(snapshot, question)
        shape: tuple[Any, ...] = names, question.grain, question.by
        ours = snapshot.ask(compile_metrics(*shape, is_past=question.is_past), values)
        statement = compile_metrics(*shape, "spark", is_past=question.is_past)
        given = {
            name: functions.array(*map(functions.lit, value)) if isinstance(value, list) else value
            for name, value in values.items()
            if f":{name}" in statement
        }
        theirs = [tuple(row) for row in spark.sql(statement, args=given).collect()]
        assert in_order(theirs) == in_order(ours), question
        compared += len(ours)
    assert compared > len(dimensions)


def in_order(rows: list[tuple[Any, ...]]) -> list[list[Any]]:
    """Return the rows in an order that both engines share, with numbers as comparable as both write them."""
    return sorted(([_plain(value) for value in row] for row in rows), key=repr)


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool) or not hasattr(value, "__float__"):
        return str(value)[:10]  # an instant or a day: the first of a period
    return round(float(value), 6)
