"""Reading opportunities: one, its record, a page of them, a stream of them."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from steelyard.companies.public import find_cards as find_companies
from steelyard.kernel.actors import Actor
from steelyard.kernel.pages import Page, PageRequest
from steelyard.kernel.refusals import NotFound
from steelyard.partners.public import find_cards as find_partners
from steelyard.pipeline.models import Activity, Opportunity
from steelyard.pipeline.terms import (
    ActivityKind,
    Direction,
    ForecastCategory,
    LineDraft,
    OpportunityCard,
    OpportunityFilter,
    OpportunityTerms,
)
from steelyard.platform.directory import SOMEONE, THE_SYSTEM, PersonCard, find_people
from steelyard.platform.paging import take

SORTS: dict[str, tuple[str, ...]] = {
    "name": ("name", "id"),
    "-name": ("-name", "-id"),
    "amount": ("amount", "id"),
    "-amount": ("-amount", "-id"),
    "close_on": ("close_on", "id"),
    "-close_on": ("-close_on", "-id"),
    "stage": ("stage__position", "close_on", "id"),
    "-stage": ("-stage__position", "close_on", "id"),
    "activity": ("last_activity_at", "id"),
    "-activity": ("-last_activity_at", "-id"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityEntry:
    """Something that was done on an opportunity, as its record shows it."""

    id: str
    kind: ActivityKind
    direction: Direction
    summary: str
    occurred_at: datetime
    logged_at: datetime
    logged_by: PersonCard
    is_internal: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OpportunityRecord:
    """Everything on one opportunity's page."""

    card: OpportunityCard
    lines: tuple[LineDraft, ...]
    quote_reference: str
    order_reference: str
    transacted_by: str
    partner_owner_id: UUID | None
    partner_owner: str
    stage_since_at: datetime
    lost_reason: str
    lost_detail: str


def get_opportunity(actor: Actor, opportunity_id: UUID) -> Opportunity:
    """Return an opportunity that the actor may see. Raises: NotFound."""
    found = Opportunity.visible_to(actor).filter(id=opportunity_id).first()
    if found is None:
        raise NotFound
    return found


def get_record(actor: Actor, opportunity_id: UUID) -> OpportunityRecord:
    """Return everything that the actor may read about an opportunity. Raises: NotFound."""
    row = Opportunity.visible_to(actor).select_related("stage").filter(id=opportunity_id).first()
    if row is None:
        raise NotFound
    people = find_people({row.partner_owner_id}) if row.partner_owner_id else {}
    return OpportunityRecord(
        card=to_cards([row])[0],
        lines=terms_of(row).lines,
        quote_reference=row.quote_reference,
        order_reference=row.order_reference,
        transacted_by=row.transacted_by,
        partner_owner_id=row.partner_owner_id,
        partner_owner=_name_of(people, row.partner_owner_id),
        stage_since_at=row.stage_since_at,
        lost_reason=row.lost_reason,
        lost_detail=row.lost_detail,
    )


def find_card(actor: Actor, opportunity_id: UUID) -> OpportunityCard | None:
    """Return the card of an opportunity if the actor may see it."""
    rows = list(Opportunity.visible_to(actor).select_related("stage").filter(id=opportunity_id))
    return to_cards(rows)[0] if rows else None


def list_opportunities(actor: Actor, wanted: OpportunityFilter, page: PageRequest) -> Page[OpportunityCard]:
    """Return a page of the opportunities that the filter finds among those the actor may see."""
    found = filtered(actor, wanted)
    stretch = take(found.select_related("stage"), page, SORTS.get(page.sort, SORTS["close_on"]))
    return Page(items=to_cards(stretch.rows), total=stretch.total, request=page, next_cursor=stretch.next_cursor)


def list_names(actor: Actor, *, limit: int) -> list[str]:
    """Return the names of the newest opportunities that the actor may see."""
    return list(Opportunity.visible_to(actor).order_by("-opened_at").values_list("name", flat=True)[:limit])


def search_opportunities(actor: Actor, text: str, *, limit: int) -> list[OpportunityCard]:
    """Return the few newest opportunities whose name, or for the host company, contains what was typed."""
    rows = filtered(actor, OpportunityFilter(text=text, state="")).select_related("stage").order_by("-opened_at")
    return to_cards(list(rows[:limit]))


def list_next_steps(actor: Actor, *, until: date, limit: int) -> list[OpportunityCard]:
    """Return the actor's own open opportunities whose next step is due before the day, the earliest first."""
    mine = Q(owner=actor.person_id) | Q(partner_owner=actor.person_id)
    rows = Opportunity.visible_to(actor).filter(mine, closed_at=None, next_step_on__lt=until).exclude(next_step="")
    return to_cards(list(rows.select_related("stage").order_by("next_step_on", "id")[:limit]))


