"""What Steelyard counts about itself, added up over all web workers and the job worker for Prometheus.

Labels are route names, methods, statuses and task names: never an id, an address or a name of a person or a company.
"""

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import structlog
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from prometheus_client.registry import REGISTRY, Collector
from psycopg_pool import ConnectionPool

_LATENCY_BUCKETS = (0.005, 0.01, 0.02, 0.04, 0.08, 0.15, 0.3, 0.6, 1.2, 2.5, 5, 10)
_JOB_BUCKETS = (0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300)

_requests = Counter("steelyard_http_requests", "Requests answered.", ["method", "route", "status"])
_latency = Histogram(
    "steelyard_http_request_duration_seconds", "Time to answer.", ["method", "route"], buckets=_LATENCY_BUCKETS
)
_jobs = Counter("steelyard_jobs", "Jobs run, by outcome.", ["task", "outcome"])
_job_time = Histogram("steelyard_job_duration_seconds", "Time a job ran.", ["task"], buckets=_JOB_BUCKETS)
_pool = Gauge(
    "steelyard_database_pool_connections", "Database connections by state.", ["state"], multiprocess_mode="livesum"
)

_log = structlog.get_logger("steelyard.requests")


class RequestMetrics:
    """Counts and times every request under its route's name, and writes its log line."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = self.get_response(request)
        seconds = time.perf_counter() - began
        route = _route_of(request)
        method = request.method or ""
        _requests.labels(method, route, str(response.status_code)).inc()
        _latency.labels(method, route).observe(seconds)
        _note_pool()
        if not route.startswith("runtime:"):
            _log.info(
                "request",
                method=method,
                route=route,
                status=response.status_code,
                milliseconds=round(seconds * 1000, 1),
            )
        return response


def count_job(call_next: Callable[[], Any], context: Any, _worker: Any) -> Any:
    """Run one job and count its outcome; a middleware of the job worker."""
    task = context.job.task_name
    began = time.perf_counter()
    outcome = "failed"
    try:
        result = call_next()
        outcome = "succeeded"
        return result
    finally:
        _jobs.labels(task, outcome).inc()
        _job_time.labels(task).observe(time.perf_counter() - began)


def render() -> bytes:
    """Return every metric in Prometheus' text format."""
    directory = os.environ.get("PROMETHEUS_MULTIPROC_DIR")
    if directory is None:
        return generate_latest(REGISTRY) + generate_latest(_database_registry())
    _forget_dead_processes(Path(directory))
    registry = _database_registry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry)


class DatabaseCollector(Collector):
    """What the database knows better than any process: the queue and the event log."""

    def collect(self) -> Iterator[Metric]:
        """Yield the figures as they are now; none when the database does not answer."""
        try:
            with connection.cursor() as cursor:
                cursor.execute(
                    "select queue_name, status::text, count(*) from procrastinate_jobs"
                    " where status in ('todo', 'doing', 'failed') group by 1, 2"
                )
                queues = cursor.fetchall()
                cursor.execute("select case when is_called then last_value else 0 end from platform_event_sequence")
                (events,) = cursor.fetchone()
        except DatabaseError:
            return
        depth = GaugeMetricFamily("steelyard_queue_jobs", "Jobs in the queue.", labels=["queue", "status"])
        for queue, status, count in queues:
            depth.add_metric([queue, status], count)
        yield depth
        yield CounterMetricFamily("steelyard_events_recorded", "Events in the log.", value=events)


def _database_registry() -> CollectorRegistry:
    registry = CollectorRegistry()
    registry.register(DatabaseCollector())
    return registry


def _route_of(request: HttpRequest) -> str:
    match = request.resolver_match
    if match is not None:
        return match.view_name or match.route
    return "static" if request.path.startswith("/static/") else "unmatched"


def _note_pool() -> None:
    pool = getattr(connection, "pool", None)
    if isinstance(pool, ConnectionPool):
        stats = pool.get_stats()
        idle, size = stats.get("pool_available", 0), stats.get("pool_size", 0)
        _pool.labels("idle").set(idle)
        _pool.labels("busy").set(size - idle)


def _forget_dead_processes(directory: Path) -> None:
    """Take the gauges of processes that were killed out of the sum."""
    for file in directory.glob("gauge_live*_*.db"):
        pid = int(file.stem.rpartition("_")[2])
        if not _is_alive(pid):
            mark_process_dead(pid, str(directory))  # type: ignore[no-untyped-call]


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
