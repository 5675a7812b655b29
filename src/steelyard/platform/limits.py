"""How often somebody may do something: counted in the database, in one statement, so that all web workers count together."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.utils.crypto import salted_hmac

from steelyard.kernel.actors import Actor
from steelyard.platform.refusals import TooOften

_COUNT = """
    insert into platform_usecount as c (key, since_at, count) values (%(key)s, %(now)s, 1)
    on conflict (key) do update set
        count = case when c.since_at <= %(began)s then 1 else c.count + 1 end,
        since_at = case when c.since_at <= %(began)s then %(now)s else c.since_at end
    returning count, since_at
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """At most so many times within a stretch of time that begins with the first."""

    what: str
    times: int
    per: timedelta


def count_use(limit: Limit, *, actor: Actor, now: datetime) -> None:
    """Count one use by the person, with whatever key or session it came; the system is not counted. Raises: TooOften."""
    if actor.person_id is not None:
        _count(limit, str(actor.person_id), now)


def count_use_of(limit: Limit, *, by: str, now: datetime) -> None:
    """Count one use by what is known of a stranger, such as a network address; a digest of it is kept. Raises: TooOften."""
    _count(limit, salted_hmac("steelyard.limits", by).hexdigest(), now)


def _count(limit: Limit, who: str, now: datetime) -> None:
    said: dict[str, str | datetime] = {"key": f"{limit.what}:{who}", "now": now, "began": now - limit.per}
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, said)
        count, since_at = cursor.fetchone()
    if count > limit.times:
        raise TooOften(seconds=max(1, round((since_at + limit.per - now).total_seconds())))
