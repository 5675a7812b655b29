"""Lists of registrations: pages, boards, counts, what waits for the host, words found."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from steelyard.companies.public import find_by_prefix, find_terms_like
from steelyard.deals.cards import RegistrationCard, RegistrationFilter
from steelyard.deals.models import DealRegistration, ExtensionRequest, RegistrationLine
from steelyard.deals.terms import (
    PROTECTED_STATES,
    ClosureCode,
    ExtensionState,
    Outcome,
    RegistrationState,
    RegistrationType,
)
from steelyard.kernel.actors import Actor
from steelyard.kernel.money import Money
from steelyard.kernel.pages import Page, PageRequest
from steelyard.kernel.refusals import NotFound
from steelyard.partners.public import find_cards as find_partners
from steelyard.platform import directory
from steelyard.platform.paging import take
from steelyard.platform.visibility import visible_partner_ids

LANE_SIZE = 25
MOST_COMPANIES = 500
"""Of how many customers whose names begin with the words that somebody looks for the registrations are found."""
SOON = timedelta(days=14)
SORTS = {
    "": ("-created_at", "-id"),
    "created": ("created_at", "id"),
    "-created": ("-created_at", "-id"),
    "submitted": ("submitted_at", "id"),
    "-submitted": ("-submitted_at", "-id"),
    "company": ("company_name", "id"),
    "-company": ("-company_name", "-id"),
    "value": ("value", "id"),
    "-value": ("-value", "-id"),
    "close_on": ("close_on", "id"),
    "-close_on": ("-close_on", "-id"),
    "ends": ("protected_until", "id"),
    "-ends": ("-protected_until", "-id"),
    "due": ("due_at", "id"),
    "-due": ("-due_at", "-id"),
}
BOARD_STATES = (
    RegistrationState.DRAFT,
    RegistrationState.UNDER_REVIEW,
    RegistrationState.INFORMATION_REQUESTED,
    RegistrationState.APPROVED,
    RegistrationState.CONVERTED,
    RegistrationState.WON,
)
CLOSED_STATES = (
    RegistrationState.LOST,
    RegistrationState.EXPIRED,
    RegistrationState.WITHDRAWN,
    RegistrationState.CANCELLED,
    RegistrationState.REJECTED,
)


def list_registrations(
    actor: Actor, wanted: RegistrationFilter, page: PageRequest, *, total: int | None = None
) -> Page[RegistrationCard]:
    """Return a page of the registrations that the filter finds among those the actor may see; `total` where it is known."""
    found = filtered(actor, wanted)
    if actor.is_partner:
        found = _of_one_partner(actor, found)
    return _page(found, page, SORTS.get(page.sort, SORTS[""]), total=total)


def get_card(actor: Actor, registration_id: UUID) -> RegistrationCard:
    """Return one registration as lists show it. Raises: NotFound."""
    cards = to_cards(DealRegistration.visible_to(actor).filter(id=registration_id))
    if not cards:
        raise NotFound
    return cards[0]


def find_cards(actor: Actor, ids: Iterable[UUID]) -> dict[UUID, RegistrationCard]:
    """Return the cards of those registrations that the actor may see."""
    return {card.id: card for card in to_cards(DealRegistration.visible_to(actor).filter(id__in=list(ids)))}


def list_queue(actor: Actor, page: PageRequest, *, manager_id: UUID | None = None) -> Page[RegistrationCard]:
    """Return what waits for a decision of the host, the most urgent first: reviews, then extensions asked for."""
    wanted = RegistrationFilter(is_waiting_for_host=True, manager_id=manager_id)
    found = filtered(actor, wanted)
    return _page(found, page, ("due_at", "protected_until", "id"))


def list_board(
    actor: Actor, wanted: RegistrationFilter, *, size: int = LANE_SIZE
) -> dict[RegistrationState, Page[RegistrationCard]]:
    """Return the first registrations of every lane of the board, newest first, each lane with its total."""
    counts = count_by_state(actor, wanted)
    request = PageRequest(size=size)
    lanes = {}
    for state in BOARD_STATES:
        total = counts.get(state, 0)
        rows = filtered(actor, replace(wanted, states=(state,))).order_by("-created_at", "-id")[:size] if total else ()
        lanes[state] = Page(items=to_cards(rows), total=total, request=request)
    return lanes


def count_by_state(actor: Actor, wanted: RegistrationFilter) -> dict[RegistrationState, int]:
    """Return how many registrations of each state the filter finds."""
    counted = filtered(actor, replace(wanted, states=())).values_list("state").annotate(number=Count("id")).order_by()
    return {RegistrationState(state): number for state, number in counted}


def count_views(actor: Actor, now: datetime) -> dict[str, int]:
    """Return how many registrations each saved view of the actor holds, in one statement, from an index."""
    protected = Q(state__in=_values(PROTECTED_STATES))
    counted = DealRegistration.visible_to(actor).aggregate(
        all=Count("partner_id"),
        drafts=Count("partner_id", filter=Q(state=RegistrationState.DRAFT)),
        review=Count("partner_id", filter=Q(state=RegistrationState.UNDER_REVIEW)),
        information=Count("partner_id", filter=Q(state=RegistrationState.INFORMATION_REQUESTED)),
        protected=Count("partner_id", filter=protected),
        ending=Count("partner_id", filter=protected & Q(protected_until__lt=now + SOON)),
        closed=Count("partner_id", filter=Q(state__in=_values((*CLOSED_STATES, RegistrationState.WON)))),
    )
    return {name: number or 0 for name, number in counted.items()}


def count_waiting_for_host(actor: Actor) -> int:
    """Return how many decisions the host owes: reviews and extensions."""
    return filtered(actor, RegistrationFilter(is_waiting_for_host=True)).count()


def search_registrations(actor: Actor, text: str, *, limit: int) -> list[RegistrationCard]:
    """Return the few newest registrations whose words fit, among those the actor may see."""
    if not text.strip():
        return []
    return to_cards(filtered(actor, RegistrationFilter(text=text)).order_by("-created_at", "-id")[:limit])


def list_customer_names(actor: Actor, text: str, *, limit: int) -> list[str]:
    """Return the names of customers whose registrations the text, perhaps misspelled, may mean to the actor."""
    if not actor.is_partner:
        return find_terms_like(actor, text)
    newest = DealRegistration.visible_to(actor).order_by("-created_at", "-id")
    return list(newest.values_list("company_name", flat=True)[:limit])


def filtered(actor: Actor, wanted: RegistrationFilter) -> QuerySet[DealRegistration]:
    """Return the registrations that the filter finds among those the actor may see."""
    rows = DealRegistration.visible_to(actor)
    equal = {
        "owner_id": wanted.owner_id,
        "manager_id": wanted.manager_id,
        "partner_id": wanted.partner_id,
        "company_id": wanted.company_id,
        "region_id": wanted.region,
        "type": wanted.type,
        "close_on__gte": wanted.close_from,
        "close_on__lt": wanted.close_until,
    }
    rows = rows.filter(**{field: value for field, value in equal.items() if value})
    if wanted.states:
        rows = rows.filter(state__in=_values(wanted.states))
    if wanted.family:
        lines = RegistrationLine.objects.filter(registration=OuterRef("pk"), family=wanted.family)
        rows = rows.filter(Exists(lines))
    if wanted.ends_before:
        rows = rows.filter(state__in=_values(PROTECTED_STATES), protected_until__lt=wanted.ends_before)
    if wanted.is_waiting_for_host:
        rows = rows.filter(Q(due_at__isnull=False) | Q(id__in=_with_extension_waiting()))
    if wanted.is_waiting_for_partner:
        rows = rows.filter(state=RegistrationState.INFORMATION_REQUESTED)
    return _with_text(actor, rows, wanted.text.strip())


def _with_extension_waiting() -> list[UUID]:
    """Return what an extension is asked for, named one by one: an "or" uses indexes for constants, not for a subquery."""
    waiting = ExtensionRequest.objects.filter(state=ExtensionState.WAITING)
    return list(waiting.values_list("registration_id", flat=True))


def to_cards(rows: QuerySet[DealRegistration] | tuple[()]) -> list[RegistrationCard]:
    """Return the rows as cards, with partners, families and people."""
    if not isinstance(rows, QuerySet):
        return []
    return cards_of(_lean(rows))


def _lean(rows: QuerySet[DealRegistration]) -> QuerySet[DealRegistration]:
    return for_cards(rows).defer("draft", "description", "related_company_ids", "maybe_company_ids")


def _page(
    found: QuerySet[DealRegistration], page: PageRequest, order: Sequence[str], *, total: int | None = None
) -> Page[RegistrationCard]:
    stretch = take(_lean(found), page, order, total=total)
    return Page(items=cards_of(stretch.rows), total=stretch.total, request=page, next_cursor=stretch.next_cursor)


def for_cards(rows: QuerySet[DealRegistration]) -> QuerySet[DealRegistration]:
    """Return the rows with what `cards_of` needs beside them."""
    families = RegistrationLine.objects.filter(registration=OuterRef("pk")).order_by("family_id").values("family_id")
    return rows.annotate(partner_name=F("partner__name"), family_keys=ArraySubquery(families))


def cards_of(rows: Iterable[DealRegistration]) -> list[RegistrationCard]:
    """Return rows that were read `for_cards` as cards, with their people."""
    loaded = list(rows)
    ids = {person for row in loaded for person in _people_of(row) if person is not None}
    people = directory.find_people(ids)
    return [_card(row, people) for row in loaded]


def _people_of(row: DealRegistration) -> tuple[UUID | None, ...]:
    return row.owner_id, row.manager_id, row.registered_by_id


def _card(row: DealRegistration, people: Mapping[UUID, directory.PersonCard]) -> RegistrationCard:
    def person(id_: UUID | None) -> directory.PersonCard | None:
        return people.get(id_, directory.SOMEONE) if id_ is not None else None

    return RegistrationCard(
        id=row.id,
        public_id=row.public_id,
        partner_id=row.partner_id,
        partner=row.partner_name,  # type: ignore[attr-defined]
        company_id=row.company_id,
        company=row.company_name,
        type=RegistrationType(row.type),
        state=RegistrationState(row.state),
        closure_code=ClosureCode(row.closure_code) if row.closure_code else None,
        outcome=Outcome(row.outcome) if row.outcome else None,
        families=tuple(row.family_keys),  # type: ignore[attr-defined]
        value=Money(row.value, row.currency),
        close_on=row.close_on,
        region=row.region_id or "",
        division=row.division,
        owner_id=row.owner_id,
        owner=person(row.owner_id),
        manager_id=row.manager_id,
        manager=person(row.manager_id),
        registered_by=person(row.registered_by_id),
        created_at=row.created_at,
        updated_at=row.updated_at,
        submitted_at=row.submitted_at,
        decided_at=row.decided_at,
        escalate_at=row.escalate_at,
        due_at=row.due_at,
        answer_due_at=row.answer_due_at,
        protected_from=row.protected_from,
        protected_until=row.protected_until,
        extension_count=row.extension_count,
        is_provisional=row.is_provisional,
        opportunity_id=row.opportunity_id,
        version=row.version,
    )


def _of_one_partner(actor: Actor, rows: QuerySet[DealRegistration]) -> QuerySet[DealRegistration]:
    """Name the partner where the actor sees only one's rows: they come in order from an index then, without a sort of all."""
    visible = list(visible_partner_ids(actor))
    return rows.filter(partner_id=visible[0]) if len(visible) == 1 else rows


