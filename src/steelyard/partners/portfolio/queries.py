"""Reading audits: their list, one with what it came to, its partners, one of them with all that explains it, who moved."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Floor

from steelyard.kernel.actors import Actor
from steelyard.kernel.pages import Page, PageRequest
from steelyard.kernel.refusals import NotFound
from steelyard.partners import permissions
from steelyard.partners.models import AuditedPartner, PortfolioAudit
from steelyard.partners.portfolio.gathering import load_facts
from steelyard.partners.portfolio.policies import classify_partner, compare_audits
from steelyard.partners.portfolio.rules import PortfolioRules
from steelyard.partners.portfolio.terms import (
    AuditCard,
    AuditedCard,
    AuditedFilter,
    AuditedRecord,
    AuditMove,
    AuditOverview,
    Axis,
    Course,
    ManagerProgress,
    MapPlace,
    PartnerClass,
)
from steelyard.platform.directory import SOMEONE, THE_SYSTEM, find_people
from steelyard.platform.paging import cut, take
from steelyard.program.public import RulesInForce, get_rules_of

SORTS = {
    "name": ("partner__name", "id"),
    "-name": ("-partner__name", "-id"),
    "fit": ("fit", "id"),
    "-fit": ("-fit", "-id"),
    "return": ("returns", "id"),
    "-return": ("-returns", "-id"),
}
_DECIDED = Q(decided_at__isnull=False)
_MOST_POINTS = 200
_STEP = 5

_MOVES = """
    with said as (
        select p.audit_id, p.partner_id, p.fit, p.returns,
            coalesce(nullif(p.decided_class, ''), p.partner_class) as class,
            coalesce(nullif(p.decided_course, ''), p.course) as course
        from partners_auditedpartner p where p.audit_id in (%(before)s, %(after)s)
    )
    select coalesce(b.partner_id, a.partner_id), n.name, b.class, a.class, b.course, a.course, b.fit, a.fit, b.returns, a.returns
    from (select * from said where audit_id = %(before)s) b
    full join (select * from said where audit_id = %(after)s) a on a.partner_id = b.partner_id
    join partners_partner n on n.id = coalesce(b.partner_id, a.partner_id)
    where (b.class, b.course) is distinct from (a.class, a.course)
