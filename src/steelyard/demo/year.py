"""The year: partners register, managers decide, executives sell, rules change; each thing when it would have happened.

A queue of moments, earliest first. Living one moment may plan others; what lies behind the end is simply not lived, which leaves
a natural queue of work for the first visitor.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from heapq import heappop, heappush
from itertools import count
from random import Random
from typing import Any
from uuid import UUID

from django.db import transaction

from steelyard.deals import commands as deals
from steelyard.deals.commands.submission import Submitted
from steelyard.deals.drafts import EvidenceDraft, LineDraft, RegistrationDraft
from steelyard.deals.jobs import keep_time
from steelyard.deals.program import RULEBOOK
from steelyard.deals.refusals import AccountProtected
from steelyard.deals.rules import DealRegistrationRules
from steelyard.deals.terms import EvidenceKind, LineOutcome, RegistrationState, RegistrationType
from steelyard.demo.ecosystem import FAMILIES, DemoCompany, DemoPartner, Ecosystem
from steelyard.demo.names import InventedCompany, invent_person
from steelyard.identity.public import get_actor
from steelyard.kernel.actors import SYSTEM, Actor
from steelyard.kernel.money import Money
from steelyard.kernel.refusals import Refusal
from steelyard.partners.public import Confirmation, confirm_data
from steelyard.pipeline import public as pipeline
from steelyard.platform.db import acting_as
from steelyard.platform.jobs import settle_history
from steelyard.program.public import adopt_rules, region_of

REGISTRATIONS = 600
DIRECT_OPPORTUNITIES = 650
DRAFTS = 12
YEAR = timedelta(days=365)

Moment = Callable[[datetime], None]

_PURPOSES = (
    "Replace the regional gateways before their support ends.",
    "Bring three sites onto one platform after a merger.",
    "Meet the new reporting duties by the end of the quarter.",
    "Move the archive out of the data center.",
    "Give field teams offline access to orders.",
    "Consolidate four monitoring tools into one.",
    "Secure the supplier portal before the audit in spring.",
)
_MEETINGS = (
    "Workshop with the head of infrastructure; they named their budget and date.",
    "Call with purchasing: our offer is on the short list.",
    "Visited the plant; the pilot runs on two lines.",
    "Demo for the security team, eleven people, two open questions.",
)
_QUESTIONS = (
    "Who signs on the customer's side, and have you met them?",
    "Which of the two sites is this about?",
    "Please attach the quote that you mention.",
)
_ANSWERS = (
    "The chief operating officer signs; we met on Tuesday and again yesterday.",
    "Only the main site; the other one follows next year.",
    "Attached. It was sent to the customer last week.",
)
_COMMENTS = (
    "The customer asked for references in their industry; do you have one?",
    "They moved the decision to after their board meeting.",
    "Security review is booked for next Thursday.",
    "Great conversation today; they want to start small and grow.",
)
_NOTES = (
    "Checked with the account team: nobody has spoken to them in half a year.",
    "Looks like the same group that we met at the fair; worth a call.",
)
_NEXT_STEPS = ("Send the revised offer", "Book the security review", "Meet the sponsor", "Agree on the pilot's goals")


@dataclass(slots=True)
class Year:
    """One year of an ecosystem, lived moment by moment."""

    random: Random
    ecosystem: Ecosystem
    starts_at: datetime
    ends_at: datetime
    _moments: list[tuple[datetime, int, Moment]] = field(default_factory=list)
    _numbers: "count[int]" = field(default_factory=count)
    _claimed: list[DemoCompany | InventedCompany] = field(default_factory=list)

    def plan(self, at: datetime, moment: Moment) -> None:
        """Let `moment` be lived at `at`, during office hours of a working day."""
        if at.weekday() >= 5:
            at += timedelta(days=7 - at.weekday())
        heappush(self._moments, (at, next(self._numbers), moment))

    def later(self, after: datetime, least: float, most: float) -> datetime:
        """Return an instant between `least` and `most` days after another."""
        return after + timedelta(days=self.random.uniform(least, most))

    def live(self, on_progress: Callable[[int], None] = lambda _: None) -> None:
        """Live through the year, a day a transaction; a refused moment is part of life and leaves nothing."""
        self._plan_rules()
        self._plan_registrations()
        self._plan_direct_opportunities()
        self._plan_confirmations()
        day = self.starts_at
        while day < self.ends_at:
            day = min(day + timedelta(days=1), self.ends_at)
            with acting_as(SYSTEM):
                self._live_until(day)
                keep_time(day)
                settle_history()
            on_progress(int((day - self.starts_at) / YEAR * 100))
        with acting_as(SYSTEM):
            self._leave_drafts()

    def _live_until(self, evening: datetime) -> None:
        while self._moments and self._moments[0][0] < evening:
            at, _, moment = heappop(self._moments)
            with suppress(Refusal), transaction.atomic():
                moment(at)

    # --- Rules --------------------------------------------------------------------------------------------------------

    def _plan_rules(self) -> None:
        changed = self.starts_at + YEAR / 2
        book = DealRegistrationRules(capacity=30, resubmission_limit=1)
        self.plan(changed, lambda now: self._publish(book.dump(), None, now))
        self.plan(changed + YEAR / 5, lambda now: self._publish({"window_days": 120}, "DACH", now))

    def _publish(self, rules: dict[str, Any], region: str | None, now: datetime) -> None:
        adopt_rules(actor=SYSTEM, key=RULEBOOK, rules=rules, region=region, effective_from=now, now=now)

    # --- Data ---------------------------------------------------------------------------------------------------------

    def _plan_confirmations(self) -> None:
        """Let most partners say in the last quarter that their people are right, and some that their record is."""
        for partner in self.ecosystem.partners:
            care = Random(partner.name)  # noqa: S311 - a story, not a secret
            for what, least in ((Confirmation.CONTACTS, 0.3), (Confirmation.RECORD, 0.6)):
                if care.random() > least:
                    at = self.ends_at - timedelta(days=care.uniform(5, 80))
                    self.plan(at, partial(self._confirm, partner, what))

    def _confirm(self, partner: DemoPartner, what: Confirmation, now: datetime) -> None:
        confirm_data(actor=get_actor(partner.sellers[0], partner.id), partner_id=partner.id, what=what, now=now)

    # --- Registrations ------------------------------------------------------------------------------------------------

    def _plan_registrations(self) -> None:
        for number in range(REGISTRATIONS):
            # Business grows: more is registered late in the year than early, and a good deal in the last days.
            is_late = number >= REGISTRATIONS * 0.97
            at = self._of_late() if is_late else self.starts_at + YEAR * (number / REGISTRATIONS) ** 0.8
            self.plan(at, self._register)

    def _of_late(self) -> datetime:
        """Return an instant of the last two working days, so that work is left for who visits at a weekend, too."""
        evening = self.ends_at
        if evening.weekday() >= 5:
            evening = (evening - timedelta(days=evening.weekday() - 4)).replace(hour=17)
        at = evening - timedelta(days=2 * self.random.random())
        return at - timedelta(days=max(0, at.weekday() - 4))

    def _register(self, now: datetime) -> None:
        partner = self._partner()
        actor = self._seller(partner)
        company = self._company()
        draft = self._registration_draft(partner, company, now)
        with acting_as(actor):
            submitted = deals.submit_registration(actor=actor, draft=draft, now=now)
        self._claimed.append(company)
        if self.random.random() < 0.3:
            self.plan(self.later(now, 0.2, 5), lambda at: self._comment(actor, submitted.id, at))
        if submitted.due_at is not None:
            self._plan_review(partner, actor, submitted, now)
        elif submitted.state is RegistrationState.APPROVED:
            self._after_approval(partner, actor, submitted.id, now)

    def _registration_draft(
        self, partner: DemoPartner, company: "DemoCompany | InventedCompany", now: datetime
    ) -> RegistrationDraft:
        invented = company.invented if isinstance(company, DemoCompany) else company
        families = self._families(partner)
        value = Decimal(self.random.choice((8, 12, 18, 24, 36, 48, 64, 90, 120, 180, 260, 400, 1200))) * 1000
        contact = invent_person(self.random, invented.place.language, invented.domain)
        evidence = EvidenceDraft(kind=self.random.choice(tuple(EvidenceKind)[:3]), note=self.random.choice(_MEETINGS))
        return RegistrationDraft(
            company_name=invented.name,
            company_domain=invented.domain if self.random.random() < 0.8 else "",
            company_country=invented.place.country,
            type=self.random.choices(
                tuple(RegistrationType)[:5],
                (62, 10, 14, 6, 8),
            )[0],
            lines=tuple(LineDraft(family=family) for family in families),
            value=Money(value, invented.place.currency if invented.place.currency != "MXN" else "USD"),
            close_on=(now + timedelta(days=self.random.randrange(90, 260))).date(),
            contact_name=contact.name,
            contact_email=contact.email,
            contact_title=self.random.choice(("Head of IT", "Plant manager", "Chief financial officer", "Architect")),
            description=self.random.choice(_PURPOSES),
            is_public_tender=self.random.random() < 0.03,
            evidence=(evidence,) if self.random.random() < 0.85 else (),
        )

    def _plan_review(self, partner: DemoPartner, actor: Actor, submitted: Submitted, now: datetime) -> None:
        manager = get_actor(partner.manager, None)
        mood = self.random.random()
        if mood < 0.25:
            self.plan(self.later(now, 0.1, 0.8), lambda at: self._ask(manager, actor, partner, submitted.id, at))
        elif mood < 0.33:
            self.plan(self.later(now, 0.2, 1), lambda at: self._note(manager, submitted.id, at))
            self.plan(self.later(now, 1, 1.5), lambda at: self._decide(manager, actor, partner, submitted.id, at))
        else:
            self.plan(self.later(now, 0.05, 1.3), lambda at: self._decide(manager, actor, partner, submitted.id, at))

    def _ask(self, manager: Actor, actor: Actor, partner: DemoPartner, registration_id: UUID, now: datetime) -> None:
        with acting_as(manager):
            deals.request_information(
                actor=manager, registration_id=registration_id, question=self.random.choice(_QUESTIONS), now=now
            )
        if self.random.random() < 0.85:
            self.plan(self.later(now, 0.3, 4), lambda at: self._answer(manager, actor, partner, registration_id, at))

    def _answer(self, manager: Actor, actor: Actor, partner: DemoPartner, registration_id: UUID, now: datetime) -> None:
        evidence = EvidenceDraft(kind=EvidenceKind.MEETING, note=self.random.choice(_MEETINGS))
        with acting_as(actor):
            state = deals.give_information(
                actor=actor,
                registration_id=registration_id,
                answer=self.random.choice(_ANSWERS),
                evidence=(evidence,),
                now=now,
            )
        if state is RegistrationState.APPROVED:
            self._after_approval(partner, actor, registration_id, now)
        else:
            self.plan(self.later(now, 0.1, 1), lambda at: self._decide(manager, actor, partner, registration_id, at))

    def _decide(self, manager: Actor, actor: Actor, partner: DemoPartner, registration_id: UUID, now: datetime) -> None:
        outcome = self.random.choices((LineOutcome.APPROVED, LineOutcome.TEAMING, LineOutcome.REJECTED), (60, 12, 28))[
            0
        ]
        reason = "The account is already worked on in this line." if outcome is LineOutcome.REJECTED else ""
        with acting_as(manager):
            deals.decide_registration_by_hand(
                actor=manager, registration_id=registration_id, outcomes=outcome, reason=reason, now=now
            )
        if outcome is not LineOutcome.REJECTED:
            self._after_approval(partner, actor, registration_id, now)

    def _after_approval(self, partner: DemoPartner, actor: Actor, registration_id: UUID, now: datetime) -> None:
        fate = self.random.random()
        if fate < 0.52:
            self.plan(self.later(now, 4, 45), lambda at: self._convert(partner, actor, registration_id, at))
        elif fate < 0.62:
            self.plan(self.later(now, 5, 60), lambda at: self._withdraw(actor, registration_id, at))
        elif fate < 0.82:
            self.plan(self.later(now, 70, 88), lambda at: self._extend(actor, registration_id, at))

    def _convert(self, partner: DemoPartner, actor: Actor, registration_id: UUID, now: datetime) -> None:
        manager = get_actor(partner.manager, None)
        with acting_as(manager):
            opportunity_id = deals.convert_registration(actor=manager, registration_id=registration_id, now=now)
        self._work(opportunity_id, manager, now)

    def _withdraw(self, actor: Actor, registration_id: UUID, now: datetime) -> None:
        with acting_as(actor):
            deals.withdraw_registration(
                actor=actor, registration_id=registration_id, reason="The customer stopped the project.", now=now
            )

    def _extend(self, actor: Actor, registration_id: UUID, now: datetime) -> None:
        evidence = EvidenceDraft(kind=EvidenceKind.MEETING, note=self.random.choice(_MEETINGS))
        with acting_as(actor):
            deals.request_extension(
                actor=actor,
                registration_id=registration_id,
                reason="The customer decides after the summer.",
                evidence=(evidence,),
                now=now,
            )
        self.plan(
            self.later(now, 10, 25),
            lambda at: self._convert(self._partner_of(actor), actor, registration_id, at),
        )

    def _comment(self, actor: Actor, registration_id: UUID, now: datetime) -> None:
        with acting_as(actor):
            deals.add_comment(
                actor=actor,
                registration_id=registration_id,
                body=self.random.choice(_COMMENTS),
                is_internal=False,
                now=now,
            )

    def _note(self, manager: Actor, registration_id: UUID, now: datetime) -> None:
        with acting_as(manager):
            deals.add_comment(
                actor=manager,
                registration_id=registration_id,
                body=self.random.choice(_NOTES),
                is_internal=True,
                now=now,
            )

    # --- Opportunities ------------------------------------------------------------------------------------------------

    def _plan_direct_opportunities(self) -> None:
        for _ in range(DIRECT_OPPORTUNITIES):
            self.plan(self.later(self.starts_at, 0, 365), self._open_direct)

    def _open_direct(self, now: datetime) -> None:
        executive = get_actor(self.random.choice(self.ecosystem.executives), None)
        company = self.random.choice(self.ecosystem.companies)
        families = sorted(self.random.sample([family.key for family in FAMILIES], self.random.randrange(1, 3)))
        amount = Decimal(self.random.choice((15, 30, 45, 80, 120, 200, 350))) * 1000
        draft = pipeline.OpportunityDraft(
            company_id=company.id,
            name=f"{company.invented.name.split()[0]}: {families[0].capitalize()}",
            region=region_of(company.invented.place.country),
            amount=Money(amount, "EUR"),
            close_on=(now + timedelta(days=self.random.randrange(90, 240))).date(),
            lines=tuple(pipeline.LineDraft(family=family) for family in families),
            owner_id=executive.person_id,
            next_step=self.random.choice(_NEXT_STEPS),
            next_step_on=(now + timedelta(days=self.random.randrange(3, 20))).date(),
        )
        with acting_as(executive):
            try:
                opportunity_id = deals.open_direct_opportunity(actor=executive, draft=draft, now=now)
            except AccountProtected:
                if self.random.random() > 0.3:
                    return
                why = "The customer wrote that they buy from us directly; their letter is on file."
                opportunity_id = deals.open_direct_opportunity(
                    actor=executive, draft=draft, override_reason=why, now=now
                )
        self._work(opportunity_id, executive, now)

    def _work(self, opportunity_id: UUID, owner: Actor, opened_at: datetime) -> None:
        """Plan an opportunity's life: activities, stages, and an end for most."""
        at = opened_at
        for stage in ("discover", "propose", "negotiate"):
            at = self.later(at, 6, 30)
            if self.random.random() < 0.4:
                self.plan(at, partial(self._log, opportunity_id, owner))
            if self.random.random() < 0.6:
                self.plan(self.later(at, 0, 2), partial(self._advance, opportunity_id, owner, stage))
        fate = self.random.random()
        if fate < 0.95:
            self.plan(self.later(at, 5, 70), lambda now: self._close(opportunity_id, owner, now, won=fate < 0.5))
        else:  # nobody works on it; somebody notices after half a year or more
            noticed_at = opened_at + timedelta(days=180 + 2400 * (fate - 0.95))
            self.plan(noticed_at, lambda now: self._close(opportunity_id, owner, now, won=False))

    def _log(self, opportunity_id: UUID, owner: Actor, now: datetime) -> None:
        kind = self.random.choice(
            (pipeline.ActivityKind.MEETING, pipeline.ActivityKind.CALL, pipeline.ActivityKind.DEMO)
        )
        with acting_as(owner):
            pipeline.log_activity(
                actor=owner,
                opportunity_id=opportunity_id,
                kind=kind,
                direction=self.random.choice(tuple(pipeline.Direction)),
                occurred_at=now,
                summary=self.random.choice(_MEETINGS),
                now=now,
            )

    def _advance(self, opportunity_id: UUID, owner: Actor, stage: str, now: datetime) -> None:
        with acting_as(owner):
            pipeline.advance_opportunity(actor=owner, opportunity_id=opportunity_id, stage=stage, now=now)

    def _close(self, opportunity_id: UUID, owner: Actor, now: datetime, *, won: bool) -> None:
        with acting_as(owner):
            pipeline.close_opportunity(
                actor=owner,
                opportunity_id=opportunity_id,
                won=won,
                lost_reason=self.random.choice(tuple(pipeline.LostReason)),
                now=now,
            )

    # --- Loose ends ---------------------------------------------------------------------------------------------------

    def _leave_drafts(self) -> None:
        for number in range(DRAFTS):
            partner = self.ecosystem.partners[0] if number < 2 else self._partner()
            actor = self._seller(partner)
            company = self.random.choice(self.ecosystem.companies).invented
            typed = {"company_name": company.name, "company_domain": company.domain}
            with acting_as(actor):
                deals.save_draft(actor=actor, typed=typed, now=self.ends_at - timedelta(hours=number * 7 + 1))

    # --- Choices ------------------------------------------------------------------------------------------------------

    def _partner(self) -> DemoPartner:
        partners = [partner for partner in self.ecosystem.partners if partner.is_active]
        return self.random.choices(partners, [partner.weight for partner in partners])[0]

    def _partner_of(self, actor: Actor) -> DemoPartner:
        return next(partner for partner in self.ecosystem.partners if partner.id == actor.partner_id)

    def _seller(self, partner: DemoPartner) -> Actor:
        return get_actor(self.random.choice(partner.sellers), partner.id)

    def _company(self) -> "DemoCompany | InventedCompany":
        """Mostly a company of the directory, sometimes one that nobody knew, sometimes one that another partner wants too."""
        kind = self.random.random()
        if kind < 0.12 and self._claimed:
            return self.random.choice(self._claimed[-60:])
        if kind < 0.24:
            return next(self.ecosystem.newcomers)
        return self.random.choice(self.ecosystem.companies)

    def _families(self, partner: DemoPartner) -> list[str]:
        wanted = self.random.sample([family.key for family in FAMILIES], self.random.choice((1, 1, 1, 2, 2, 3)))
        fits = {f.key for f in FAMILIES if not f.requires_certification} | partner.certified
        likely = [family for family in wanted if family in fits or self.random.random() < 0.15]
        return sorted(likely or ["core"])
