"""Registrations in every state, around the present day as pages show it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from steelyard.deals import commands
from steelyard.deals.commands import Submitted
from steelyard.deals.drafts import LineDraft
from steelyard.deals.terms import LineOutcome, RegistrationType
from steelyard.kernel.actors import Actor
from steelyard.kernel.money import Money
from steelyard.partners.public import record_certification
from steelyard.platform.db import acting_as, as_system
from tests.deals.making import LETTER, QUOTE, make_deal_world
from tests.deals.making import submit as submit_at
from tests.partners.making import Ecosystem


@dataclass(frozen=True)
class Deals:
    """An ecosystem, and registrations of Acme by what became of them."""

    ecosystem: Ecosystem
    protected: Submitted
    held: Submitted
    asked: Submitted
    refused: Submitted
    partly: Submitted
    ending: Submitted
    foreign: Submitted
    """Of Beta, protected."""


def make_deals(now: datetime) -> Deals:
    """Make the ecosystem and its registrations; `now` is the present."""
    with as_system():
        world = make_deal_world(now - timedelta(days=100))
        for family in ("network",):
            since = (now - timedelta(days=90)).date()
            record_certification(
                actor=world.manager, partner_id=world.beta, family=family, since_on=since, until=None, now=now
            )

    def submit(actor: Actor, days_ago: float, company: str, *families: str, **said: Any) -> Submitted:
        said = {"close_on": (now + timedelta(days=120)).date(), **said}
        return submit_at(actor, now - timedelta(days=days_ago), company, *families, **said)

    acme, beta = world.acme_seller, world.beta_seller
    foreign = submit(beta, 20, "Helios Energy AG", "cloud", "backup")
    protected = submit(
        acme,
        12,
        "Nordwind Logistics GmbH",
        "cloud",
        "backup",
        company_domain="nordwind.example",
        company_city="Hamburg",
        value=Money(Decimal(64_500), "EUR"),
        lines=(LineDraft(family="backup", value=Decimal(20_000)), LineDraft(family="cloud", value=Decimal(44_500))),
        description="They move their warehouse software into the cloud and want one partner for it.",
        contact_title="Head of IT",
        evidence=(QUOTE,),
    )
    held = submit(acme, 1.5, "Helios Energie AG", "cloud", evidence=(LETTER,), value=Money(Decimal(92_000), "EUR"))
    large = submit(acme, 0.2, "Banco Miramar SA", "backup", value=Money(Decimal(1_290_000), "EUR"), evidence=(QUOTE,))
    asked = submit(acme, 2, "Kappa Foods BV", "cloud", "backup", value=Money(Decimal(240_000), "EUR"))
    submit(beta, 21, "Falke Druck GmbH", "cloud")
    refused = submit(acme, 3, "Falke Druck GmbH", "cloud")
    partly = submit(acme, 6, "Vistula Paper SA", "cloud", "network")
    ending = submit(acme, 85, "Quartz Media Ltd", "backup", value=Money(Decimal(18_000), "GBP"))
    submit(beta, 0.1, "Brightline Rail Ltd", "network", value=Money(Decimal(2_226_000), "GBP"), evidence=(QUOTE,))
    submit(acme, 9, "Ottawa Health", "cloud", type=RegistrationType.SERVICES, company_country="CA")
    gone = submit(acme, 30, "Sakura Retail KK", "cloud", value=Money(Decimal(1_500_000), "JPY"))
    with acting_as(acme):
        commands.withdraw_registration(
            actor=acme, registration_id=gone.id, reason="The customer stopped the project.", now=now - timedelta(days=8)
        )
    with acting_as(world.manager):
        manager = {"actor": world.manager, "now": now - timedelta(hours=3)}
        commands.add_comment(
            **manager,
            registration_id=protected.id,
            body="The direct team had a call in June; no objection.",
            is_internal=True,
        )
        commands.add_comment(
            **manager,
            registration_id=protected.id,
            body="The security review is booked for Thursday.",
            is_internal=False,
        )
        commands.decide_registration_by_hand(
            **manager, registration_id=large.id, outcomes=LineOutcome.HELD, reason="Legal looks at it until Friday."
        )
    return Deals(
        ecosystem=world,
        protected=protected,
        held=held,
        asked=asked,
        refused=refused,
        partly=partly,
        ending=ending,
        foreign=foreign,
    )