"""


def list_audits(actor: Actor, page: PageRequest, *, is_closed: bool | None = None) -> Page[AuditCard]:
    """Return a page of the audits, the newest first. Raises: NotFound for partners: they are told nothing of it."""
    if not permissions.can_list_partners(actor):
        raise NotFound
    rows = _counted(PortfolioAudit.visible_to(actor))
    if is_closed is not None:
        rows = rows.filter(closed_at__isnull=not is_closed)
    stretch = take(rows, page, ("-begun_at", "-id"))
    return Page(items=_cards(stretch.rows), total=stretch.total, request=page, next_cursor=stretch.next_cursor)


def get_audit(actor: Actor, audit_id: UUID) -> AuditCard:
    """Return an audit. Raises: NotFound."""
    row = _counted(PortfolioAudit.visible_to(actor)).filter(id=audit_id).first()
    if row is None:
        raise NotFound
    return _cards([row])[0]


def get_rules(audit_id: UUID) -> PortfolioRules:
    """Return the rules of an audit, those of the day on which it was begun. Raises: NotFound."""
    versions = PortfolioAudit.objects.filter(id=audit_id).values_list("version_ids", flat=True).first()
    if versions is None:
        raise NotFound
    in_force: RulesInForce[PortfolioRules] = get_rules_of([UUID(version) for version in versions])
    return in_force.rules


def get_overview(actor: Actor, audit_id: UUID) -> AuditOverview:
    """Return what an audit came to. Raises: NotFound."""
    rules = get_rules(get_audit(actor, audit_id).id)
    rows = AuditedPartner.visible_to(actor).filter(audit=audit_id)
    counted = rows.values_list("course", "partner_class", "decided_course").annotate(count=Count("id")).order_by()
    proposed: dict[Course, int] = dict.fromkeys(Course, 0)
    decided: dict[Course, int] = dict.fromkeys(Course, 0)
    classes: dict[PartnerClass, int] = dict.fromkeys(PartnerClass, 0)
    for course, partner_class, decision, count in counted:
        proposed[Course(course)] += count
        classes[PartnerClass(partner_class)] += count
        if decision:
            decided[Course(decision)] += count
    return AuditOverview(proposed=proposed, decided=decided, classes=classes, places=tuple(_places(rows, rules)))


def list_progress(actor: Actor, audit_id: UUID) -> list[ManagerProgress]:
    """Return how many of their partners each manager has decided, the most open first. Raises: NotFound."""
    get_audit(actor, audit_id)
    rows = AuditedPartner.visible_to(actor).filter(audit=audit_id).values_list("manager_id")
    counted = list(rows.annotate(all=Count("id"), decided=Count("id", filter=_DECIDED)).order_by())
    people = find_people({key for key, _all, _decided in counted if key})
    found = [
        ManagerProgress(
            manager_id=key,
            manager=people.get(key, SOMEONE).name if key else "",
            partners=partners,
            decided=decided,
        )
        for key, partners, decided in counted
    ]
    return sorted(found, key=lambda one: (one.decided - one.partners, one.manager))


def list_points(actor: Actor, audit_id: UUID) -> list[tuple[Course, str, Decimal, Decimal, int]]:
    """Return where partners lie on the map: course, name, fit, return, how many. Many are put together in fields of five points.

    Raises: NotFound.
    """
    get_audit(actor, audit_id)
    rows = AuditedPartner.visible_to(actor).filter(audit=audit_id)
    few = rows.order_by("course", "partner__name", "id")[: _MOST_POINTS + 1]
    points = list(few.values_list("course", "decided_course", "partner__name", "fit", "returns"))
    if len(points) <= _MOST_POINTS:
        return [(Course(decided or course), name, fit, returns, 1) for course, decided, name, fit, returns in points]
    placed = rows.annotate(x=Floor(F("fit") / _STEP), y=Floor(F("returns") / _STEP))
    cells = placed.values_list("course", "x", "y").annotate(count=Count("id")).order_by("course", "x", "y")
    half = Decimal(_STEP) / 2
    return [(Course(course), "", x * _STEP + half, y * _STEP + half, count) for course, x, y, count in cells]


def list_audited(actor: Actor, audit_id: UUID, wanted: AuditedFilter, page: PageRequest) -> Page[AuditedCard]:
    """Return a page of the partners of an audit that the filter finds, by name unless asked otherwise. Raises: NotFound."""
    get_audit(actor, audit_id)
    rows = _filtered(AuditedPartner.visible_to(actor).filter(audit=audit_id), wanted).select_related("partner")
    stretch = take(rows, page, SORTS.get(page.sort, SORTS["name"]))
    cards = _audited_cards(stretch.rows)
    return Page(items=cards, total=stretch.total, request=page, next_cursor=stretch.next_cursor)


def get_audited(actor: Actor, audit_id: UUID, partner_id: UUID) -> AuditedRecord:
    """Return a partner of an audit with what led to its class, and what it was in the audit before. Raises: NotFound."""
    audit = get_audit(actor, audit_id)
    rows = AuditedPartner.visible_to(actor).select_related("partner")
    row = rows.filter(audit=audit_id, partner=partner_id).first()
    if row is None:
        raise NotFound
    earlier = rows.filter(partner=partner_id, audit__closed_at__lt=audit.begun_at, decided_at__isnull=False)
    before = earlier.order_by("-audit__closed_at").first()
    facts = load_facts(row.facts)
    return AuditedRecord(
        audit=audit,
        card=_audited_cards([row])[0],
        facts=facts,
        classification=classify_partner(facts, get_rules(audit_id)),
        before=_audited_cards([before])[0] if before else None,
    )


def find_next(actor: Actor, audit_id: UUID, wanted: AuditedFilter, *, after: UUID | None = None) -> UUID | None:
    """Return the next partner that is still to be decided, by name, beginning anew after the last one; None where all are."""
    rows = _filtered(AuditedPartner.visible_to(actor).filter(audit=audit_id), wanted).filter(decided_at=None)
    rows = rows.order_by("partner__name", "partner_id")
    if after is not None:
        rows = rows.exclude(partner=after)
        name = AuditedPartner.visible_to(actor).filter(audit=audit_id, partner=after).values("partner__name")[:1]
        later = rows.filter(partner__name__gte=name).values_list("partner_id", flat=True).first()
        if later is not None:
            return later
    return rows.values_list("partner_id", flat=True).first()


def find_last_decision(actor: Actor, partner_id: UUID) -> tuple[AuditedCard, AuditCard] | None:
    """Return what was decided of a partner last, with the audit; None for partners, and where nothing was."""
    rows = AuditedPartner.visible_to(actor).filter(partner=partner_id, decided_at__isnull=False)
    row = rows.select_related("partner").order_by("-decided_at").first()
    return (_audited_cards([row])[0], get_audit(actor, row.audit_id)) if row else None


def list_moves(actor: Actor, before_id: UUID, after_id: UUID, page: PageRequest) -> Page[AuditMove]:
    """Return a page of who moved from one audit to another; what was decided counts before what was proposed. Raises: NotFound."""
    for audit_id in (before_id, after_id):
        get_audit(actor, audit_id)
    with connection.cursor() as cursor:
        cursor.execute(_MOVES, {"before": before_id, "after": after_id})
        rows = cursor.fetchall()
    return cut(compare_audits(_move(row) for row in rows), page)


def find_names(ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return the names of those of the audits that the current asker may see."""
    return dict(PortfolioAudit.objects.filter(id__in=set(ids)).values_list("id", "name"))


