"""What the metrics become: their statements for DuckDB and Spark are kept as text and reviewed like code.

After a deliberate change `pytest tests/insights/test_statements.py --write-statements` writes what they have become.
"""

from pathlib import Path

import pytest

from steelyard.insights.expressions import compile_metrics, compile_records, group_metrics
from steelyard.insights.metrics import list_metrics
from steelyard.insights.terms import Dimension, Grain
from steelyard.platform.analytics.statements import Engine

KEPT = Path(__file__).with_name("statements")
GROUPS = group_metrics(list_metrics())


@pytest.mark.parametrize("engine", ["duckdb", "spark"])
@pytest.mark.parametrize("names", GROUPS, ids=[names[0] for names in GROUPS])
def test_statements_are_those_that_were_reviewed(
    names: tuple[str, ...], engine: Engine, request: pytest.FixtureRequest
) -> None:
    total = compile_metrics(names, None, None, engine)
    series = compile_metrics(names, Grain.MONTH, Dimension.REGION, engine)
    text = f"-- In all\n\n{total}\n\n-- By month and region\n\n{series}\n"
    kept = KEPT / engine / f"{names[0]}.sql"
    if request.config.getoption("--write-statements"):
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(text, encoding="utf-8")
    assert kept.read_text(encoding="utf-8") == text


def test_statements_of_records_cut_a_page() -> None:
    statement = compile_records("win_rate", ("id", "amount"))
    assert statement.endswith("LIMIT $size OFFSET $offset")


def test_values_are_parameters_and_never_text() -> None:
    for names in GROUPS:
        assert "'$" not in compile_metrics(names, Grain.QUARTER, Dimension.PARTNER)
