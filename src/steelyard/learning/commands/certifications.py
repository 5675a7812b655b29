"""What people can be certified for, its releases, and what partners can be competent in."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.learning import permissions, queries
from steelyard.learning.commands.assessing import assess_partners
from steelyard.learning.commands.issuing import find_drop, validity_of
from steelyard.learning.events import CertificationDefined, CompetencyDefined, ReleasePublished
from steelyard.learning.models import Certificate, Certification, Competency, Release
from steelyard.learning.policies import compute_periods
from steelyard.learning.refusals import CertificationUnknown, FamilyUnknown, NotBackdated, ReleaseKnown
from steelyard.learning.terms import CertificateSource, Lapse, Level, Validity
from steelyard.platform.db import as_system
from steelyard.platform.events import record
from steelyard.program.public import list_product_families


@transaction.atomic
def define_certification(
    *,
    actor: Actor,
    key: str,
    name: str,
    summary: str,
    level: Level,
    validity: Validity,
    is_active: bool = True,
    applies_to_issued: bool = False,
    now: datetime,
) -> UUID:
    """Add a certification, or change the one with that key, and return its id.

    Another validity holds for what is issued from now on; where it `applies_to_issued`, the ends of certificates that are not over
    yet are computed anew, none before today.

    Raises: NotAllowed.
    """
    _require_definer(actor)
    row = Certification.objects.select_for_update().filter(key=key).first() or Certification(key=key)
    row.name, row.summary, row.level = name, summary, level
    row.lapse, row.months, row.releases = validity.lapse, validity.months, validity.releases
    row.grace_days, row.is_active, row.changed_at = validity.grace_days, is_active, now
    row.save()
    changed = _change_issued(row, now) if applies_to_issued else 0
    happened = CertificationDefined(
        subject_id=row.id,
        subject_label=name,
        lapse=validity.lapse,
        months=validity.months,
        releases=validity.releases,
        grace_days=validity.grace_days,
        applies_to_issued=applies_to_issued,
        changed=changed,
    )
    record(happened, actor=actor, now=now)
    return row.id


@transaction.atomic
def publish_release(*, actor: Actor, certification: str, name: str, released_on: date, now: datetime) -> UUID:
    """Add a release that people are certified for from its day on; certificates of what is no longer supported lapse on that day.

    Raises: NotAllowed, NotFound, NotBackdated, ReleaseKnown.
    """
    _require_definer(actor)
    row = Certification.objects.select_for_update().filter(key=certification).first()
    if row is None:
        raise NotFound
    newest = row.all_releases.order_by("-released_on").first()
    # The first release may have come out before the program knew of it: nobody's certificate depends on it yet.
    if newest is not None and (released_on < queries.today(now) or released_on <= newest.released_on):
        raise NotBackdated(fields={"released_on": NotBackdated.text})
    if row.all_releases.filter(name=name).exists():
        raise ReleaseKnown(name=name, fields={"name": ReleaseKnown.text})
    release = Release.objects.create(certification=row, name=name, released_on=released_on)
    happened = ReleasePublished(
        subject_id=row.id,
        subject_label=row.name,
        release=name,
        released_on=released_on,
        lapsing=_drop_releases(row) if row.lapse == Lapse.BY_RELEASE else 0,
    )
    record(happened, actor=actor, now=now)
    return release.id


@transaction.atomic
def define_competency(
    *,
    actor: Actor,
    key: str,
    name: str,
    summary: str,
    level: Level,
    certifications: Sequence[str],
    people: int,
    family: str = "",
    is_active: bool = True,
    now: datetime,
) -> UUID:
    """Add a competency, or change the one with that key, and return its id. Partners have it, or lose it, at once.

    Raises: NotAllowed, CertificationUnknown, FamilyUnknown.
    """
    _require_definer(actor)
    found = dict(Certification.objects.filter(key__in=certifications).values_list("key", "id"))
    missing = [one for one in certifications if one not in found]
    if missing or not certifications:
        raise CertificationUnknown(key=", ".join(missing), fields={"certifications": CertificationUnknown.text})
    if family and family not in {one.key for one in list_product_families()}:
        raise FamilyUnknown(key=family, fields={"family": FamilyUnknown.text})
    row = Competency.objects.select_for_update().filter(key=key).first() or Competency(key=key)
    row.name, row.summary, row.level, row.people = name, summary, level, people
    row.certifications, row.family_id = sorted(found.values(), key=str), family or None
    row.is_active, row.changed_at = is_active, now
    row.save()
    happened = CompetencyDefined(subject_id=row.id, subject_label=name, people=people, family=family)
    record(happened, actor=actor, now=now)
    with as_system():
        assess_partners(None, now=now)
    return row.id


def _require_definer(actor: Actor) -> None:
    if not permissions.can_define_certifications(actor):
        raise NotAllowed


def _drop_releases(certification: Certification) -> int:
    """Let the certificates of releases that are no longer supported lapse; return how many."""
    grace, count = timedelta(days=certification.grace_days), 0
    for release in certification.all_releases.all():
        if dropped_on := find_drop(certification, release):
            count += Certificate.objects.filter(release=release, valid_until=None, revoked_on=None).update(
                valid_until=dropped_on, grace_until=dropped_on + grace
            )
    return count


def _change_issued(certification: Certification, now: datetime) -> int:
    """Compute the ends of certificates from courses that are not over yet anew; return how many were changed."""
    today, validity = queries.today(now), validity_of(certification)
    rows = Certificate.objects.select_for_update(of=("self",)).filter(
        certification=certification, revoked_on=None, renewed_by=None, source=CertificateSource.COURSE
    )
    changed = []
    for row in rows.select_related("release"):
        if row.grace_until is not None and row.grace_until <= today:
            continue
        valid_until, grace_until = compute_periods(validity, issued_on=row.issued_on)
        if row.release is not None and (dropped_on := find_drop(certification, row.release)):
            valid_until, grace_until = dropped_on, dropped_on + timedelta(days=validity.grace_days)
        if valid_until is not None and grace_until is not None and valid_until < today:
            # Nothing ends in the past: what would be over already ends today, and its grace begins.
            valid_until, grace_until = today, max(grace_until, today + timedelta(days=validity.grace_days))
        if (row.valid_until, row.grace_until) != (valid_until, grace_until) and row.issued_on != valid_until:
            row.valid_until, row.grace_until, row.reminded_days = valid_until, grace_until, None
            changed.append(row)
    Certificate.objects.bulk_update(changed, ["valid_until", "grace_until", "reminded_days"], batch_size=1000)
    return len(changed)
