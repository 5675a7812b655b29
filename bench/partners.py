"""Partners and people of the synthetic world; import it when Django is ready."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import psycopg

from bench.copying import Sheaf, copy_texts
from bench.sizes import HOST_KEY, MANAGERS, Size, id_of, secret_of
from bench.world import Invented, invent_companies
from steelyard.identity.authentication import hash_secret
from steelyard.identity.models import ApiKey, Membership, Person
from steelyard.kernel.actors import Role
from steelyard.partners import models
from steelyard.platform.models import Visibility

DISTRIBUTORS = 10


@dataclass(frozen=True, slots=True)
class Seat:
    """A partner with its one seller, and the company that it is."""

    place: int
    region: str
    company: Invented

    @property
    def id(self) -> UUID:
        return id_of("partner", self.place)

    @property
    def seller_id(self) -> UUID:
        return id_of("seller", self.place)

    @property
    def parent_id(self) -> UUID | None:
        """Every tenth partner from the twentieth on belongs to one of ten distributors."""
        if self.place < 2 * DISTRIBUTORS or self.place % 10:
            return None
        return id_of("partner", self.place // 10 % DISTRIBUTORS + 1)


def write_partners(connection: psycopg.Connection[Any], size: Size, regions: dict[str, str]) -> None:
    """Write partners with role, tier, agreement, manager, seller and sight of each other; and the host's people."""
    since = datetime(2024, 1, 8, tzinfo=UTC)
    managers = [id_of("manager", place) for place in range(MANAGERS)]
    sheaf = Sheaf()
    for place, manager in enumerate(managers):
        roles = [Role.CHANNEL_MANAGER.value, Role.PROGRAM_ADMIN.value]
        _add_person(sheaf, manager, f"manager{place}@host.example", f"Manager {place}", None, roles, since)
    seats = list(make_seats(size, regions))
    for seat in seats:
        partner = models.Partner(
            id=seat.id,
            company_id=seat.company.id,
            name=seat.company.name,
            region_id=seat.region,
            status="active",
            status_since_at=since,
            parent_id=seat.parent_id,
            enrolled_at=since,
        )
        day, manager = since.date(), managers[seat.place % MANAGERS]
        tier = ("registered", "silver", "gold", "platinum")[seat.place % 4]
        sheaf.add_models(partner)
        sheaf.add_models(models.PartnerProfile(partner_id=seat.id))
        sheaf.add_models(models.PartnerRole(partner_id=seat.id, type_id="reseller", since_on=day))
        sheaf.add_models(models.TierAssignment(partner_id=seat.id, tier_id=tier, since_on=day))
        sheaf.add_models(models.Agreement(partner_id=seat.id, version="2024", signed_on=day))
        sheaf.add_models(models.ManagerAssignment(partner_id=seat.id, person_id=manager, since_on=day))
        for viewer in filter(None, (seat.id, seat.parent_id)):
            sheaf.add_models(Visibility(viewer_id=viewer, partner_id=seat.id))
        mail = f"seller{seat.place}@partner.example"
        _add_person(
            sheaf,
            seat.seller_id,
            mail,
            f"Seller {seat.place}",
            seat.id,
            [Role.SELLER.value, Role.PARTNER_ADMIN.value],
            since,
        )
    for place in range(HOST_KEY, size.keys):
        person = managers[0] if place < 0 else id_of("seller", place)
        secret = secret_of(place)
        key = ApiKey(
            membership_id=_membership_id(person),
            name="Load",
            hint=secret[:14],
            secret_hash=hash_secret(secret),
            scopes=["*"],
            created_at=since,
            last_used_at=since,
        )
        sheaf.add_models(key)
    copy_texts(connection, sheaf.texts())


def _add_person(
    sheaf: Sheaf, person: UUID, email: str, name: str, partner: UUID | None, roles: list[str], since: datetime
) -> None:
    sheaf.add_models(Person(id=person, email=email, name=name, password="!", created_at=since))
    membership = Membership(
        id=_membership_id(person), person_id=person, partner_id=partner, roles=roles, since_at=since
    )
    sheaf.add_models(membership)


def make_seats(size: Size, regions: dict[str, str]) -> Iterator[Seat]:
    """Yield the partners: companies at even distances in the world."""
    distance = size.companies // size.partners
    for place, company in enumerate(invent_companies(0, size.companies) if distance < 2 else _every(distance, size)):
        if place >= size.partners:
            return
        yield Seat(place, regions.get(company.country, "EMEA"), company)


def _every(distance: int, size: Size) -> Iterator[Invented]:
    for at, company in enumerate(invent_companies(0, size.companies)):
        if at % distance == 0:
            yield company


def _membership_id(person: UUID) -> UUID:
    return id_of("member", person.int)
