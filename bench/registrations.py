"""Registrations of the synthetic world with everything that follows them; import it when Django is ready.

Each is decided by the product's own policy under the rules in force, and described by its own models, events and decision
records; only the writing is replaced, by COPY. A quarter is live, and no scope is protected twice. Of those that ended some
were rejected, won, lost or withdrawn, the rest expired.
"""

import os
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from multiprocessing import get_context
from random import Random
from typing import Any
from uuid import UUID

import django
import psycopg

from bench.copying import Sheaf, copy_texts
from bench.sizes import FAMILIES, MANAGERS, Size, id_of
from bench.world import SEED, Invented, invent_companies
from steelyard.companies.cards import Resolution
from steelyard.companies.events import CompanyNamed
from steelyard.companies.lookup import search_terms
from steelyard.companies.models import CompanyName
from steelyard.companies.models.index import HOST
from steelyard.companies.terms import Verdict
from steelyard.deals.commands.applying import apply_decision, event_of, set_line
from steelyard.deals.commands.following import evidence_rows
from steelyard.deals.commands.subjects import related_to, subject_of
from steelyard.deals.commands.submission import describe_registration, describe_submission, make_lines
from steelyard.deals.drafts import EvidenceDraft, LineDraft, RegistrationDraft
from steelyard.deals.events import (
    RegistrationConverted,
    RegistrationEvent,
    RegistrationExpired,
    RegistrationLost,
    RegistrationWithdrawn,
    RegistrationWon,
)
from steelyard.deals.models import DealRegistration, RegistrationLine
from steelyard.deals.policies import PartnerFacts, RegistrationFacts, decide_registration, is_complete
from steelyard.deals.program import REGISTRATION, RULEBOOK
from steelyard.deals.rules import DealRegistrationRules
from steelyard.deals.terms import EvidenceKind, LineState, RegistrationState, RegistrationType
from steelyard.kernel.actors import SYSTEM, Actor, ActorKind
from steelyard.kernel.events import Event
from steelyard.kernel.money import Money
from steelyard.pipeline.models import Activity, Opportunity, OpportunityLine
from steelyard.platform.db import as_system
from steelyard.platform.events import describe
from steelyard.platform.models import EventAbout
from steelyard.program.commands.decisions import DECISION_COLUMNS, FACTS_COLUMNS, describe_decision
from steelyard.program.public import RulesInForce, rules_in_force

CHUNK = 10_000
LIVE_RATE = 0.25
LARGEST_RATE = 0.05
"""The share of all registrations that belongs to the first partner: 10,000 of 200,000."""
LARGE_RATE, UNPROVEN_RATE, TENDER_RATE = 0.06, 0.02, 0.1
"""Of the live ones, how many a person has to look at, and how many lack evidence; of the others, how many are rejected."""
CONVERTED_RATE, DIRECT_RATE = 0.1, 0.025
PASTS = (RegistrationState.EXPIRED, RegistrationState.WITHDRAWN, RegistrationState.LOST, RegistrationState.WON)
PAST_WEIGHTS = (60, 15, 10, 15)

Rules = Mapping[str, RulesInForce[DealRegistrationRules]]


@dataclass(frozen=True)
class _Job:
    size: Size
    chunk: int
    regions: dict[str, str]


def write_registrations(connection: psycopg.Connection[Any], size: Size, regions: dict[str, str]) -> None:
    """Write the registrations, each chunk of companies by a process of its own."""
    chunks = size.companies // CHUNK
    jobs = [_Job(size, chunk, regions) for chunk in range(chunks)]
    with get_context("spawn").Pool(os.cpu_count(), initializer=django.setup) as pool:
        for done, texts in enumerate(pool.imap(_render, jobs), 1):
            copy_texts(connection, texts)
            print(
                f"\r  {done * size.registrations // chunks:>9,} of {size.registrations:,} registrations",
                end="",
                flush=True,
            )
    print()


