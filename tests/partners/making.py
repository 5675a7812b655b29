"""Making partners and people for tests, through the contexts' own doors."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.test import Client

from steelyard.identity.public import enroll_person, get_actor
from steelyard.kernel.actors import SYSTEM, Actor, Role
from steelyard.partners.public import PartnerDraft, PartnerStatus, enroll_partner
from steelyard.platform.db import authenticating
from steelyard.program.public import set_up_program


@dataclass(frozen=True)
class Ecosystem:
    """A host with its people, and two partners with theirs."""

    manager: Actor
    seller_of_host: Actor
    admin: Actor
    acme: UUID
    beta: UUID
    acme_seller: Actor
    acme_admin: Actor
    beta_seller: Actor


def make_person(now: datetime, name: str, *roles: Role, partner_id: UUID | None = None) -> Actor:
    """Enroll a person and return the actor that it is."""
    email = f"{name.lower().replace(' ', '.')}@example.com"
    person_id = enroll_person(actor=SYSTEM, email=email, name=name, partner_id=partner_id, roles=roles, now=now)
    return get_actor(person_id, partner_id)


def make_partner(now: datetime, name: str, **said: Any) -> UUID:
    """Enroll an active partner of that name in Germany and return its id."""
    said = {"country": "DE", "region": "DACH", "status": PartnerStatus.ACTIVE, **said}
    return enroll_partner(actor=SYSTEM, draft=PartnerDraft(name=name, **said), now=now)


def make_ecosystem(now: datetime) -> Ecosystem:
    """Make a host with three people and two resellers, Acme and Beta."""
    set_up_program(now=now)
    manager = make_person(now, "Mara Lind", Role.CHANNEL_MANAGER)
    acme = make_partner(now, "Acme Systems GmbH", types=("reseller",), manager_ids=(manager.person_id,))
    beta = make_partner(now, "Beta Networks AG", types=("reseller", "services"))
    return Ecosystem(
        manager=manager,
        seller_of_host=make_person(now, "Jonas Weber", Role.ACCOUNT_EXECUTIVE),
        admin=make_person(now, "Paula Adams", Role.PROGRAM_ADMIN),
        acme=acme,
        beta=beta,
        acme_seller=make_person(now, "Sami Acar", Role.SELLER, partner_id=acme),
        acme_admin=make_person(now, "Anna Acar", Role.PARTNER_ADMIN, partner_id=acme),
        beta_seller=make_person(now, "Ben Boll", Role.SELLER, partner_id=beta),
    )


def browser_of(actor: Actor) -> Client:
    """Return a browser in which the actor's person is signed in."""
    client = Client()
    with authenticating():
        client.force_login(get_user_model().objects.get(id=actor.person_id))
    return client
