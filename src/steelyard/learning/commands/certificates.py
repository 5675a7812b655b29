"""Certificates after they were issued: imported from elsewhere, revoked, reminded of, lapsed and expired by time."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from steelyard.identity.public import find_ids_by_email
from steelyard.kernel.actors import SYSTEM, Actor
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.learning import permissions, queries
from steelyard.learning.commands.assessing import assess_partners, tell_counts
from steelyard.learning.commands.holdings import lock_person
from steelyard.learning.commands.issuing import issue_certificate
from steelyard.learning.events import (
    CertificateExpired,
    CertificateExpiring,
    CertificateLapsed,
    CertificateRevoked,
)
from steelyard.learning.models import Certificate, Certification, Holding
from steelyard.learning.policies import find_reminder
from steelyard.learning.queries.rules import rules_at
from steelyard.learning.refusals import (
    AlreadyRevoked,
    CertificationUnknown,
    CompletionKnown,
    CompletionNotPossible,
    EvidenceMissing,
    LearnerUnknown,
    RevocationReasonMissing,
)
from steelyard.learning.terms import CertificateSource, ExternalCompletion
from steelyard.platform.db import as_system
from steelyard.platform.events import record


@transaction.atomic
def import_completion(*, actor: Actor, completion: ExternalCompletion, now: datetime) -> UUID:
    """Record what somebody completed elsewhere, on its own day and with its evidence, and return the certificate's id.

    This alone may be dated back, and the log says by whom and on which evidence.

    Raises: NotAllowed, CertificationUnknown, LearnerUnknown, EvidenceMissing, CompletionNotPossible, CompletionKnown,
    ReleaseMissing.
    """
    if not permissions.can_import_completions(actor):
        raise NotAllowed
    certification = Certification.objects.filter(key=completion.certification).first()
    if certification is None:
        raise CertificationUnknown(key=completion.certification, fields={"certification": CertificationUnknown.text})
    if not completion.evidence.strip():
        raise EvidenceMissing(fields={"evidence": EvidenceMissing.text})
    is_over_first = completion.valid_until is not None and completion.valid_until <= completion.completed_on
    if completion.completed_on > queries.today(now) or is_over_first:
        raise CompletionNotPossible(fields={"completed_on": CompletionNotPossible.text})
    with as_system():
        person_id = find_ids_by_email([completion.email]).get(completion.email.strip().lower())
        if person_id is None:
            raise LearnerUnknown(email=completion.email, fields={"email": LearnerUnknown.text})
        known = Certificate.objects.filter(
            person=person_id,
            certification=certification,
            issued_on=completion.completed_on,
            source=CertificateSource.EXTERNAL,
        )
        if known.exists():
            raise CompletionKnown
        certificate = issue_certificate(
            certification,
            person_id,
            issued_on=completion.completed_on,
            source=CertificateSource.EXTERNAL,
            evidence=completion.evidence.strip(),
            valid_until=completion.valid_until,
            actor=actor,
            now=now,
        )
    return certificate.id


@transaction.atomic
def revoke_certificate(*, actor: Actor, certificate_id: UUID, reason: str, now: datetime) -> None:
    """Take a certificate back from today on, for a reason that its holder reads.

    Raises: NotFound, NotAllowed, AlreadyRevoked, RevocationReasonMissing.
    """
    certificate = Certificate.visible_to(actor).select_related("certification").filter(id=certificate_id).first()
    if certificate is None:
        raise NotFound
    if not permissions.can_revoke_certificates(actor):
        raise NotAllowed
    if not reason.strip():
        raise RevocationReasonMissing(fields={"reason": RevocationReasonMissing.text})
    lock_person(certificate.person_id)
    today = queries.today(now)
    revoked = Certificate.objects.filter(id=certificate.id, revoked_on=None).update(
        revoked_on=today, revoked_by=actor.person_id, revoked_reason=reason.strip()
    )
    if not revoked:
        raise AlreadyRevoked
    happened = CertificateRevoked(
        subject_id=certificate.id,
        subject_label=certificate.certification.name,
        person_id=certificate.person_id,
        reason=reason.strip(),
    )
    record(happened, actor=actor, now=now)
    with as_system():
        held = Holding.objects.filter(certificate=certificate, until=None)
        partners = set(held.values_list("partner_id", flat=True))
        held.update(until=today)
        assess_partners(partners, now=now)
        tell_counts(partners, now=now)


@transaction.atomic
def remind_holders(*, now: datetime) -> int:
    """Remind those whose certificates lapse soon and were not renewed, once for each day that the rules name; return how many.

    For the system.
    """
    today, days_before = queries.today(now), rules_at(now).reminder_days
    rows = Certificate.objects.select_for_update(of=("self",)).select_related("certification")
    ending = rows.filter(
        valid_until__gte=today,
        valid_until__lte=today + timedelta(days=max(days_before, default=0)),
        renewed_by=None,
        revoked_on=None,
    )
    due = []
    for row in ending:
        assert row.valid_until is not None
        days = find_reminder(
            today, valid_until=row.valid_until, reminded_days=row.reminded_days, days_before=days_before
        )
        if days is not None:
            row.reminded_days = days
            due.append(row)
    Certificate.objects.bulk_update(due, ["reminded_days"], batch_size=_AT_ONCE)
    _record([_expiring(row, today) for row in due], now)
    return len(due)


@transaction.atomic
def note_expiries(*, now: datetime) -> int:
    """Note which certificates are no longer current, or no longer in grace, and what follows for partners; return how many.

    For the system. What several days without a run have missed is noted at once.
    """
    with connection.cursor() as cursor:
        cursor.execute(_NOTE_EXPIRIES, {"today": queries.today(now)})
        rows = cursor.fetchall()
    _record([_ended(*row) for row in rows], now)
    assess_partners(None, now=now)
    held = Holding.objects.filter(certificate__in=[row[0] for row in rows], until=None)
    tell_counts(set(held.values_list("partner_id", flat=True)), now=now)
    return len(rows)


_AT_ONCE = 1000
_NOTE_EXPIRIES = """
    with ended as (
        select t.id, c.name, t.valid_until, t.grace_until, t.person_id
        from learning_certificate t join learning_certification c on c.id = t.certification_id
        where t.valid_until <= %(today)s and t.renewed_by_id is null and t.revoked_on is null
          and (t.expiry_noted_on is null or t.expiry_noted_on < t.grace_until and t.grace_until <= %(today)s)
        for update of t
    )
    update learning_certificate t set expiry_noted_on = %(today)s from ended
    where t.id = ended.id
    returning t.id, ended.name, ended.person_id, ended.grace_until, ended.grace_until <= %(today)s
"""


def _record(events: Sequence[CertificateExpiring | CertificateLapsed | CertificateExpired], now: datetime) -> None:
    for start in range(0, len(events), _AT_ONCE):
        record(*events[start : start + _AT_ONCE], actor=SYSTEM, now=now)


def _expiring(row: Certificate, today: date) -> CertificateExpiring:
    assert row.valid_until is not None
    return CertificateExpiring(
        subject_id=row.id,
        subject_label=row.certification.name,
        person_id=row.person_id,
        days=(row.valid_until - today).days,
        last_on=row.valid_until - timedelta(days=1),
    )


def _ended(
    key: UUID,
    name: str,
    person_id: UUID,
    grace_until: date,
    is_over: bool,  # noqa: FBT001 - a column of the statement
) -> CertificateLapsed | CertificateExpired:
    common: dict[str, Any] = {"subject_id": key, "subject_label": name, "person_id": person_id}
    if is_over:
        return CertificateExpired(**common)
    return CertificateLapsed(**common, grace_until=grace_until)
