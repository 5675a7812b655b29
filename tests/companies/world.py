"""Partners and companies for the tests of this folder."""

from datetime import datetime
from uuid import UUID

from steelyard.companies.cards import CompanyDraft, Resolution
from steelyard.companies.commands import create_company, resolve_company
from steelyard.kernel.actors import SYSTEM, Actor, ActorKind, Role
from steelyard.kernel.ids import new_id
from steelyard.platform.db import acting_as
from steelyard.platform.models import Visibility

STEWARD = Actor(
    kind=ActorKind.HOST, person_id=new_id(), roles=frozenset({Role.CHANNEL_MANAGER, Role.PROGRAM_ADMIN}), name="Cora"
)


def make_partner() -> Actor:
    """Return a seller of a new partner, which sees itself."""
    partner_id = new_id()
    with acting_as(SYSTEM):
        Visibility.objects.create(viewer_id=partner_id, partner_id=partner_id)
    return Actor(
        kind=ActorKind.PARTNER, person_id=new_id(), partner_id=partner_id, roles=frozenset({Role.SELLER}), name="Sam"
    )


def name_it(
    actor: Actor, name: str, now: datetime, *, domain: str = "", country: str = "", city: str = ""
) -> Resolution:
    """Let the actor say the name, as a registration does."""
    with acting_as(actor):
        return resolve_company(actor=actor, name=name, domain=domain, country=country, city=city, now=now)


def add_company(name: str, now: datetime, *, domain: str = "", country: str = "", is_listed: bool = False) -> UUID:
    """Let the host make a company known."""
    with acting_as(STEWARD):
        draft = CompanyDraft(name=name, domain=domain, country=country, is_listed=is_listed)
        return create_company(draft=draft, actor=STEWARD, now=now)
