"""Reading people and memberships."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from steelyard.identity.models import Invitation, Membership, Person
from steelyard.identity.permissions import can_list_people
from steelyard.identity.refusals import PersonNotSure, PersonUnknown
from steelyard.identity.terms import ContactTally, in_order
from steelyard.kernel.actors import Actor, Role
from steelyard.kernel.pages import Page, PageRequest
from steelyard.kernel.refusals import NotFound
from steelyard.platform import directory
from steelyard.platform.arrays import among
from steelyard.platform.db import is_partner_asking
from steelyard.platform.directory import PersonCard
from steelyard.platform.mailing.sending import find_refused
from steelyard.platform.paging import take


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A person in one organization, as its people page shows them."""

    id: str
    key: UUID
    person_id: str
    person_key: UUID
    name: str
    email: str
    title: str
    phone: str
    language: str
    partner_id: UUID | None
    organization: str
    roles: tuple[Role, ...]
    is_active: bool
    since_at: datetime
    until: datetime | None
    last_sign_in_at: datetime | None
    mail_refused_at: datetime | None
    """Since when mails to the address come back."""
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberFilter:
    """What a list of people asks for; empty fields do not restrict."""

    text: str = ""
    role: Role | None = None
    is_active: bool | None = None


_SORTS = {"name": "person__name", "-name": "-person__name", "since": "since_at", "-since": "-since_at"}


def list_members(actor: Actor, partner_id: UUID | None, wanted: MemberFilter, page: PageRequest) -> Page[Member]:
    """Return a page of the people of the host (None) or a partner, each with the newest membership there.

    Raises: NotFound when the actor may not see that organization's people.
    """
    if not can_list_people(actor, partner_id):
        raise NotFound
    rows = _newest(partner_id, Membership.visible_to(actor))
    if wanted.text:
        rows = rows.filter(Q(person__name__icontains=wanted.text) | Q(person__email__icontains=wanted.text))
    if wanted.role is not None:
        rows = rows.filter(roles__contains=[wanted.role])
    if wanted.is_active is not None:
        rows = rows.filter(until__isnull=wanted.is_active)
    order = _SORTS.get(page.sort, "person__name")
    stretch = take(rows.select_related("person"), page, (order, "id"))
    return Page(items=_members(stretch.rows), total=stretch.total, request=page, next_cursor=stretch.next_cursor)


def get_member(actor: Actor, membership_id: UUID) -> Member:
    """Return one member. Raises: NotFound."""
    row = Membership.visible_to(actor).select_related("person").filter(id=membership_id).first()
    if row is None or not can_list_people(actor, row.partner_id):
        raise NotFound
    return _members([row])[0]


def list_seats(person_id: UUID) -> list[Member]:
    """Return the open memberships of one person, the oldest first: where they may sit."""
    rows = Membership.objects.filter(person_id=person_id, until=None).select_related("person")
    return _members(rows.order_by("since_at", "id"))


def has_several_seats(person_id: UUID) -> bool:
    """Tell whether one person may sit in more than one place."""
    return len(Membership.objects.filter(person_id=person_id, until=None).values_list("id")[:2]) > 1


def list_memberships(ids: Set[UUID]) -> list[Member]:
    """Return the memberships with those ids that the current actor may know."""
    return _members(Membership.objects.filter(id__in=ids).select_related("person"))


def list_cards(partner_id: UUID | None, roles: Collection[Role] = ()) -> list[PersonCard]:
    """Return the active people of the host (None) or a partner as far as the current actor may know them, by name.

    With roles, those who have one of them.
    """
    rows = Membership.objects.filter(partner_id=partner_id, until=None).select_related("person")
    if roles:
        rows = rows.filter(roles__overlap=list(roles))
    return _cards(rows.order_by("person__name", "id"))


def list_administrator_ids(partner_ids: Set[UUID]) -> list[UUID]:
    """Return the active administrators of several partners."""
    rows = Membership.objects.filter(partner_id__in=partner_ids, until=None, roles__contains=[Role.PARTNER_ADMIN])
    return list(rows.order_by("person_id").values_list("person_id", flat=True).distinct())


def list_partner_people(partner_ids: Set[UUID], roles: Collection[Role]) -> list[tuple[UUID, UUID]]:
    """Return the active people of several partners who have one of the roles, each with the partner."""
    rows = Membership.objects.filter(partner_id__in=partner_ids, until=None, roles__overlap=list(roles))
    return [(person, partner) for person, partner in rows.values_list("person_id", "partner_id") if partner]


