"""Reading lives: one partner's, everybody's state on a day, and offboardings with what is open of each."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from steelyard.identity.public import list_administrator_ids
from steelyard.kernel.actors import Actor
from steelyard.kernel.pages import Page, PageRequest
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.partners import permissions, queries
from steelyard.partners.lifecycle.policies import decide_return, list_moves
from steelyard.partners.lifecycle.rules import LifecycleRules
from steelyard.partners.lifecycle.steps import list_offboarding_steps
from steelyard.partners.lifecycle.terms import (
    BY_HAND,
    DataWish,
    LeavingFacts,
    Life,
    LifeFacts,
    LifeFilter,
    LifeLine,
    LifePeriod,
    OffboardingCard,
    OffboardingReason,
    OffboardingState,
    Requirement,
    Settled,
    StepCard,
    Way,
)
from steelyard.partners.models import (
    Agreement,
    Dated,
    ManagerAssignment,
    Offboarding,
    OffboardingSettlement,
    Partner,
    PartnerRole,
    StatusPeriod,
)
from steelyard.partners.terms import PartnerStatus
from steelyard.partners.vetting.gathering import find_vetted
from steelyard.platform.paging import take
from steelyard.program.public import RulesInForce, rules_in_force

LIFECYCLE_RULEBOOK = "lifecycle"
SORTS = {
    "name": ("partner__name", "id"),
    "-name": ("-partner__name", "-id"),
    "since": ("since_at", "id"),
    "-since": ("-since_at", "-id"),
}


def rules_of(partner: Partner, *, now: datetime) -> RulesInForce[LifecycleRules]:
    """Return the rules of the lifecycle for a partner."""
    in_force: RulesInForce[LifecycleRules] = rules_in_force(LIFECYCLE_RULEBOOK, region=partner.region_id, at=now)
    return in_force


def gather_facts(partner: Partner, *, now: datetime) -> LifeFacts:
    """Return what guards ask about a partner."""
    day = queries.today(now)
    met = {
        Requirement.AGREEMENT: Agreement.objects.filter(Agreement.in_force_on(day), partner=partner).exists(),
        Requirement.ROLE: PartnerRole.objects.filter(Dated.holds_on(day), partner=partner).exists(),
        Requirement.MANAGER: ManagerAssignment.objects.filter(Dated.holds_on(day), partner=partner).exists(),
        Requirement.ADMINISTRATOR: bool(list_administrator_ids({partner.id})),
        Requirement.VETTING: partner.id in find_vetted({partner.id}, at=now),
    }
    return LifeFacts(
        status=PartnerStatus(partner.status), met=frozenset(need for need, is_met in met.items() if is_met)
    )


def leaving_facts(partner: Partner, offboarding: Offboarding | None) -> LeavingFacts:
    """Return when a partner left, and why where it was offboarded."""
    reason = OffboardingReason(offboarding.reason) if offboarding else None
    return LeavingFacts(left_at=partner.status_since_at, reason=reason)


def find_last_offboarding(partner_id: UUID) -> Offboarding | None:
    """Return the last offboarding of a partner that was completed."""
    return (
        Offboarding.objects.filter(partner=partner_id, state=OffboardingState.COMPLETED).order_by("-closed_at").first()
    )


def get_life(actor: Actor, partner_id: UUID, *, now: datetime) -> Life:
    """Return a partner's life with the program; how it leaves and may come back is for the host alone. Raises: NotFound."""
    partner = queries.get_partner(actor, partner_id)
    in_force, facts = rules_of(partner, now=now), gather_facts(partner, now=now)
    is_host = permissions.can_list_partners(actor)
    has_left = partner.status == PartnerStatus.ENDED
    open_one = Offboarding.visible_to(actor).filter(partner=partner.id, state=OffboardingState.OPEN).first()
    left = leaving_facts(partner, find_last_offboarding(partner.id) if has_left else None)
    return Life(
        partner_id=partner.id,
        partner=partner.name,
        status=facts.status,
        since_at=partner.status_since_at,
        reason=partner.status_reason,
        rules=in_force.label,
        moves=list_moves(facts, in_force.rules),
        periods=tuple(
            _period(row)
            for row in StatusPeriod.visible_to(actor).filter(partner=partner.id).order_by("-since_at", "-id")
        ),
        return_offer=decide_return(facts, left, in_force.rules, now=now) if is_host and has_left else None,
        offboarding=_cards([open_one])[0] if open_one else None,
    )


def list_lives(actor: Actor, wanted: LifeFilter, page: PageRequest) -> Page[LifeLine]:
    """Return a page of partners in the states they were in at the end of a day, by name unless asked otherwise.

    Raises: NotAllowed.
    """
    if not permissions.can_list_partners(actor):
        raise NotAllowed
    found = _filtered(_at_end_of(wanted.on, actor), wanted).select_related("partner")
    stretch = take(found, page, SORTS.get(page.sort, SORTS["name"]))
    lines = [
        LifeLine(
            partner_id=row.partner_id,
            partner=row.partner.name,
            region=row.partner.region_id,
            status=PartnerStatus(row.status),
            since_at=row.since_at,
            reason=row.reason,
        )
        for row in stretch.rows
    ]
    return Page(items=lines, total=stretch.total, request=page, next_cursor=stretch.next_cursor)