def _render(job: _Job) -> list[tuple[str, str]]:
    end, random = job.size.end, Random(f"{SEED}:registrations:{job.chunk}")
    with as_system():
        rules = {
            place: rules_in_force(RULEBOOK, region=place, at=end) for place in sorted({*job.regions.values(), "EMEA"})
        }
    companies = list(invent_companies(job.chunk * CHUNK, CHUNK))
    count = job.size.registrations * CHUNK // job.size.companies
    live = random.sample(companies, int(count * LIVE_RATE))
    sheaf = Sheaf()
    named: dict[UUID, set[int]] = defaultdict(set)
    for place in range(count):
        is_live = place < len(live)
        company = live[place] if is_live else random.choice(companies)
        # The largest partner has a live one in each of a few chunks, which leaves it capacity.
        is_largest = random.random() < LARGEST_RATE if not is_live else place == 0 and job.chunk < 20
        partner = 0 if is_largest else random.randrange(1, job.size.partners)
        invented = _Registration(
            random, company, partner, job.regions.get(company.country, "EMEA"), is_live=is_live, end=end
        )
        if partner not in named[company.id]:
            _add_words(sheaf, company, invented, is_first=not named[company.id])
            named[company.id].add(partner)
        invented.add_to(sheaf, rules)
    for company in random.choices(companies, k=int(count * DIRECT_RATE)):
        _add_direct(sheaf, random, company, job.regions.get(company.country, "EMEA"), end)
    return sheaf.texts()