def tally_contacts(partner_ids: Set[UUID], *, active_since: Mapping[UUID, datetime]) -> dict[UUID, ContactTally]:
    """Return how many people stand behind each partner, of whom those count as recent who signed in since its instant."""
    seats = Membership.objects.filter(among("partner_id", partner_ids), until=None)
    members: Counter[UUID | None] = Counter()
    recent: Counter[UUID | None] = Counter()
    unreachable: Counter[UUID | None] = Counter()
    held = list(seats.values_list("partner_id", "person__last_login", "person__email"))
    refused = find_refused([email for _partner, _signed_in_at, email in held])
    for partner, signed_in_at, email in held:
        members[partner] += 1
        recent[partner] += bool(partner and signed_in_at and signed_in_at >= active_since[partner])
        unreachable[partner] += email in refused
    asked = Invitation.objects.filter(among("partner_id", partner_ids), accepted_at=None, revoked_at=None)
    unconfirmed = Counter(asked.values_list("partner_id", flat=True))
    return {
        one: ContactTally(
            members=members[one], recent=recent[one], unconfirmed=unconfirmed[one], unreachable=unreachable[one]
        )
        for one in partner_ids
    }


def find_affiliations(ids: Set[UUID]) -> dict[UUID, frozenset[UUID | None]]:
    """Return to which partners each person belongs at present, None standing for the host."""
    found: dict[UUID, set[UUID | None]] = {}
    rows = Membership.objects.filter(person_id__in=ids, until=None).values_list("person_id", "partner_id")
    for person_id, partner_id in rows:
        found.setdefault(person_id, set()).add(partner_id)
    return {person_id: frozenset(partners) for person_id, partners in found.items()}


def find_ids_by_email(emails: Iterable[str]) -> dict[str, UUID]:
    """Return, by mail address in lower case, the people whom the current actor may know."""
    wanted = {email.strip().lower() for email in emails}
    return dict(Person.objects.filter(email__in=wanted).values_list("email", "id"))


def find_people(ids: Set[UUID]) -> dict[UUID, PersonCard]:
    """Return the cards of those people whom the current actor may know; row-level security says whom that is."""
    rows = Membership.objects.filter(person_id__in=ids).select_related("person").order_by("since_at", "id")
    # An open membership is the better introduction, so it comes last and wins.
    ordered = sorted(rows, key=lambda row: row.until is None)
    return {card.id: card for card in _cards(ordered) if card.id is not None}


def find_seat(email: str, partner_id: UUID | None = None) -> Member:
    """Return the membership that a person named by mail address acts in: the only one, or that of the partner named.

    Raises: PersonUnknown, PersonNotSure.
    """
    person = Person.objects.filter(email=email.strip().lower()).first()
    seats = list_seats(person.id) if person else []
    if partner_id is not None:
        seats = [seat for seat in seats if seat.partner_id == partner_id]
    if not seats:
        raise PersonUnknown(email=email)
    if len(seats) > 1:
        raise PersonNotSure(email=email)
    return seats[0]


def _newest(partner_id: UUID | None, rows: QuerySet[Membership]) -> QuerySet[Membership]:
    newer = Membership.objects.filter(
        person_id=OuterRef("person_id"), partner_id=partner_id, since_at__gt=OuterRef("since_at")
    )
    return rows.filter(~Exists(newer), partner_id=partner_id)


def _cards(rows: Iterable[Membership]) -> list[PersonCard]:
    loaded = list(rows)
    names = directory.find_organization_names({row.partner_id for row in loaded if row.partner_id})
    hides_host_addresses = is_partner_asking()
    return [
        PersonCard(
            id=row.person_id,
            name=row.person.name,
            organization=_organization(row, names),
            email="" if row.partner_id is None and hides_host_addresses else row.person.email,
            language=row.person.language,
            time_zone=row.person.time_zone,
            is_host=row.partner_id is None,
        )
        for row in loaded
    ]


def _members(rows: Iterable[Membership]) -> list[Member]:
    loaded = list(rows)
    names = directory.find_organization_names({row.partner_id for row in loaded if row.partner_id})
    refused = find_refused([row.person.email for row in loaded])
    return [
        Member(
            id=row.public_id,
            key=row.id,
            person_id=row.person.public_id,
            person_key=row.person_id,
            name=row.person.name,
            email=row.person.email,
            title=row.person.title,
            phone=row.person.phone,
            language=row.person.language,
            partner_id=row.partner_id,
            organization=_organization(row, names),
            roles=tuple(in_order(row.role_set)),
            is_active=row.until is None,
            since_at=row.since_at,
            until=row.until,
            last_sign_in_at=row.person.last_login,
            mail_refused_at=refused.get(row.person.email),
            updated_at=row.updated_at,
        )
        for row in loaded
    ]


def _organization(row: Membership, names: dict[UUID, str]) -> str:
    return str(settings.HOST_NAME) if row.partner_id is None else names.get(row.partner_id, "")
