"""Seeing which partners have which competencies: in one statement, however many partners there are."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from steelyard.kernel.actors import SYSTEM
from steelyard.kernel.ids import new_id
from steelyard.learning import queries
from steelyard.learning.events import CertifiedPeopleCounted, CompetencyGranted, CompetencyLost
from steelyard.learning.models import CompetencyGrant
from steelyard.learning.queries.certificates import count_certified_people
from steelyard.learning.queries.rules import rules_at
from steelyard.platform.directory import find_organization_names
from steelyard.platform.events import record

_AT_ONCE = 1000

# A person counts once per competency, however many of its certificates they hold.
_STANDINGS = """
    with counted as (
        select c.id as competency_id, h.partner_id, count(distinct t.person_id) as certified
        from learning_competency c
        join learning_certificate t on t.certification_id = any(c.certifications)
        join learning_holding h on h.certificate_id = t.id and h.until is null
        where c.is_active and t.issued_on <= %(day)s and t.revoked_on is null
          and (t.valid_until is null or t.valid_until > %(day)s or (%(grace)s and t.grace_until > %(day)s))
          and (%(all)s or h.partner_id = any (%(partners)s::uuid[]))
        group by c.id, h.partner_id
    ), held as (
        select id, competency_id, partner_id from learning_competencygrant
        where until is null and (%(all)s or partner_id = any (%(partners)s::uuid[]))
    )
    select h.id, competency_id, partner_id, coalesce(n.certified, 0) as certified,
        c.name, c.key, coalesce(c.family_id, '') as family
    from counted n
    full join held h using (competency_id, partner_id)
    join learning_competency c on c.id = competency_id
    where (h.id is null) = (c.is_active and coalesce(n.certified, 0) >= c.people)
    order by partner_id, c.name
"""


def assess_partners(partner_ids: Collection[UUID] | None, *, now: datetime) -> int:
    """Grant the competencies that partners have people for and take those that they no longer have, for the system.

    Without ids every partner is looked at. Returns how many were granted or taken.
    """
    if partner_ids is not None and not partner_ids:
        return 0
    day = queries.today(now)
    facts: dict[str, Any] = {
        "day": day,
        "grace": rules_at(now).grace_counts,
        "all": partner_ids is None,
        "partners": list(partner_ids or ()),
    }
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('learning.competencies'))")
        cursor.execute(_STANDINGS, facts)
        columns = [column.name for column in cursor.description or ()]
        rows = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
    lost = [row for row in rows if row["id"] is not None]
    granted = [row | {"id": new_id()} for row in rows if row["id"] is None]
    CompetencyGrant.objects.filter(id__in=[row["id"] for row in lost]).update(until=day)
    CompetencyGrant.objects.bulk_create(
        CompetencyGrant(id=row["id"], competency_id=row["competency_id"], partner_id=row["partner_id"], since_on=day)
        for row in granted
    )
    events = [_event(CompetencyLost, row) for row in lost] + [_event(CompetencyGranted, row) for row in granted]
    if events:
        record(*events, actor=SYSTEM, now=now)
    return len(events)


def tell_counts(partner_ids: Collection[UUID], *, now: datetime) -> None:
    """Tell how many certified people each partner has, for whoever counts with them. For the system."""
    if not partner_ids:
        return
    people = count_certified_people(partner_ids, queries.today(now), at=now)
    names = find_organization_names(set(partner_ids))
    events = [
        CertifiedPeopleCounted(
            subject_id=one, subject_label=names.get(one, ""), partner_id=one, people=people.get(one, 0)
        )
        for one in sorted(partner_ids)
    ]
    for start in range(0, len(events), _AT_ONCE):
        record(*events[start : start + _AT_ONCE], actor=SYSTEM, now=now)


def _event(
    kind: type[CompetencyGranted] | type[CompetencyLost], row: dict[str, Any]
) -> CompetencyGranted | CompetencyLost:
    return kind(
        subject_id=row["id"],
        subject_label=row["name"],
        partner_id=row["partner_id"],
        competency_id=row["competency_id"],
        competency_key=row["key"],
        family=row["family"],
        certified=row["certified"],
    )
