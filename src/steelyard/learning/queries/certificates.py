"""Reading certificates, what they are of, and the competencies that come of them."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from steelyard.kernel.actors import Actor
from steelyard.kernel.pages import Page, PageRequest
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.learning import permissions
from steelyard.learning.models import Certificate, Certification, Competency, CompetencyGrant, Holding
from steelyard.learning.policies import compute_state
from steelyard.learning.queries import today
from steelyard.learning.queries.rules import rules_at
from steelyard.learning.terms import (
    CertificateCard,
    CertificateFilter,
    CertificateSource,
    CertificateState,
    CertificationCard,
    CompetencyCard,
    CompetencyStanding,
    Lapse,
    Level,
    Validity,
    VerifiedCertificate,
)
from steelyard.platform.db import as_system
from steelyard.platform.directory import SOMEONE, find_people
from steelyard.platform.paging import take

SORTS = {
    "-issued": ("-issued_on", "-id"),
    "issued": ("issued_on", "id"),
    "ends": ("valid_until", "id"),
    "-ends": ("-valid_until", "-id"),
}


def list_certificates(
    actor: Actor, wanted: CertificateFilter, page: PageRequest, *, at: datetime
) -> Page[CertificateCard]:
    """Return a page of the certificates that the filter finds among those the actor may see, as they are at the instant."""
    rows = _filtered(Certificate.visible_to(actor), wanted, today(at)).select_related("certification", "release")
    stretch = take(rows, page, SORTS.get(page.sort, SORTS["-issued"]))
    cards = _cards(stretch.rows, today(at))
    return Page(items=cards, total=stretch.total, request=page, next_cursor=stretch.next_cursor)


def get_certificate(actor: Actor, certificate_id: UUID, *, at: datetime) -> CertificateCard:
    """Return one certificate as it is at the instant. Raises: NotFound."""
    rows = Certificate.visible_to(actor).select_related("certification", "release")
    row = rows.filter(id=certificate_id).first()
    if row is None:
        raise NotFound
    return _cards([row], today(at))[0]


def verify_certificate(number: str, *, at: datetime) -> VerifiedCertificate:
    """Return what anybody may know who has a certificate's number: whose, for what, whether it holds. Raises: NotFound."""
    with as_system():
        rows = Certificate.objects.select_related("certification", "release")
        row = rows.filter(number=number.replace("-", "").strip().upper()).first()
        if row is None:
            raise NotFound
        card = _cards([row], today(at))[0]
    return VerifiedCertificate(
        number=card.number,
        holder=card.person,
        certification=card.certification_name,
        level=card.level,
        release=card.release,
        issued_on=card.issued_on,
        valid_until=card.valid_until,
        state=card.state,
    )


def list_certifications(*, include_inactive: bool = False) -> list[CertificationCard]:
    """Return what people can be certified for, by name."""
    rows = Certification.objects.annotate(course_count=Count("courses", filter=Q(courses__state="published")))
    return [_certification(row) for row in (rows if include_inactive else rows.filter(is_active=True))]


def get_certification(key: str) -> CertificationCard:
    """Return one certification. Raises: NotFound."""
    found = next((one for one in list_certifications(include_inactive=True) if one.key == key), None)
    if found is None:
        raise NotFound
    return found


def list_releases(key: str) -> list[tuple[str, date]]:
    """Return the releases of a certification with their days, the newest first. Raises: NotFound."""
    row = Certification.objects.filter(key=key).first()
    if row is None:
        raise NotFound
    return list(row.all_releases.order_by("-released_on").values_list("name", "released_on"))


def list_competencies(*, include_inactive: bool = False) -> list[CompetencyCard]:
    """Return what partners can be competent in, by name."""
    names = dict(Certification.objects.values_list("id", "name"))
    rows = Competency.objects.annotate(partner_count=Count("grants", filter=Q(grants__until=None)))
    return [_competency(row, names) for row in (rows if include_inactive else rows.filter(is_active=True))]


def get_competency(key: str) -> CompetencyCard:
    """Return one competency. Raises: NotFound."""
    found = next((one for one in list_competencies(include_inactive=True) if one.key == key), None)
    if found is None:
        raise NotFound
    return found


def list_standings(actor: Actor, partner_id: UUID, *, at: datetime) -> list[CompetencyStanding]:
    """Return where a partner stood with each competency at the instant. Raises: NotAllowed for another partner's."""
    if not permissions.can_see_teams(actor) and actor.partner_id != partner_id:
        raise NotAllowed
    day = today(at)
    with as_system():
        certified = count_certified(partner_id, day, grace_counts=rules_at(at).grace_counts)
        grants = CompetencyGrant.objects.filter(CompetencyGrant.holds_on(day), partner=partner_id)
        since = dict(grants.values_list("competency_id", "since_on"))
    return [
        CompetencyStanding(competency=one, certified=certified.get(one.id, 0), since_on=since.get(one.id))
        for one in list_competencies(include_inactive=True)
        if one.is_active or one.id in since
    ]