class _Registration:
    """One registration: what was claimed when and by whom, and what became of it."""

    def __init__(
        self, random: Random, company: Invented, partner: int, region: str, *, is_live: bool, end: datetime
    ) -> None:
        self.random, self.company, self.region, self.is_live = random, company, region, is_live
        self.partner_id, self.seller_id = id_of("partner", partner), id_of("seller", partner)
        self.manager_id = id_of("manager", partner % MANAGERS)
        self.actor = Actor(kind=ActorKind.PARTNER, person_id=self.seller_id, partner_id=self.partner_id)
        days = (0.1, 45.0) if is_live else (95.0, 690.0)
        self.at = end - timedelta(days=random.uniform(*days))

    def draft(self) -> RegistrationDraft:
        """Return what the partner typed."""
        random, luck = self.random, self.random.random()
        value, is_tender = Decimal(random.randrange(5_000, 99_000)), False
        evidence: tuple[EvidenceDraft, ...] = ()
        if self.is_live and luck < LARGE_RATE:
            value = Decimal(random.randrange(1_000_000, 4_000_000))
            evidence = (EvidenceDraft(kind=EvidenceKind.QUOTE, note="Quote of the second of the month"),)
        elif self.is_live and luck < LARGE_RATE + UNPROVEN_RATE:
            value = Decimal(random.randrange(150_000, 900_000))
        elif not self.is_live:
            is_tender = luck < TENDER_RATE
        families = sorted(random.sample(FAMILIES, random.choice((1, 1, 1, 2, 2, 3))))
        return RegistrationDraft(
            company_name=self.company.name,
            company_domain=self.company.domain,
            company_country=self.company.country,
            company_city=self.company.city,
            type=RegistrationType.SOURCED,
            lines=tuple(LineDraft(family=family) for family in families),
            value=Money(value, "EUR"),
            close_on=(self.at + timedelta(days=random.randrange(30, 200))).date(),
            contact_name="Robin Example",
            contact_email="robin@customer.example",
            description="Replaces what they have; decision in the next quarter.",
            is_public_tender=is_tender,
            evidence=evidence,
        )

    def add_to(self, sheaf: Sheaf, rules_of: Rules) -> None:
        """Add the registration with lines, evidence, decision, opportunity and events."""
        draft, rules = self.draft(), rules_of[self.region]
        registration = DealRegistration(
            id=_timed_id(self.random, self.at), partner_id=self.partner_id, owner_id=self.seller_id, created_at=self.at
        )
        found = Resolution(
            company_id=self.company.id, name=draft.company_name, verdict=Verdict.SAME, probability=0.9991, evidence=()
        )
        describe_registration(registration, draft, found, self.region)
        evidence = evidence_rows(registration, draft.evidence, actor=self.actor, now=self.at)
        facts = self._facts(registration, draft)
        decision = decide_registration(facts, rules.rules)
        registration.submitted_at = self.at
        registration.complete_at = self.at if is_complete(facts, rules.rules) else None
        registration.manager_id = self.manager_id
        lines = make_lines(registration, draft)
        for line in lines:
            line.id = _timed_id(self.random, self.at)
        decision_id = _timed_id(self.random, self.at)
        described = describe_decision(
            id_=decision_id,
            kind=REGISTRATION,
            subject_id=registration.id,
            partner_id=self.partner_id,
            facts=facts,
            rules=rules,
            decision=decision,
            decided_by=None,
            now=self.at,
        )
        apply_decision(registration, lines, decision, rules.rules, decision_id=decision_id, now=self.at)
        happened: list[tuple[datetime, Event]] = [
            (self.at, describe_submission(registration, draft, self.actor)),
            (self.at, event_of(registration, decision, rules=rules.label)),
            *self._go_on(registration, lines, sheaf),
        ]
        sheaf.add_models(registration)
        sheaf.add_models(*lines)
        sheaf.add_models(*evidence)
        cut = DECISION_COLUMNS.count(",") + 1
        sheaf.add("program_decision", DECISION_COLUMNS, [described[:cut]])
        sheaf.add("program_decisionfacts", FACTS_COLUMNS, [described[cut:]])
        for at, event in happened:
            _add_event(sheaf, self.random, event, self.actor, at, related_to(registration))

    def _facts(self, registration: DealRegistration, draft: RegistrationDraft) -> RegistrationFacts:
        return RegistrationFacts(
            registration_id=registration.id,
            submitted_at=self.at,
            type=draft.type,
            families=draft.families,
            value=draft.value.amount,
            currency=draft.value.currency,
            region=self.region,
            is_public_tender=draft.is_public_tender,
            evidence=tuple(piece.kind for piece in draft.evidence),
            partner=PartnerFacts(partner_id=self.partner_id, is_active=True, has_agreement=True, live_registrations=4),
        )

    def _go_on(
        self, registration: DealRegistration, lines: list[RegistrationLine], sheaf: Sheaf
    ) -> Iterator[tuple[datetime, RegistrationEvent]]:
        """Let the approved registration become an opportunity, and what is past end; yield what happened."""
        if registration.state != RegistrationState.APPROVED or registration.protected_until is None:
            return
        subject = subject_of(registration)
        past = None if self.is_live else self.random.choices(PASTS, PAST_WEIGHTS)[0]
        opportunity = None
        if past is RegistrationState.WON or (self.is_live and self.random.random() < CONVERTED_RATE):
            opportunity = self._opportunity(registration, lines, sheaf, is_won=past is RegistrationState.WON)
            registration.state, registration.opportunity_id = RegistrationState.CONVERTED, opportunity.id
            yield opportunity.opened_at, RegistrationConverted(**subject, opportunity_id=opportunity.id)
        if past is None:
            return
        ended = registration.protected_until
        if past is not RegistrationState.EXPIRED:
            ended -= timedelta(days=self.random.uniform(1, 60))
        registration.state, registration.closed_at, registration.next_reminder_at = past, ended, None
        registration.closure_code = "protection_expired" if past is RegistrationState.EXPIRED else past.value
        for line in lines:
            set_line(line, LineState.ENDED, registration, ended)
        match past:
            case RegistrationState.EXPIRED:
                yield ended, RegistrationExpired(**subject, closure_code=registration.closure_code)
            case RegistrationState.WITHDRAWN:
                registration.closure_reason = "The project was stopped."
                yield ended, RegistrationWithdrawn(**subject, reason=registration.closure_reason)
            case RegistrationState.LOST:
                registration.closure_reason = "No budget."
                yield ended, RegistrationLost(**subject, reason=registration.closure_reason)
            case RegistrationState.WON if opportunity is not None:
                yield ended, RegistrationWon(**subject, opportunity_id=opportunity.id)

    def _opportunity(
        self, registration: DealRegistration, lines: list[RegistrationLine], sheaf: Sheaf, *, is_won: bool
    ) -> Opportunity:
        opened = self.at + timedelta(days=self.random.uniform(0.01, 0.09 if self.is_live else 25))
        assert registration.close_on is not None
        opportunity = Opportunity(
            id=_timed_id(self.random, opened),
            company_id=self.company.id,
            name=self.company.name,
            region_id=self.region,
            partner_id=self.partner_id,
            partner_owner_id=self.seller_id,
            owner_id=self.manager_id,
            source_registration_id=registration.id,
            stage_id="won" if is_won else self.random.choice(("qualify", "discover", "propose", "negotiate")),
            stage_since_at=opened,
            amount=registration.value,
            currency=registration.currency,
            close_on=registration.close_on,
            opened_at=opened,
            closed_at=opened + timedelta(days=30) if is_won else None,
            outcome="won" if is_won else "",
            last_activity_at=opened,
        )
        sheaf.add_models(opportunity)
        for line in lines:
            sheaf.add_models(OpportunityLine(opportunity_id=opportunity.id, family_id=line.family_id))
        return opportunity


