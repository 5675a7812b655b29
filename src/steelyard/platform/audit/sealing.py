"""Sealing what happened since the last run."""

from datetime import datetime, timedelta

from django.db import connection, transaction

from steelyard.platform.audit.chain import EVENT_TEXT, GENESIS, seal_after
from steelyard.platform.audit.heads import Head, keep_head
from steelyard.platform.db import as_system
from steelyard.platform.models import AuditRun, AuditSeal

BATCH = 20_000
LONGEST_TRANSACTION = timedelta(hours=1)
"""An event may be numbered before others and committed after them, but not later than this: what comes later was slipped in."""

_LOCK = "select pg_advisory_xact_lock(hashtext('steelyard audit'))"
_UNSEALED = f"""
    select e.id, e.sequence, {EVENT_TEXT} from platform_event e
    where e.sequence > %s and not exists (select from platform_auditseal s where s.event_id = e.id)
    order by e.sequence limit %s
"""  # noqa: S608 - the parts are constants


def seal_log(now: datetime) -> int:
    """Seal every event that is not sealed yet, in the order of the log, and return how many that were.

    Each batch is a transaction of its own, whose head is kept outside the database once it has committed.
    """
    total = 0
    while sealed := _seal_batch(now):
        total += sealed
        if sealed < BATCH:
            break
    return total


def _seal_batch(now: datetime) -> int:
    with as_system(), connection.cursor() as cursor:
        hold_sealing()
        last = AuditRun.objects.order_by("-position").first()
        cursor.execute(_UNSEALED, [horizon(now), BATCH])
        rows = cursor.fetchall()
        if not rows:
            return 0
        digest, position = (bytes(last.digest), last.position) if last else (GENESIS, 0)
        seals = []
        for event_id, _sequence, text in rows:
            digest, position = seal_after(digest, text), position + 1
            seals.append(AuditSeal(position=position, event_id=event_id, digest=digest))
        AuditSeal.objects.bulk_create(seals, batch_size=5_000)
        highest = max(last.highest_sequence if last else 0, max(sequence for _id, sequence, _text in rows))
        AuditRun.objects.create(position=position, digest=digest, sealed_at=now, highest_sequence=highest)
        transaction.on_commit(lambda: keep_head(Head.of(position, digest, now)))
    return len(rows)


def hold_sealing() -> None:
    """Let nobody seal until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK)


def horizon(now: datetime) -> int:
    """Return the number up to which everything that will ever come has been sealed."""
    settled = AuditRun.objects.filter(sealed_at__lt=now - LONGEST_TRANSACTION).order_by("-position").first()
    return settled.highest_sequence if settled else 0
