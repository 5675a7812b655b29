"""Making the statements of pages ahead of their readers, so that only the worker, and once a version, loads what makes them."""

from collections.abc import Iterable, Iterator

from steelyard.insights.blocks import PLANS
from steelyard.insights.boards import BROKEN_DOWN, COMPARED, OVER_TIME, TILES
from steelyard.insights.expressions import COMPILED, group_metrics, records_of, statement_of
from steelyard.insights.metrics import get_metric, list_metrics
from steelyard.insights.queries import columns_of_records
from steelyard.insights.terms import Dimension, Grain

Shape = tuple[tuple[str, ...], Grain | None, Dimension | None]


def prepare_statements() -> None:
    """Make every statement that a page asks, where it is not kept already, and remove those of older versions."""
    for shape in _shapes():
        statement_of(*shape)
    for board in (TILES, *(plan.names for plan in PLANS.values())):
        for names in _groups(board):
            statement_of(names, None, None)
            statement_of(names, None, None, is_past=True)
    for metric in list_metrics():
        records_of(metric.name, columns_of_records(metric))
    COMPILED.sweep()


def _shapes() -> Iterator[Shape]:
    drawn = [name for _title, names, _kind in OVER_TIME for name in names]
    for grain in Grain:
        for names in (drawn, *([metric.name for metric in plan.drawn] for plan in PLANS.values())):
            yield from ((group, grain, None) for group in _groups(names))
    for cut in (None, *Grain):
        yield from (((metric.name,), cut, None) for metric in list_metrics())
    yield from (((name,), None, by) for _title, name, by in BROKEN_DOWN)
    yield from ((names, None, Dimension.INVOLVEMENT) for names in _groups(COMPARED))
    yield from (((metric.name,), None, by) for metric in list_metrics() for by in metric.dimensions)


def _groups(names: Iterable[str]) -> list[tuple[str, ...]]:
    return group_metrics(map(get_metric, names))
