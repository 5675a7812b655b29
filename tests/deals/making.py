"""Making registrations for tests, through the commands that everybody uses."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from steelyard.deals.commands import Submitted, submit_registration
from steelyard.deals.drafts import EvidenceDraft, LineDraft, RegistrationDraft
from steelyard.deals.terms import EvidenceKind
from steelyard.kernel.actors import SYSTEM, Actor
from steelyard.kernel.money import Money
from steelyard.partners.public import record_agreement
from steelyard.platform.db import acting_as
from steelyard.program.public import ProductFamilyCard, define_product_family
from tests.partners.making import Ecosystem, make_ecosystem

FAMILIES = ("backup", "cloud", "network")
CUSTOMERS = (
    *("Albatros", "Bernstein", "Cobalt", "Drossel", "Eiche", "Falke", "Granit", "Hafen", "Iltis"),
    *("Jaspis", "Kranich", "Linde", "Marder", "Nelke", "Otter", "Pappel", "Quarz", "Rubin"),
    *("Sperber", "Turmalin", "Ulme", "Veilchen", "Wiesel", "Zander", "Zirkon"),
)
"""Customers whose names are unlike each other."""
QUOTE = EvidenceDraft(kind=EvidenceKind.QUOTE, note="Quote Q-17, sent on Monday")
LETTER = EvidenceDraft(kind=EvidenceKind.LETTER_OF_CHOICE, note="Letter of the head of purchasing")


def make_deal_world(now: datetime) -> Ecosystem:
    """Make a host and two partners who may register, and three products, of which one asks for certification."""
    world = make_ecosystem(now)
    for key in FAMILIES:
        family = ProductFamilyCard(key=key, name=key.title(), requires_certification=key == "network")
        define_product_family(actor=SYSTEM, family=family, now=now)
    for partner_id in (world.acme, world.beta):
        signed_on = now.date() - timedelta(days=400)
        record_agreement(
            actor=SYSTEM, partner_id=partner_id, version="2025", signed_on=signed_on, valid_until=None, now=now
        )
    return world


def make_draft(company: str = "Nordlicht Werke GmbH", *families: str, **said: Any) -> RegistrationDraft:
    """Return a draft for 36,000 euros of cloud (or of the families given) that the rules would approve."""
    return RegistrationDraft(
        **{
            "company_name": company,
            "company_country": "DE",
            "lines": tuple(LineDraft(family=family) for family in families or ("cloud",)),
            "value": Money(Decimal("36000.00"), "EUR"),
            "close_on": date(2027, 3, 31),
            "contact_name": "Ines Holm",
            "contact_email": "ines.holm@example.com",
            **said,
        }
    )


def submit(
    actor: Actor, now: datetime, company: str = "Nordlicht Werke GmbH", *families: str, **said: Any
) -> Submitted:
    """Submit such a draft as the actor, seeing what the actor sees."""
    with acting_as(actor):
        return submit_registration(actor=actor, draft=make_draft(company, *families, **said), now=now)
