"""Reading scores and tasks, and the facts that both come from."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from pydantic import TypeAdapter

from steelyard.companies.public import count_open_duplicates
from steelyard.identity.public import tally_contacts
from steelyard.kernel.actors import Actor
from steelyard.kernel.pages import Page, PageRequest
from steelyard.kernel.refusals import NotAllowed
from steelyard.kernel.scores import ScorePart
from steelyard.partners import permissions
from steelyard.partners.models import Agreement, DataTask, Dated, ManagerAssignment, Partner, PartnerRole, PartnerScore
from steelyard.partners.quality.policies import list_missing
from steelyard.partners.quality.rules import DataQualityRules
from steelyard.partners.quality.terms import (
    OWN_DETAILS,
    Ask,
    Detail,
    PartnerData,
    QualityPart,
    ScoreCard,
    ScoreFilter,
    TaskCard,
    TaskFilter,
    TaskKind,
    TaskState,
)
from steelyard.partners.queries import today
from steelyard.partners.terms import PartnerStatus
from steelyard.platform.paging import take

SORTS = {
    "score": ("score", "partner_id"),
    "-score": ("-score", "partner_id"),
    "name": ("partner__name", "partner_id"),
    "-name": ("-partner__name", "-partner_id"),
    "completeness": ("completeness", "partner_id"),
    "-completeness": ("-completeness", "partner_id"),
    "freshness": ("freshness", "partner_id"),
    "-freshness": ("-freshness", "partner_id"),
    "contacts": ("contacts", "partner_id"),
    "-contacts": ("-contacts", "partner_id"),
}
_TAKE_TASKS = {PartnerStatus.ONBOARDING, PartnerStatus.ACTIVE, PartnerStatus.SUSPENDED}
_data: TypeAdapter[PartnerData] = TypeAdapter(PartnerData)


def list_scores(actor: Actor, wanted: ScoreFilter, page: PageRequest, *, at: datetime) -> Page[ScoreCard]:
    """Return a page of the scores that the filter finds, the worst first unless asked otherwise. Raises: NotAllowed."""
    if not permissions.can_list_partners(actor):
        raise NotAllowed
    found = _with_cards(_filtered(PartnerScore.visible_to(actor), wanted, today(at)), today(at))
    stretch = take(found, page, SORTS.get(page.sort, SORTS["score"]))
    cards = [_score_card(row) for row in stretch.rows]
    return Page(items=cards, total=stretch.total, request=page, next_cursor=stretch.next_cursor)


def find_score(actor: Actor, partner_id: UUID, *, at: datetime) -> ScoreCard | None:
    """Return the score of a partner that the actor may see; None while it has not been assessed."""
    row = _with_cards(PartnerScore.visible_to(actor).filter(partner=partner_id), today(at)).first()
    return _score_card(row) if row else None


def list_tasks(actor: Actor, wanted: TaskFilter, page: PageRequest, *, at: datetime) -> Page[TaskCard]:
    """Return a page of the tasks that the actor may see, the open ones by the day they are due, then what is done."""
    rows = DataTask.visible_to(actor).filter(partner__merged_into=None).select_related("partner")
    if wanted.partner_id:
        rows = rows.filter(partner=wanted.partner_id)
    match wanted.state:
        case TaskState.DONE:
            rows = rows.exclude(done_at=None)
        case TaskState.OPEN:
            rows = rows.filter(done_at=None)
        case TaskState.OVERDUE:
            rows = rows.filter(DataTask.late_on(today(at)))
    ordered = rows.annotate(is_done=Q(done_at__isnull=False))
    stretch = take(ordered, page, ("is_done", "due_on", "id"))
    cards = [_task_card(row, today(at)) for row in stretch.rows]
    return Page(items=cards, total=stretch.total, request=page, next_cursor=stretch.next_cursor)


def list_assessable(*, after: UUID | None, limit: int) -> list[UUID]:
    """Return the next partners in the order of their ids, for a pass over all."""
    rows = Partner.objects.filter(id__gt=after) if after else Partner.objects.all()
    return list(rows.order_by("id").values_list("id", flat=True)[:limit])


def list_reminded() -> list[UUID]:
    """Return the partners with open tasks, of which they may have to be reminded."""
    return sorted(set(DataTask.objects.filter(done_at=None).values_list("partner_id", flat=True)))


def find_open_tasks(partner_ids: Collection[UUID]) -> defaultdict[UUID, dict[Ask, UUID]]:
    """Return the open tasks of each partner by what they ask for."""
    found: defaultdict[UUID, dict[Ask, UUID]] = defaultdict(dict)
    for task in DataTask.objects.filter(partner__in=partner_ids, done_at=None):
        found[task.partner_id][Ask(kind=TaskKind(task.kind), detail=task.detail)] = task.id
    return found


def gather_data(
    partners: Collection[Partner], rules: Mapping[UUID, DataQualityRules], *, now: datetime
) -> dict[UUID, PartnerData]:
    """Return what is known about the data of each partner at the instant, in a few queries for all; call as the system."""
    ids, day = {partner.id for partner in partners}, today(now)
    since = {one: now - timedelta(days=rules[one].active_days) for one in ids}
    contacts = tally_contacts(ids, active_since=since)
    duplicates = count_open_duplicates({partner.company_id for partner in partners})
    kept = _find_kept(ids, day)
    return {
        partner.id: PartnerData(
            filled=frozenset({detail for detail in OWN_DETAILS if getattr(partner.profile, detail)} | kept[partner.id]),
            checked_days=_days(partner.profile.checked_at or partner.enrolled_at, now),
            contacts_checked_days=_days(partner.profile.contacts_checked_at or partner.enrolled_at, now),
            members=contacts[partner.id].members,
            recent_members=contacts[partner.id].recent,
            unconfirmed=contacts[partner.id].unconfirmed,
            unreachable=contacts[partner.id].unreachable,
            open_duplicates=duplicates.get(partner.company_id, 0),
            takes_tasks=partner.status in _TAKE_TASKS,
        )
        for partner in partners
    }


def dump_facts(data: PartnerData, rules: DataQualityRules) -> dict[str, Any]:
    """Return what explains a score, as plain JSON types that are kept with it."""
    return {
        "data": {**asdict(data), "filled": sorted(data.filled)},
        "weights": {part: rules.weight_of(part) for part in QualityPart},
        "missing": list_missing(data, rules),
    }


def _find_kept(ids: set[UUID], day: date) -> defaultdict[UUID, set[Detail]]:
    """Return which of the details that the host keeps hold for each partner on the day."""
    kept: defaultdict[UUID, set[Detail]] = defaultdict(set)
    holding: tuple[tuple[Detail, QuerySet[Any]], ...] = (
        (Detail.ROLE, PartnerRole.objects.filter(Dated.holds_on(day))),
        (Detail.MANAGER, ManagerAssignment.objects.filter(Dated.holds_on(day))),
        (Detail.AGREEMENT, Agreement.objects.filter(Agreement.in_force_on(day))),
    )
    for detail, rows in holding:
        for one in rows.filter(partner__in=ids).values_list("partner_id", flat=True).distinct():
            kept[one].add(detail)
    return kept


def _days(since: datetime, now: datetime) -> int:
    return max(0, (today(now) - today(since)).days)


def _filtered(rows: QuerySet[PartnerScore], wanted: ScoreFilter, day: date) -> QuerySet[PartnerScore]:
    if wanted.text:
        rows = rows.filter(partner__name__icontains=wanted.text)
    if wanted.status:
        rows = rows.filter(partner__status=wanted.status)
    if wanted.region:
        rows = rows.filter(partner__region=wanted.region)
    if wanted.grade:
        least, below = wanted.grade.scores
        rows = rows.filter(score__gte=least, score__lt=below)
    if wanted.manager_id:
        managed = ManagerAssignment.objects.filter(Dated.holds_on(day), person=wanted.manager_id)
        rows = rows.filter(partner__in=managed.values("partner_id"))
    return rows


def _with_cards(rows: QuerySet[PartnerScore], day: date) -> QuerySet[PartnerScore]:
    tasks = DataTask.objects.filter(partner=OuterRef("partner_id"), done_at=None).order_by().values("partner")
    return rows.select_related("partner").annotate(
        open_tasks=Coalesce(Subquery(tasks.annotate(count=Count("id")).values("count")), 0),
        overdue_tasks=Coalesce(
            Subquery(tasks.filter(DataTask.late_on(day)).annotate(count=Count("id")).values("count")), 0
        ),
    )


def _score_card(row: PartnerScore) -> ScoreCard:
    weights = row.facts["weights"]
    return ScoreCard(
        partner_id=row.partner_id,
        partner=row.partner.name,
        status=row.partner.status,
        region=row.partner.region_id,
        score=row.score,
        parts=tuple(ScorePart(key=part, share=getattr(row, part), weight=weights[part]) for part in QualityPart),
        missing=tuple(Detail(detail) for detail in row.facts["missing"]),
        data=_data.validate_python(row.facts["data"]),
        rules=row.rules,
        assessed_at=row.assessed_at,
        open_tasks=row.open_tasks,  # type: ignore[attr-defined]  # annotated by _with_cards
        overdue_tasks=row.overdue_tasks,  # type: ignore[attr-defined]
    )


def _task_card(row: DataTask, day: date) -> TaskCard:
    state = TaskState.DONE if row.done_at else TaskState.OVERDUE if row.due_on < day else TaskState.OPEN
    return TaskCard(
        id=row.id,
        public_id=row.public_id,
        partner_id=row.partner_id,
        partner=row.partner.name,
        kind=TaskKind(row.kind),
        detail=Detail(row.detail) if row.detail else None,
        state=state,
        opened_at=row.opened_at,
        due_on=row.due_on,
        done_at=row.done_at,
    )