def count_statuses(actor: Actor, wanted: LifeFilter) -> dict[PartnerStatus, int]:
    """Return how many partners were in each state at the end of a day, whichever state is asked for. Raises: NotAllowed."""
    if not permissions.can_list_partners(actor):
        raise NotAllowed
    everywhere = LifeFilter(on=wanted.on, text=wanted.text, region=wanted.region)
    rows = _filtered(_at_end_of(wanted.on, actor), everywhere).values("status").annotate(count=Count("id")).order_by()
    counted = dict(rows.values_list("status", "count"))
    return {status: counted.get(status, 0) for status in PartnerStatus}


def find_statuses_on(day: date, *, partner_ids: Iterable[UUID]) -> dict[UUID, PartnerStatus]:
    """Return the state of each partner at the end of a day; one that was not there yet is left out."""
    rows = StatusPeriod.objects.filter(_held_at(_end_of(day)), partner__in=list(partner_ids))
    return {partner_id: PartnerStatus(status) for partner_id, status in rows.values_list("partner_id", "status")}


def find_offboarding(actor: Actor, offboarding_id: UUID) -> Offboarding:
    """Return a offboarding that the actor may see. Raises: NotFound."""
    found = Offboarding.visible_to(actor).filter(id=offboarding_id).select_related("partner").first()
    if found is None:
        raise NotFound
    return found


def get_offboarding(actor: Actor, offboarding_id: UUID, *, now: datetime) -> OffboardingCard:
    """Return a offboarding with its checklist as it stands. Raises: NotFound."""
    offboarding = find_offboarding(actor, offboarding_id)
    return _cards([offboarding], steps=list_steps(offboarding, offboarding.partner, now=now))[0]


def list_offboardings(actor: Actor, state: OffboardingState | None, page: PageRequest) -> Page[OffboardingCard]:
    """Return a page of offboardings: the one that is due first at the top, those that are closed last. Raises: NotAllowed."""
    if not permissions.can_list_partners(actor):
        raise NotAllowed
    rows = Offboarding.visible_to(actor).select_related("partner").annotate(is_closed=Q(closed_at__isnull=False))
    if state is not None:
        rows = rows.filter(state=state)
    stretch = take(rows, page, ("is_closed", "due_on", "id"))
    return Page(items=_cards(stretch.rows), total=stretch.total, request=page, next_cursor=stretch.next_cursor)


def list_steps(offboarding: Offboarding, partner: Partner, *, now: datetime) -> tuple[StepCard, ...]:
    """Return the checklist of a offboarding: what contexts count of the partner, then what is done by hand."""
    settled: dict[str, list[Settled]] = defaultdict(list)
    for row in OffboardingSettlement.objects.filter(offboarding=offboarding).select_related("heir").order_by("id"):
        settled[row.step].append(_settled(row))
    is_open = offboarding.state == OffboardingState.OPEN
    return (
        *(
            StepCard(
                key=step.key,
                label=step.label,
                open=step.count(partner.id) if is_open else 0,
                ways=tuple(way for way in Way if way in step.settle),
                is_by_hand=False,
                settled=tuple(settled[step.key]),
            )
            for step in list_offboarding_steps()
        ),
        *(
            StepCard(
                key=item.key,
                label=item.text,
                open=int(is_open and not settled[item.key]),
                ways=BY_HAND,
                is_by_hand=True,
                settled=tuple(settled[item.key]),
            )
            for item in rules_of(partner, now=now).rules.checklist
        ),
    )


def _at_end_of(day: date, actor: Actor) -> QuerySet[StatusPeriod]:
    return StatusPeriod.visible_to(actor).filter(_held_at(_end_of(day)), partner__merged_into=None)


def _filtered(rows: QuerySet[StatusPeriod], wanted: LifeFilter) -> QuerySet[StatusPeriod]:
    if wanted.text:
        rows = rows.filter(partner__name__icontains=wanted.text)
    if wanted.status:
        rows = rows.filter(status=wanted.status)
    if wanted.region:
        rows = rows.filter(partner__region=wanted.region)
    return rows


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=UTC)


def _held_at(end: datetime) -> Q:
    return Q(since_at__lt=end) & (Q(until_at=None) | Q(until_at__gte=end))


def _period(row: StatusPeriod) -> LifePeriod:
    return LifePeriod(status=PartnerStatus(row.status), since_at=row.since_at, until_at=row.until_at, reason=row.reason)


def _settled(row: OffboardingSettlement) -> Settled:
    return Settled(
        way=Way(row.way),
        count=row.count,
        note=row.note,
        heir=row.heir.name if row.heir else "",
        by=row.settled_by,
        at=row.settled_at,
    )


def _cards(rows: Sequence[Offboarding], steps: tuple[StepCard, ...] = ()) -> list[OffboardingCard]:
    return [
        OffboardingCard(
            id=row.id,
            public_id=row.public_id,
            partner_id=row.partner_id,
            partner=row.partner.name,
            region=row.partner.region_id,
            state=OffboardingState(row.state),
            reason=OffboardingReason(row.reason),
            explanation=row.explanation,
            data=DataWish(row.data),
            due_on=row.due_on,
            begun_at=row.begun_at,
            begun_by=row.begun_by,
            closed_at=row.closed_at,
            closed_by=row.closed_by,
            members_ended=len(row.member_ids),
            steps=steps,
        )
        for row in rows
    ]
