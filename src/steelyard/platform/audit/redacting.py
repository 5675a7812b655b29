"""Redacting the sealed log: personal values give way, and what was sealed stays provable.

A seal is of the whole event, and every later seal follows from it, so seals are never made again. A redacted event gets a seal of
its own, made with the same key from the seal before and from what the event says now; what differs from its seal is accepted with
such a redaction alone. An event of the log declares every run of redactions with a digest of all of them.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from django.db import connection

from steelyard.kernel.actors import SYSTEM
from steelyard.kernel.ids import new_id
from steelyard.platform.audit.chain import EVENT_TEXT, redaction_after
from steelyard.platform.audit.events import EventsRedacted
from steelyard.platform.audit.sealing import hold_sealing
from steelyard.platform.events import record
from steelyard.platform.models import AuditRedaction, AuditSeal
from steelyard.platform.privacy.protection import unprotected


@dataclass(frozen=True, slots=True, kw_only=True)
class Redacted:
    """What an event says from now on; everything else about it stays."""

    event_id: UUID
    subject_label: str
    payload: Mapping[str, Any]


def redact_events(events: Iterable[Redacted], *, erasure_id: UUID, label: str, now: datetime) -> int:
    """Let the events say something else for an erasure, declare it in the log, and return how many they were."""
    hold_sealing()
    run = new_id()
    redacted = list(events)
    if not redacted:
        return 0
    with unprotected(), connection.cursor() as cursor:
        cursor.executemany(
            "update platform_event set subject_label = %s, payload = %s::jsonb where id = %s",
            [(one.subject_label, orjson.dumps(one.payload).decode(), one.event_id) for one in redacted],
        )
    seals = _seal_again(redacted)
    AuditRedaction.objects.bulk_create(
        AuditRedaction(event_id=key, run=run, digest=seal) for key, seal in seals.items()
    )
    happened = EventsRedacted(
        subject_id=erasure_id,
        subject_label=label,
        run=run,
        redacted=len(redacted),
        digest=digest_of(seals.values()),
    )
    record(happened, actor=SYSTEM, now=now)
    return len(redacted)


def _seal_again(redacted: list[Redacted]) -> dict[UUID, bytes]:
    """Return the seals of the redactions by event; an event that is not sealed yet needs none, it is sealed as it is now."""
    ids = sorted(one.event_id for one in redacted)
    before = {
        key: bytes(seal) for key, seal in AuditSeal.objects.filter(event_id__in=ids).values_list("event_id", "digest")
    }
    for key, seal in (
        AuditRedaction.objects.filter(event_id__in=ids).order_by("number").values_list("event_id", "digest")
    ):
        before[key] = bytes(seal)
    with connection.cursor() as cursor:
        cursor.execute(f"select e.id, {EVENT_TEXT} from platform_event e where e.id = any(%s)", [sorted(before)])  # noqa: S608
        texts = dict(cursor.fetchall())
    return {key: redaction_after(before[key], texts[key]) for key in sorted(before)}


def digest_of(seals: Iterable[bytes]) -> str:
    """Return what declares the seals of a run of redactions, in their order."""
    return hashlib.sha256(b"".join(seals)).hexdigest()
