"""Companies of the demo that may become partners: on every step of the way, some of them not what they say."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice
from random import Random
from uuid import UUID

from steelyard.demo.ecosystem import Ecosystem
from steelyard.demo.names import InventedCompany, invent_person
from steelyard.demo.profiles import describe_partner
from steelyard.identity.public import get_actor
from steelyard.kernel.actors import Actor
from steelyard.partners import commands
from steelyard.partners.outreach.terms import OutreachEnding
from steelyard.partners.recruiting.terms import ProspectDraft, ProspectSource, ProspectStage
from steelyard.platform.db import acting_as

RECRUITER = "Marta Lind"
PROSPECTS = 44
_TYPES = ("reseller", "msp", "services", "isv", "consultant", "referrer")
_WAYS: tuple[tuple[ProspectStage, ...], ...] = (
    (),
    (ProspectStage.CONTACTED,),
    (ProspectStage.CONTACTED, ProspectStage.APPLIED),
    (ProspectStage.SCREENED,),
    (ProspectStage.CONTACTED, ProspectStage.WITHDRAWN),
    (ProspectStage.CONTACTED, ProspectStage.SCREENED),
)
_WRITTEN_TO = 2
"""The first of these ways are of prospects that are written to."""
_ANSWERS_ON = 6
_NOWHERE = ".example"
"""Where mails lead nowhere: a sequence may go on while somebody looks at the demo."""
_TRAITS = ("Own support desk", "Sells subscriptions", "Runs events", "Owns a practice lead")


def build_prospects(random: Random, ecosystem: Ecosystem, ends_at: datetime) -> None:
    """Let the host know companies that may become partners, and some of them apply by themselves."""
    recruiter = get_actor(ecosystem.people[RECRUITER], None)
    newcomers = list(islice(ecosystem.newcomers, PROSPECTS))
    with acting_as(recruiter):
        for number, company in enumerate(newcomers):
            begins = ends_at - timedelta(days=random.randrange(4, 90))
            draft = _describe(random, company)
            key = _add(random, recruiter, draft, begins)
            for step, stage in enumerate(_WAYS[number % len(_WAYS)], start=1):
                at = begins + timedelta(days=step)
                commands.move_prospect(actor=recruiter, prospect_id=key, stage=stage, now=at)
            if number % len(_WAYS) < _WRITTEN_TO and draft.contact_email.endswith(_NOWHERE):
                _write(recruiter, key, begins + timedelta(days=2), ends_at)
        refused = _add(random, recruiter, _describe(random, next(ecosystem.newcomers)), ends_at - timedelta(days=70))
        reason = "Sells a product that competes with ours."
        commands.refuse_prospect(actor=recruiter, prospect_id=refused, reason=reason, now=ends_at - timedelta(days=60))
        known = ProspectDraft(name="Cloud Forge", type="reseller", country="DE", contact_email="info@mailinator.com")
        source = ProspectSource.HAND
        commands.add_prospect(actor=recruiter, draft=known, source=source, now=ends_at - timedelta(days=3))
    for company in islice(ecosystem.newcomers, 4):
        draft = _describe(random, company)
        at = ends_at - timedelta(hours=random.randrange(2, 70))
        commands.apply_for_partnership(draft=draft, consent="I may be contacted about a partnership.", now=at)


def _add(random: Random, recruiter: Actor, draft: ProspectDraft, at: datetime) -> UUID:
    source = random.choice((ProspectSource.HAND, ProspectSource.IMPORT, ProspectSource.IMPORT))
    owner = recruiter.person_id if random.random() < 0.7 else None
    return commands.add_prospect(actor=recruiter, draft=draft, source=source, owner_id=owner, now=at)


def _write(recruiter: Actor, prospect_id: UUID, begins: datetime, ends_at: datetime) -> None:
    """Let a sequence of mails run as far as the days have come; every fifth prospect answers."""
    outreach = commands.begin_outreach(actor=recruiter, prospect_id=prospect_id, sequence="first-contact", now=begins)
    for day in range((ends_at - begins).days):
        if day == _ANSWERS_ON and prospect_id.int % 5 == 0:
            ending, at = OutreachEnding.ANSWERED, begins + timedelta(days=day)
            commands.end_outreach(actor=recruiter, prospect_id=prospect_id, ending=ending, now=at)
        commands.send_due_mail(outreach_id=outreach, now=begins + timedelta(days=day))


def _describe(random: Random, company: InventedCompany) -> ProspectDraft:
    says = describe_partner(company.name, company.domain, company.place.country)
    name = company.domain.partition(".")[0]
    domain = f"{name}{_NOWHERE}"
    person = invent_person(random, company.place.language, domain)
    draft = ProspectDraft(
        name=company.name,
        type=random.choice(_TYPES),
        domain=domain,
        country=company.place.country,
        contact_name=person.name,
        contact_email=person.email,
        employees=random.choice((None, 6, 18, 35, 90, 140, 420, 2600)),
        verticals=says.verticals,
        capabilities=says.capabilities,
        specializations=says.specializations,
        traits=tuple(random.sample(_TRAITS, random.randrange(3))),
    )
    return replace(draft, contact_email=f"{name}@gmx.net") if random.random() < 0.1 else draft
