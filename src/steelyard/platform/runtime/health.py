"""Is the process alive, can it do its work, and what has it counted: three addresses for machines."""

from dataclasses import asdict, dataclass
from http import HTTPStatus

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from psycopg_pool import PoolTimeout

from steelyard.platform.runtime import metrics

HEARTBEAT_MAX_AGE_SECONDS = 45
RETRY_AFTER_SECONDS = "5"

DATABASE_ERRORS = (DatabaseError, InterfaceError, PoolTimeout)


@dataclass
class Readiness:
    """What Steelyard needs in order to serve: each is true or false."""

    database: bool = False
    migrations: bool = False
    worker: bool = False

    @property
    def is_ready(self) -> bool:
        return self.database and self.migrations and self.worker


def check_readiness() -> Readiness:
    """Ask the database what is there. Never raises for a database that is away."""
    readiness = Readiness()
    try:
        connection.ensure_connection()
        readiness.database = True
        readiness.migrations = not pending_migrations()
        readiness.worker = readiness.migrations and worker_is_alive()
    except DATABASE_ERRORS:
        return readiness
    return readiness


def pending_migrations() -> list[str]:
    """Return the names of migrations that the database has not seen. Once there are none, that is remembered."""
    if not _Known.migrations_are_applied:
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        _Known.migrations_are_applied = not plan
        return [str(migration) for migration, _ in plan]
    return []


class _Known:
    """What cannot become untrue while this process lives."""

    migrations_are_applied = False


def worker_is_alive() -> bool:
    """Say whether a job worker has given a sign of life lately."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select exists (select from procrastinate_workers where last_heartbeat > now() - %s * interval '1 second')",
            [HEARTBEAT_MAX_AGE_SECONDS],
        )
        (is_alive,) = cursor.fetchone()
    return bool(is_alive)


@require_safe
@never_cache
def healthz(_request: HttpRequest) -> HttpResponse:
    """Say that this process answers, whatever else is broken."""
    return JsonResponse({"status": "alive"})


@require_safe
@never_cache
def readyz(_request: HttpRequest) -> HttpResponse:
    """Say whether a visitor can be served: 200, or 503 and what is missing."""
    readiness = check_readiness()
    if readiness.is_ready:
        return JsonResponse({"status": "ready", **asdict(readiness)})
    response = JsonResponse(
        {"status": "not ready", **asdict(readiness)}, status=503, headers={"Retry-After": RETRY_AFTER_SECONDS}
    )
    # Whoever starts or balances asks on until it is ready: an answer, not an error for the log.
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response


def _may_see_metrics(request: HttpRequest) -> bool:
    if token := settings.METRICS_TOKEN:
        return constant_time_compare(request.headers.get("Authorization", ""), f"Bearer {token}")
    # What a proxy on this machine passes on comes from elsewhere.
    is_passed_on = any(name in request.headers for name in ("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via"))
    return request.META.get("REMOTE_ADDR") in _LOOPBACK and not is_passed_on


_LOOPBACK = frozenset({"127.0.0.1", "::1"})


@require_safe
@never_cache
def show_metrics(request: HttpRequest) -> HttpResponse:
    """Show the metrics to who brings the token, or, where none is set, to this machine."""
    if not _may_see_metrics(request):
        answer = "Metrics are for this machine, or for the bearer token of STEELYARD_METRICS_TOKEN.\n"
        return HttpResponse(answer, status=HTTPStatus.FORBIDDEN, content_type="text/plain; charset=utf-8")
    return HttpResponse(metrics.render(), content_type="text/plain; version=0.0.4; charset=utf-8")
