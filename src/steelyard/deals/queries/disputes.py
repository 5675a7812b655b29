"""Disputes: the docket, one dispute with everything said in it, and who may rule."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from steelyard.deals import permissions
from steelyard.deals.cards import ArbiterCard, DisputeCard, DisputeFilter, DisputeRecord, StatementCard
from steelyard.deals.models import DealRegistration, Dispute, DisputeStatement
from steelyard.deals.policies import DisputeFacts, find_parts
from steelyard.deals.queries.cases import Companies
from steelyard.deals.queries.evidence import list_evidence
from steelyard.deals.queries.registrations import find_cards, get_card
from steelyard.deals.terms import DisputeGround, DisputeState, Part, Ruling, Side
from steelyard.identity.public import list_host_people
from steelyard.kernel.actors import SYSTEM, Actor, Role
from steelyard.kernel.pages import Page, PageRequest
from steelyard.kernel.refusals import NotFound
from steelyard.partners.public import get_partner
from steelyard.pipeline.public import get_account_facts
from steelyard.platform import directory
from steelyard.platform.paging import take
from steelyard.program.public import list_decisions

ARBITERS = (Role.CHANNEL_MANAGER, Role.PROGRAM_ADMIN)
_DIRECT_WORK = timedelta(days=3650)
"""An opportunity of direct sales counts however long ago somebody worked on it: whoever owns it is paid on it."""


def list_disputes(actor: Actor, wanted: DisputeFilter, page: PageRequest) -> Page[DisputeCard]:
    """Return a page of the disputes that the actor may see: what is open by its day, then what ended, newest first."""
    found = Dispute.visible_to(actor)
    if wanted.state is not None:
        found = found.filter(state=wanted.state)
    if wanted.arbiter_id is not None:
        found = found.filter(arbiter_id=wanted.arbiter_id)
    if wanted.registration_id is not None:
        found = found.filter(registration=wanted.registration_id)
    stretch = take(found, page, ("-closed_at", "due_at", "id"))
    return Page(items=_cards(actor, stretch.rows), total=stretch.total, request=page, next_cursor=stretch.next_cursor)


def count_waiting(actor: Actor) -> int:
    """Return how many open disputes wait for the actor: to be ruled on, or to be given an arbiter."""
    if not actor.is_host:
        return 0
    waits = Q(arbiter_id=actor.person_id)
    if permissions.can_name_arbiter(actor):
        waits |= Q(arbiter_id=None)
    return Dispute.visible_to(actor).filter(waits, state=DisputeState.OPEN).count()


def get_dispute(actor: Actor, dispute_id: UUID, *, now: datetime) -> DisputeRecord:
    """Return one dispute with what was said, the evidence, who may rule, and what the actor may do. Raises: NotFound."""
    row = Dispute.visible_to(actor).filter(id=dispute_id).select_related("registration").first()
    if row is None:
        raise NotFound
    card = _cards(actor, [row])[0]
    return DisputeRecord(
        card=card,
        registration=get_card(actor, row.registration_id),
        statements=_statements(actor, row.id),
        evidence=tuple(list_evidence(actor, row.registration_id)),
        arbiters=_arbiters(row, now) if row.is_open and permissions.can_name_arbiter(actor) else (),
        side=permissions.side_of(actor, row.registration),
        actions=_actions(actor, row, now),
    )


def gather_facts(registration: DealRegistration, *, filed_by: Iterable[UUID | None], now: datetime) -> DisputeFacts:
    """Return who has which part in the deal; `filed_by` are those who filed this dispute and those it goes back to."""
    if registration.company_id is None:
        raise ValueError("a draft is not disputed")
    company = Companies(company_id=registration.company_id, related_ids=tuple(registration.related_company_ids))
    account = get_account_facts(company.ids, since=now - _DIRECT_WORK, at=now)
    earlier = Dispute.objects.filter(registration=registration, state=DisputeState.RULED)
    managers = {registration.manager_id, *get_partner(registration.partner_id, at=now).manager_ids}
    deciders = {one.decided_by.id for one in list_decisions(SYSTEM, registration.id) if one.decided_by}
    return DisputeFacts(
        people={
            Part.FILED: _people(filed_by),
            Part.REGISTERED: _people([registration.registered_by_id]),
            Part.DECIDED: _people(deciders),
            Part.MANAGES_PARTNER: _people(managers),
            Part.SELLS_DIRECTLY: _people(row.owner_id for row in account.direct_opportunities),
            Part.OWNS_ACCOUNT: _people(row.owner_id for row in account.named_accounts),
            Part.RULED_BEFORE: _people(earlier.values_list("arbiter_id", flat=True)),
        }
    )


def filers_of(row: Dispute) -> list[UUID | None]:
    """Return who filed the dispute, and those it appeals against."""
    return [row.filed_by, *(filers_of(row.appeal_of) if row.appeal_of else ())]


def list_overdue_disputes(now: datetime) -> list[UUID]:
    """Return the open disputes whose day has passed without anybody having been told."""
    rows = Dispute.objects.filter(state=DisputeState.OPEN, due_at__lte=now, overdue_at=None).order_by("due_at")
    return list(rows.values_list("id", flat=True)[:500])


def _people(ids: Iterable[UUID | None]) -> frozenset[UUID]:
    return frozenset(one for one in ids if one is not None)


def _arbiters(row: Dispute, now: datetime) -> tuple[ArbiterCard, ...]:
    facts = gather_facts(row.registration, filed_by=filers_of(row), now=now)
    people = {person.id: person for role in ARBITERS for person in list_host_people(role)}
    return tuple(
        ArbiterCard(person=person, parts=find_parts(id_, facts)) for id_, person in people.items() if id_ is not None
    )


def _actions(actor: Actor, row: Dispute, now: datetime) -> frozenset[str]:
    side = permissions.side_of(actor, row.registration)
    is_arbiter = row.arbiter_id is not None and row.arbiter_id == actor.person_id
    may_appeal = row.state == DisputeState.RULED and row.final_at is not None and now < row.final_at
    possible = {
        "answer": row.is_open and (side is not None or is_arbiter),
        "name_arbiter": row.is_open and permissions.can_name_arbiter(actor),
        "rule": row.is_open and is_arbiter,
        "withdraw": row.is_open and side == row.side,
        "appeal": may_appeal and side is not None and not Dispute.objects.filter(appeal_of=row).exists(),
    }
    return frozenset(action for action, is_possible in possible.items() if is_possible)


def _statements(actor: Actor, dispute_id: UUID) -> tuple[StatementCard, ...]:
    rows = list(DisputeStatement.visible_to(actor).filter(dispute=dispute_id).order_by("said_at", "id"))
    people = directory.find_people({row.said_by for row in rows if row.said_by})
    return tuple(
        StatementCard(
            side=Side(row.side),
            body=row.body,
            said_at=row.said_at,
            said_by=people.get(row.said_by, directory.SOMEONE) if row.said_by else directory.THE_SYSTEM,
        )
        for row in rows
    )


def _cards(actor: Actor, rows: "Iterable[Dispute] | QuerySet[Dispute]") -> list[DisputeCard]:
    loaded = list(rows)
    registrations = find_cards(actor, {row.registration_id for row in loaded})
    ids = {one for row in loaded for one in (row.filed_by, row.arbiter_id) if one}
    people = directory.find_people(ids)
    return [
        DisputeCard(
            id=row.id,
            public_id=row.public_id,
            registration_id=row.registration_id,
            company=registrations[row.registration_id].company,
            partner=registrations[row.registration_id].partner,
            side=Side(row.side),
            ground=DisputeGround(row.ground),
            state=DisputeState(row.state),
            filed_at=row.filed_at,
            filed_by=people.get(row.filed_by, directory.SOMEONE) if row.filed_by else directory.THE_SYSTEM,
            due_at=row.due_at,
            arbiter_id=row.arbiter_id,
            arbiter=people.get(row.arbiter_id, directory.SOMEONE) if row.arbiter_id else None,
            ruling=Ruling(row.ruling) if row.ruling else None,
            ruling_reason=row.ruling_reason,
            closed_at=row.closed_at,
            final_at=row.final_at,
            appeal_of=row.appeal_of_id,
            updated_at=row.updated_at,
        )
        for row in loaded
    ]