def _add_direct(sheaf: Sheaf, random: Random, company: Invented, region: str, end: datetime) -> None:
    """Add an open opportunity of direct sales, half of them with recent activity."""
    opened = end - timedelta(days=random.uniform(1, 200))
    opportunity = Opportunity(
        id=_timed_id(random, opened),
        company_id=company.id,
        name=company.name,
        region_id=region,
        owner_id=id_of("manager", random.randrange(MANAGERS)),
        stage_id=random.choice(("qualify", "discover", "propose", "negotiate")),
        stage_since_at=opened,
        amount=Decimal(random.randrange(5_000, 500_000)),
        currency="EUR",
        close_on=(end + timedelta(days=random.randrange(200))).date(),
        opened_at=opened,
        last_activity_at=opened,
    )
    activity = Activity(
        id=_timed_id(random, opened),
        opportunity_id=opportunity.id,
        kind="meeting",
        direction="outbound",
        summary="Met the head of operations.",
        occurred_at=opened,
        logged_at=opened,
        logged_by=opportunity.owner_id,
    )
    sheaf.add_models(opportunity)
    sheaf.add_models(activity)
    sheaf.add_models(OpportunityLine(opportunity_id=opportunity.id, family_id=random.choice(FAMILIES)))


def _add_words(sheaf: Sheaf, company: Invented, by: _Registration, *, is_first: bool) -> None:
    """Add the partner's words for the company: it finds it by them, and so does the host."""
    name = CompanyName(
        id=_timed_id(by.random, by.at),
        company_id=company.id,
        text=company.name,
        kind="typed",
        partner_id=by.partner_id,
        domain=company.domain,
        country=company.country,
        city=company.city,
        created_at=by.at,
    )
    sheaf.add_models(name)
    audiences = (by.partner_id, HOST) if company.is_listed and is_first else (by.partner_id,)
    sheaf.add(
        "companies_searchterm",
        "company_id, audience, place, term",
        ((company.id, one, *term) for one in audiences for term in sorted(set(search_terms(company.name)))),
    )
    named = CompanyNamed(subject_id=company.id, subject_label=company.name, partner_id=by.partner_id)
    _add_event(sheaf, by.random, named, by.actor, by.at, ())


def _add_event(
    sheaf: Sheaf, random: Random, event: Event, actor: Actor, at: datetime, related: list[UUID] | tuple[()]
) -> None:
    who = actor if event.type.endswith((".submitted", ".named", ".withdrawn")) else SYSTEM
    for row in describe([event], actor=who, now=at):
        row.id = _timed_id(random, at)
        sheaf.add_models(row)
        for subject_id in dict.fromkeys((row.subject_id, *related)):
            sheaf.add_models(EventAbout(subject_id=subject_id, event_id=row.id))


def _timed_id(random: Random, at: datetime) -> UUID:
    """Return a UUIDv7 of that instant, the same in every run."""
    value = int(at.timestamp() * 1000) << 80 | random.getrandbits(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    return UUID(int=value & ~(0x3 << 62) | 0x2 << 62)
