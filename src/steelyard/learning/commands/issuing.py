"""Making a certificate: its number, how long it holds, what it renews, and the partners that hold it by it."""

import secrets
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from steelyard.identity.public import find_affiliations
from steelyard.kernel.actors import Actor
from steelyard.learning.commands.assessing import assess_partners, tell_counts
from steelyard.learning.commands.holdings import hold_certificates, lock_person
from steelyard.learning.events import CertificateIssued, CompletionImported
from steelyard.learning.models import Certificate, Certification, Release
from steelyard.learning.policies import compute_periods, compute_state
from steelyard.learning.refusals import ReleaseMissing
from steelyard.learning.terms import CertificateSource, CertificateState, Lapse, Validity
from steelyard.platform.directory import SOMEONE, find_people
from steelyard.platform.events import record

_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_LENGTH = 16


def validity_of(certification: Certification) -> Validity:
    """Return what lets the certification's certificates lapse."""
    return Validity(
        lapse=Lapse(certification.lapse),
        months=certification.months,
        releases=certification.releases,
        grace_days=certification.grace_days,
    )


def issue_certificate(
    certification: Certification,
    person_id: UUID,
    *,
    issued_on: date,
    source: CertificateSource,
    actor: Actor,
    now: datetime,
    enrollment_id: UUID | None = None,
    evidence: str = "",
    valid_until: date | None = None,
) -> Certificate:
    """Certify a person as of a day, for the system; what the person has of it already is renewed, once a day is enough.

    Raises: ReleaseMissing.
    """
    lock_person(person_id)
    release = _release_on(certification, issued_on)
    known = Certificate.objects.filter(
        certification=certification, person=person_id, issued_on=issued_on, source=source
    ).first()
    if known is not None:
        return known
    previous = _find_renewed(certification, person_id, issued_on)
    renews_until = previous.valid_until if previous and _is_current(previous, issued_on) else None
    ends = compute_periods(validity_of(certification), issued_on=issued_on, renews_until=renews_until)
    if dropped_on := valid_until or (find_drop(certification, release) if release else None):
        ends = dropped_on, dropped_on + timedelta(days=certification.grace_days)
    certificate = Certificate.objects.create(
        number="".join(secrets.choice(_LETTERS) for _ in range(_LENGTH)),
        certification=certification,
        release=release,
        person_id=person_id,
        enrollment_id=enrollment_id,
        source=source,
        evidence=evidence,
        issued_on=issued_on,
        issued_at=now,
        issued_by=actor.person_id,
        valid_until=ends[0],
        grace_until=ends[1],
    )
    if previous is not None:
        Certificate.objects.filter(id=previous.id).update(renewed_by=certificate)
    belongs_to = {partner for partner in find_affiliations({person_id}).get(person_id, ()) if partner}
    hold_certificates([certificate.id], belongs_to, now=now)
    record(_event_of(certificate, certification, is_renewal=previous is not None), actor=actor, now=now)
    assess_partners(belongs_to, now=now)
    tell_counts(belongs_to, now=now)
    return certificate


def find_drop(certification: Certification, release: Release) -> date | None:
    """Return the day from which on a release is no longer supported, because enough newer ones are out; None for not yet."""
    newer = certification.all_releases.filter(released_on__gt=release.released_on).order_by("released_on")
    days = list(newer.values_list("released_on", flat=True)[: certification.releases])
    return days[-1] if len(days) == certification.releases else None


def _event_of(
    certificate: Certificate, certification: Certification, *, is_renewal: bool
) -> CertificateIssued | CompletionImported:
    person = find_people({certificate.person_id}).get(certificate.person_id, SOMEONE)
    common: dict[str, Any] = {
        "subject_id": certificate.id,
        "subject_label": certification.name,
        "person_id": certificate.person_id,
        "person": person.name,
        "number": certificate.number,
        "issued_on": certificate.issued_on,
        "valid_until": certificate.valid_until,
    }
    if certificate.source == CertificateSource.EXTERNAL:
        return CompletionImported(**common, evidence=certificate.evidence)
    return CertificateIssued(**common, is_renewal=is_renewal)


def _release_on(certification: Certification, day: date) -> Release | None:
    if certification.lapse != Lapse.BY_RELEASE:
        return None
    newest = certification.all_releases.filter(released_on__lte=day).order_by("-released_on").first()
    if newest is None:
        raise ReleaseMissing(name=certification.name)
    return newest


def _find_renewed(certification: Certification, person_id: UUID, day: date) -> Certificate | None:
    """Return the newest certificate of that kind that the person had before the day."""
    rows = Certificate.objects.select_for_update().filter(
        certification=certification, person=person_id, renewed_by=None, revoked_on=None, issued_on__lte=day
    )
    return rows.order_by("-issued_on", "-id").first()


def _is_current(certificate: Certificate, day: date) -> bool:
    state = compute_state(
        day,
        valid_until=certificate.valid_until,
        grace_until=certificate.grace_until,
        revoked_on=certificate.revoked_on,
    )
    return state is CertificateState.CURRENT