def count_certified_people(partner_ids: Collection[UUID], day: date, *, at: datetime) -> dict[UUID, int]:
    """Return how many people of each partner were certified for anything on the day; for the system."""
    held = Q(since_on__lte=day) & (Q(until=None) | Q(until__gt=day))
    ends = Q(certificate__valid_until=None) | Q(certificate__valid_until__gt=day)
    if rules_at(at).grace_counts:
        ends |= Q(certificate__grace_until__gt=day)
    stands = Q(certificate__revoked_on=None) | Q(certificate__revoked_on__gt=day)
    rows = Holding.objects.filter(held, ends, stands, partner__in=partner_ids, certificate__issued_on__lte=day)
    counted = rows.values("partner_id").annotate(people=Count("certificate__person", distinct=True)).order_by()
    return dict(counted.values_list("partner_id", "people"))


def count_certified(partner_id: UUID, day: date, *, grace_counts: bool) -> Mapping[UUID, int]:
    """Return how many people of the partner counted for each competency on the day; for the system."""
    held = Holding.objects.filter(Q(until=None) | Q(until__gt=day), partner=partner_id, since_on__lte=day)
    holds = Q(valid_until=None) | Q(valid_until__gt=day)
    if grace_counts:
        holds |= Q(grace_until__gt=day)
    certificates = Certificate.objects.filter(holds, id__in=held.values("certificate_id"), issued_on__lte=day)
    not_revoked = certificates.filter(Q(revoked_on=None) | Q(revoked_on__gt=day))
    people: dict[UUID, set[UUID]] = {}
    for certification_id, person_id in not_revoked.values_list("certification_id", "person_id"):
        people.setdefault(certification_id, set()).add(person_id)
    return {
        row.id: len(set().union(*(people.get(one, set()) for one in row.certifications)))
        for row in Competency.objects.all()
    }


def _filtered(rows: QuerySet[Certificate], wanted: CertificateFilter, day: date) -> QuerySet[Certificate]:
    if wanted.person_id is not None:
        rows = rows.filter(person=wanted.person_id)
    if wanted.partner_id is not None:
        held = Holding.objects.filter(partner=wanted.partner_id, until=None).values("certificate_id")
        rows = rows.filter(id__in=held)
    if wanted.certification:
        rows = rows.filter(certification__key=wanted.certification)
    if wanted.text:
        rows = rows.filter(Q(number__iexact=wanted.text) | Q(person__name__icontains=wanted.text))
    if wanted.state is not None:
        rows = rows.filter(_in_state(wanted.state, day))
    return rows


def _in_state(state: CertificateState, day: date) -> Q:
    """Return `policies.compute_state` as a condition."""
    revoked = Q(revoked_on__lte=day)
    current = Q(valid_until=None) | Q(valid_until__gt=day)
    grace = Q(valid_until__lte=day, grace_until__gt=day)
    return {
        CertificateState.REVOKED: revoked,
        CertificateState.CURRENT: current & Q(revoked_on=None),
        CertificateState.GRACE: grace & Q(revoked_on=None),
        CertificateState.EXPIRED: Q(grace_until__lte=day, revoked_on=None),
    }[state]


def _cards(rows: list[Certificate], day: date) -> list[CertificateCard]:
    people = find_people({row.person_id for row in rows})
    return [
        CertificateCard(
            id=row.id,
            public_id=row.public_id,
            number=row.number,
            certification=row.certification.key,
            certification_name=row.certification.name,
            level=Level(row.certification.level),
            release=row.release.name if row.release else "",
            person_id=row.person_id,
            person=people.get(row.person_id, SOMEONE).name,
            source=CertificateSource(row.source),
            issued_on=row.issued_on,
            valid_until=row.valid_until,
            grace_until=row.grace_until,
            state=compute_state(
                day, valid_until=row.valid_until, grace_until=row.grace_until, revoked_on=row.revoked_on
            ),
            evidence=row.evidence,
            revoked_reason=row.revoked_reason,
            is_renewed=row.renewed_by_id is not None,
            updated_at=row.updated_at,
        )
        for row in rows
    ]


def _certification(row: Certification) -> CertificationCard:
    newest = row.all_releases.order_by("-released_on").first() if row.lapse == Lapse.BY_RELEASE else None
    return CertificationCard(
        id=row.id,
        key=row.key,
        name=row.name,
        summary=row.summary,
        level=Level(row.level),
        validity=Validity(lapse=Lapse(row.lapse), months=row.months, releases=row.releases, grace_days=row.grace_days),
        is_active=row.is_active,
        release=newest.name if newest else "",
        courses=row.course_count,  # type: ignore[attr-defined]  # annotated by list_certifications
    )


def _competency(row: Competency, names: Mapping[UUID, str]) -> CompetencyCard:
    return CompetencyCard(
        id=row.id,
        key=row.key,
        name=row.name,
        summary=row.summary,
        level=Level(row.level),
        certifications=tuple(sorted(names[one] for one in row.certifications if one in names)),
        people=row.people,
        family=row.family_id or "",
        is_active=row.is_active,
        partners=row.partner_count,  # type: ignore[attr-defined]  # annotated by list_competencies
    )
