"""Ibis expressions as statements: the same expression for DuckDB, which runs here, and for Spark, where there is too much for it.

Values come in as parameters, so that a statement is compiled once for all readers: `value("region", "string")` stands for one.
"""

import re
from typing import TYPE_CHECKING, Literal

from steelyard.platform.analytics.facts import Fact

if TYPE_CHECKING:
    import ibis.expr.types as ir
    from ibis.backends.sql.compilers.base import SQLGlotCompiler

_MARK = re.compile(r"'\$(\w+)'")

Engine = Literal["duckdb", "spark"]
_PARAMETERS = {"duckdb": r"$\1", "spark": r":\1"}


def value(name: str, kind: str) -> "ir.Scalar":
    """Return an expression that stands for the parameter `name`."""
    import ibis

    return ibis.literal(f"${name}").cast(kind)


def table_of(fact: Fact) -> "ir.Table":
    """Return the fact as a table to build expressions on."""
    import ibis

    return ibis.table(dict(fact.columns), name=fact.name)


def table_as_known(fact: Fact, at: "ir.TimestampScalar") -> "ir.Table":
    """Return the fact as it was known at an instant: without later rows, and without what was learned later."""
    import ibis

    table = table_of(fact)
    forgotten = {
        column: ibis.cases((table[instant] < at, table[column]), else_=ibis.null(fact.columns[column]))
        for instant, columns in fact.learned.items()
        for column in (*columns, instant)
    }
    return table.filter(table[fact.appears] < at).mutate(**forgotten)


def compile_for(engine: Engine, expression: "ir.Table") -> str:
    """Return the statement of an expression for an engine, laid out for readers."""
    compiled = _compiler(engine).to_sqlglot(expression).sql(dialect=engine, pretty=True)
    return _MARK.sub(_PARAMETERS[engine], compiled)


def _compiler(engine: Engine) -> "SQLGlotCompiler":
    if engine == "duckdb":
        from ibis.backends.sql.compilers.duckdb import compiler

        return compiler
    import ibis
    from ibis.backends.sql.compilers.pyspark import compiler as spark
    from ibis.config import Config

    class SparkOptions(Config):  # type: ignore[misc]
        treat_nan_as_null: bool = False

    if ibis.options.pyspark is None:  # its own are defined beside the connection, which would need Spark itself
        ibis.options.pyspark = SparkOptions()
    return spark
