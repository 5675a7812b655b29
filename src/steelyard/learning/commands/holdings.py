"""At which partners the certificates of people are held."""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db import connection

from steelyard.learning import queries
from steelyard.learning.commands.assessing import assess_partners, tell_counts
from steelyard.learning.models import Certificate, Holding


def lock_person(person_id: UUID) -> None:
    """Let whatever changes the certificates of one person wait for each other."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"learning {person_id}"])


def hold_certificates(certificate_ids: Iterable[UUID], partner_ids: Collection[UUID], *, now: datetime) -> None:
    """Let partners hold certificates from today on; one that holds it already goes on."""
    today = queries.today(now)
    Holding.objects.bulk_create(
        [
            Holding(certificate_id=one, partner_id=partner_id, since_on=today)
            for one in certificate_ids
            for partner_id in partner_ids
        ],
        ignore_conflicts=True,
    )


def follow_certificates(person_id: UUID, belongs_to: Collection[UUID], *, now: datetime) -> None:
    """Let exactly those partners hold the certificates of a person, and see what follows for their competencies."""
    lock_person(person_id)
    certificates = list(Certificate.objects.filter(person=person_id, revoked_on=None).values_list("id", flat=True))
    if not certificates:
        return
    held = Holding.objects.filter(certificate__in=certificates, until=None)
    left = set(held.exclude(partner__in=belongs_to).values_list("partner_id", flat=True))
    held.filter(partner__in=left).update(until=queries.today(now))
    hold_certificates(certificates, belongs_to, now=now)
    assess_partners(left | set(belongs_to), now=now)
    tell_counts(left | set(belongs_to), now=now)