def _with_text(actor: Actor, rows: QuerySet[DealRegistration], text: str) -> QuerySet[DealRegistration]:
    """Return the rows that the text names: by their number, or by words.

    For the host that is the customer's names and domains, which have an index; only where none begins so, contacts and divisions.
    """
    if not text:
        return rows
    if text.startswith(f"{DealRegistration.PREFIX}_"):
        try:
            return rows.filter(id=DealRegistration.parse_id(text))
        except NotFound:
            return rows.none()
    if not actor.is_partner and (companies := find_by_prefix(actor, text, MOST_COMPANIES)):
        return rows.filter(company_id__in=companies)
    for word in text.split():
        rows = rows.filter(
            Q(company_name__icontains=word) | Q(contact_name__icontains=word) | Q(division__icontains=word)
        )
    return rows


def _values(states: Iterable[RegistrationState]) -> list[str]:
    return sorted(state.value for state in states)


def find_names(ids: Set[UUID]) -> dict[UUID, str]:
    """Return, for those registrations that the current asker may see, the company and who registered it."""
    rows = DealRegistration.objects.filter(id__in=ids).values_list("id", "company_name", "partner_id")
    partners = find_partners({partner_id for _, _, partner_id in rows})
    return {
        key: f"{company} ({partners[partner_id].name})" if partner_id in partners else company
        for key, company, partner_id in rows
    }
