"""Telling partners' people of rules that were published, asking them to confirm, and reminding them once."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from steelyard.kernel.actors import SYSTEM, Actor
from steelyard.kernel.refusals import NotAllowed
from steelyard.platform.events import record
from steelyard.program.events import RulesAcknowledged, RulesAnnounced, RulesReminded
from steelyard.program.models import Acknowledgement, RuleVersion
from steelyard.program.queries.publication import find_own_acknowledgement
from steelyard.program.queries.rules import find_row
from steelyard.program.refusals import NothingToAcknowledge

REMINDED_AFTER = timedelta(days=7)


@transaction.atomic
def announce_rules(*, actor: Actor, version_id: UUID, people: Iterable[tuple[UUID, UUID]], now: datetime) -> None:
    """Ask these people (each with the partner it belongs to) to read a version; the system only. Raises: NotAllowed, NotFound."""
    if not actor.is_system:
        raise NotAllowed
    version = find_row(actor, version_id)
    asked = [
        Acknowledgement(version=version, person_id=person_id, partner_id=partner_id, asked_at=now)
        for person_id, partner_id in sorted(people)
    ]
    if not asked or version.effective_from is None:
        return
    Acknowledgement.objects.bulk_create(asked, ignore_conflicts=True)
    announced = RulesAnnounced(
        subject_id=version.id, subject_label=version.label, effective_from=version.effective_from, people=len(asked)
    )
    record(announced, actor=SYSTEM, now=now)


@transaction.atomic
def acknowledge_rules(*, actor: Actor, version_id: UUID, now: datetime) -> None:
    """Keep that the actor has read a version; once is enough. Raises: NotFound, NothingToAcknowledge."""
    version = find_row(actor, version_id)
    asked = find_own_acknowledgement(actor, version.id)
    if asked is None:
        raise NothingToAcknowledge
    if asked.acknowledged_at is not None:
        return
    asked.acknowledge(now=now)
    acknowledged = RulesAcknowledged(subject_id=version.id, subject_label=version.label, partner_id=asked.partner_id)
    record(acknowledged, actor=actor, now=now)


@transaction.atomic
def remind_readers(*, now: datetime) -> int:
    """Remind, once, everyone who has not confirmed for a week; return how many."""
    due = Acknowledgement.objects.filter(
        acknowledged_at=None, reminded_at=None, asked_at__lte=now - REMINDED_AFTER
    ).select_for_update(skip_locked=True)
    by_version: dict[UUID, int] = {}
    for row in due:
        by_version[row.version_id] = by_version.get(row.version_id, 0) + 1
    Acknowledgement.objects.filter(id__in=[row.id for row in due]).update(reminded_at=now)
    for version in RuleVersion.objects.filter(id__in=by_version).order_by("id"):
        reminded = RulesReminded(subject_id=version.id, subject_label=version.label, people=by_version[version.id])
        record(reminded, actor=SYSTEM, now=now)
    return sum(by_version.values())
