"""What audits can measure: the metrics that contexts told of for tiers, and those that only make sense beside tiers."""

from steelyard.partners.tiers.metrics import Metric, find_metric, name_of

_own: dict[str, Metric] = {}


def add_measurable(metric: Metric) -> None:
    """Tell of a metric that follows from tiers or goals, so that their rules cannot speak of it. Raises: ValueError."""
    if _own.setdefault(metric.key, metric) is not metric or find_metric(metric.key) is not None:
        raise ValueError(f"two metrics are called {metric.key}")


def find_measurable(key: str) -> Metric | None:
    """Return the metric with that key, if somebody told of it."""
    return _own.get(key) or find_metric(key)


def measurable_name(key: str) -> str:
    """Return what a metric is called (source language), or its key where nobody measures it any more."""
    metric = _own.get(key)
    return metric.name if metric else name_of(key)