def _counted(rows: QuerySet[PortfolioAudit]) -> QuerySet[PortfolioAudit]:
    decided = Count("partners", filter=Q(partners__decided_at__isnull=False))
    return rows.annotate(all_of_them=Count("partners"), decided_of_them=decided)


def _places(rows: QuerySet[AuditedPartner], rules: PortfolioRules) -> list[MapPlace]:
    found: list[MapPlace] = []
    bounds = {axis: rules.bounds_of(axis) for axis in Axis}
    counts = rows.aggregate(
        **{
            field.field.value: Count(
                "id",
                filter=_within("fit", field.field.levels[0].rank, bounds[Axis.FIT])
                & _within("returns", field.field.levels[1].rank, bounds[Axis.RETURN]),
            )
            for field in rules.fields
        }
    )
    for field in rules.fields:
        fit, returns = field.field.levels
        found.append(MapPlace(fit=fit, returns=returns, count=counts[field.field.value]))
    return found


def _within(name: str, rank: int, bounds: tuple[int, int]) -> Q:
    least = (0, *bounds)[rank]
    held = Q(**{f"{name}__gte": least})
    return held & Q(**{f"{name}__lt": bounds[rank]}) if rank < len(bounds) else held


def _filtered(rows: QuerySet[AuditedPartner], wanted: AuditedFilter) -> QuerySet[AuditedPartner]:
    exact: Mapping[str, object] = {
        "partner_class": wanted.partner_class,
        "course": wanted.course,
        "region": wanted.region,
        "manager_id": wanted.manager_id,
        "partner__name__icontains": wanted.text,
    }
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if wanted.is_decided is not None:
        rows = rows.filter(decided_at__isnull=not wanted.is_decided)
    if wanted.differs is not None:
        same = Q(decided_class=F("partner_class"), decided_course=F("course"))
        rows = rows.filter(_DECIDED).filter(~same if wanted.differs else same)
    return rows


def _cards(rows: Sequence[PortfolioAudit]) -> list[AuditCard]:
    ids = {one for row in rows for one in (row.manager_id, row.begun_by, row.closed_by) if one}
    names = {key: person.name for key, person in find_people(ids).items()}
    return [
        AuditCard(
            id=row.id,
            public_id=row.public_id,
            name=row.name,
            as_of=row.as_of,
            region=row.region,
            type=row.type,
            manager_id=row.manager_id,
            manager=_name(names, row.manager_id),
            rules=row.rules,
            currency=row.currency,
            begun_by=_name(names, row.begun_by) or THE_SYSTEM.name,
            begun_at=row.begun_at,
            measured_at=row.measured_at,
            closed_by=_name(names, row.closed_by) if row.closed_at else "",
            closed_at=row.closed_at,
            partners=row.all_of_them,  # type: ignore[attr-defined]  # annotated by _counted
            decided=row.decided_of_them,  # type: ignore[attr-defined]
            updated_at=row.updated_at,
        )
        for row in rows
    ]


def _audited_cards(rows: Sequence[AuditedPartner]) -> list[AuditedCard]:
    ids = {one for row in rows for one in (row.manager_id, row.decided_by) if one}
    names = {key: person.name for key, person in find_people(ids).items()}
    return [
        AuditedCard(
            id=row.id,
            audit_id=row.audit_id,
            partner_id=row.partner_id,
            partner=row.partner.name,
            region=row.region,
            manager_id=row.manager_id,
            manager=_name(names, row.manager_id),
            fit=row.fit,
            returns=row.returns,
            partner_class=PartnerClass(row.partner_class),
            course=Course(row.course),
            decided_class=PartnerClass(row.decided_class) if row.decided_class else None,
            decided_course=Course(row.decided_course) if row.decided_course else None,
            reason=row.reason,
            note=row.note,
            decided_by=_name(names, row.decided_by) if row.decided_at else "",
            decided_at=row.decided_at,
        )
        for row in rows
    ]


def _name(names: Mapping[UUID, str], key: UUID | None) -> str:
    return names.get(key, SOMEONE.name) if key else ""


def _move(row: Sequence[Any]) -> AuditMove:
    partner_id, name, class_before, class_after, course_before, course_after, *points = row
    fit_before, fit_after, return_before, return_after = points
    return AuditMove(
        partner_id=partner_id,
        partner=name,
        class_before=PartnerClass(class_before) if class_before else None,
        class_after=PartnerClass(class_after) if class_after else None,
        course_before=Course(course_before) if course_before else None,
        course_after=Course(course_after) if course_after else None,
        fit_before=fit_before,
        fit_after=fit_after,
        return_before=return_before,
        return_after=return_after,
    )