def list_activities(actor: Actor, opportunity_id: UUID, *, limit: int = 100) -> list[ActivityEntry]:
    """Return the newest activities on an opportunity that the actor may read. Raises: NotFound."""
    opportunity = get_opportunity(actor, opportunity_id)
    rows = Activity.objects.filter(opportunity=opportunity).order_by("-occurred_at", "-id")
    if actor.is_partner:
        rows = rows.filter(is_internal=False)
    found = list(rows[:limit])
    people = find_people({row.logged_by for row in found if row.logged_by})
    return [
        ActivityEntry(
            id=row.public_id,
            kind=ActivityKind(row.kind),
            direction=Direction(row.direction),
            summary=row.summary,
            occurred_at=row.occurred_at,
            logged_at=row.logged_at,
            logged_by=people.get(row.logged_by, SOMEONE) if row.logged_by else THE_SYSTEM,
            is_internal=row.is_internal,
        )
        for row in found
    ]


def terms_of(opportunity: Opportunity) -> OpportunityTerms:
    """Return the present terms of an opportunity, from which a change starts."""
    return OpportunityTerms(
        name=opportunity.name,
        region=opportunity.region_id,
        amount=opportunity.money,
        close_on=opportunity.close_on,
        lines=tuple(
            LineDraft(family=line.family_id, amount=line.amount) for line in opportunity.lines.order_by("family")
        ),
        next_step=opportunity.next_step,
        next_step_on=opportunity.next_step_on,
        forecast_category=ForecastCategory(opportunity.forecast_category),
        quote_reference=opportunity.quote_reference,
        order_reference=opportunity.order_reference,
        transacted_by=opportunity.transacted_by,
        external_id=opportunity.external_id,
    )


def filtered(actor: Actor, wanted: OpportunityFilter) -> QuerySet[Opportunity]:
    """Return the visible opportunities that the filter finds."""
    rows = Opportunity.visible_to(actor)
    if wanted.text:
        named = Q(name__icontains=wanted.text)
        # A partner may know a company under its own words only, so the company's name finds nothing for it.
        rows = rows.filter(named if actor.is_partner else named | Q(company__name__icontains=wanted.text))
    match wanted.state:
        case "open":
            rows = rows.filter(closed_at=None)
        case "closed":
            rows = rows.filter(closed_at__isnull=False)
        case "won" | "lost":
            rows = rows.filter(outcome=wanted.state)
    exact = {
        "stage": wanted.stage,
        "owner": wanted.owner_id,
        "partner": wanted.partner_id,
        "company": wanted.company_id,
        "region": wanted.region,
        "forecast_category": wanted.forecast_category,
        "source_registration_id": wanted.source_registration_id,
        "close_on__gte": wanted.close_from,
        "close_on__lt": wanted.close_until,
        "lines__family": wanted.family,
    }
    rows = rows.filter(**{field: value for field, value in exact.items() if value})
    if wanted.is_direct is not None:
        rows = rows.filter(partner__isnull=wanted.is_direct)
    return rows


def to_cards(rows: Sequence[Opportunity]) -> list[OpportunityCard]:
    """Return the cards of the rows, with the names that the current asker may know."""
    companies = find_companies({row.company_id for row in rows})
    partners = find_partners({row.partner_id for row in rows if row.partner_id})
    people = find_people({row.owner_id for row in rows if row.owner_id})
    return [
        OpportunityCard(
            id=row.id,
            public_id=row.public_id,
            name=row.name,
            company_id=row.company_id,
            company=companies[row.company_id].name if row.company_id in companies else "",
            partner_id=row.partner_id,
            partner=partners[row.partner_id].name if row.partner_id in partners else "",
            owner_id=row.owner_id,
            owner=_name_of(people, row.owner_id),
            region=row.region_id,
            stage=row.stage_id,
            stage_name=row.stage.name,
            amount=row.money,
            close_on=row.close_on,
            next_step=row.next_step,
            next_step_on=row.next_step_on,
            forecast_category=ForecastCategory(row.forecast_category),
            is_open=row.is_open,
            outcome=row.outcome,
            last_activity_at=row.last_activity_at,
            opened_at=row.opened_at,
            closed_at=row.closed_at,
            version=row.version,
            updated_at=row.updated_at,
            source_registration_id=row.source_registration_id,
            external_id=row.external_id,
        )
        for row in rows
    ]


def _name_of(people: dict[UUID, PersonCard], person_id: UUID | None) -> str:
    return people.get(person_id, SOMEONE).name if person_id else ""


def find_names(ids: Set[UUID]) -> dict[UUID, str]:
    """Return the names of those opportunities that the current asker may see."""
    return dict(Opportunity.objects.filter(id__in=ids).values_list("id", "name"))
