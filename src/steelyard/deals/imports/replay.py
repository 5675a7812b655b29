"""Replaying sales: each project of a file becomes a registration that the rules decide at its own instant.

A project is registered on the first day of the month of its first line and invoiced on the last day of the first month with spend;
what time does to registrations happens in between, day by day. The commands are those that people use; mail about it is dropped.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from steelyard.companies.public import resolve_company
from steelyard.deals.commands import Submitted, convert_registration, submit_registration, withdraw_registration
from steelyard.deals.drafts import LineDraft, RegistrationDraft
from steelyard.deals.imports.families import Families
from steelyard.deals.imports.projects import Project, Projects
from steelyard.deals.jobs import keep_time
from steelyard.deals.models import DealRegistration
from steelyard.deals.program import RULEBOOK
from steelyard.deals.rules import DealRegistrationRules
from steelyard.deals.terms import WAITING_STATES, Outcome, RegistrationState, RegistrationType
from steelyard.kernel.actors import Actor, ActorKind, Role
from steelyard.kernel.refusals import InvalidInput, Refusal, sentence
from steelyard.partners.public import PartnerDraft, PartnerStatus, enroll_partner, find_ids_by_company, record_agreement
from steelyard.pipeline.public import LineDraft as OpportunityLine
from steelyard.pipeline.public import OpportunityDraft, close_opportunity, open_opportunity
from steelyard.platform.db import acting_as
from steelyard.platform.imports.running import Row, Run
from steelyard.platform.jobs import settle_history
from steelyard.program.public import region_of, rules_in_force

_DECIDED = {
    Outcome.APPROVED: "protected",
    Outcome.APPROVED_AS_TEAMING: "approved as second partner",
    Outcome.APPROVED_IN_PART: "protected in part",
    Outcome.HELD: "held",
    Outcome.REJECTED: "refused",
}
_MOOT = "The sale was invoiced before the claim was decided."
_DAY = timedelta(days=1)


@dataclass(slots=True)
class ReplayLoader:
    """Gathers the projects of the file, then lives through their time."""

    run: Run
    families: Families
    _projects: Projects = field(default_factory=Projects)
    _partners: dict[str, UUID] = field(default_factory=dict)
    _customers: dict[str, UUID] = field(default_factory=dict)
    _registrations: dict[int, UUID] = field(default_factory=dict)
    """Of projects, by the line that began them."""
    _clock: datetime | None = None

    def load(self, rows: Sequence[Row]) -> None:
        """Add each line to its project."""
        for row in rows:
            with self.run.row(row):
                self._gather(row)

    def finish(self) -> None:
        """Live through the projects' time, each moment in a transaction of its own, then say what came of it."""
        for moment in self._projects.moments():
            self._live_until(moment.at)
            with acting_as(self.run.actor):
                with self.run.row(moment.project.row):
                    (self._invoice if moment.is_invoice else self._register)(moment.project, moment.at)
                settle_history()
        self._sum_up()

    def _gather(self, row: Row) -> None:
        spend, currency = row.get("value"), row.get("currency")
        if row.get("submitted_at") > self.run.now:
            raise InvalidInput(fields={"submitted_at": sentence("This lies in the future.")})
        self._projects.add(row, self.families.of_words(row.get("families")))
        self.run.report.add(
            "lines that charge" if spend > 0 else "lines that credit" if spend < 0 else "lines of nothing"
        )
        self.run.report.add_amount(f"{currency} in the file", spend)

    def _live_until(self, at: datetime) -> None:
        """Let every day up to the instant do what is due."""
        if self._clock is None:
            self._clock = at.replace(hour=6, minute=0, second=0, microsecond=0)
        while self._clock < at:
            with acting_as(self.run.actor):
                keep_time(self._clock)
                settle_history()
            self._clock += _DAY

    # --- Moments ----------------------------------------------------------------------------------------------------------

    def _register(self, project: Project, at: datetime) -> None:
        """Submit the project as its supplier does, and count what the rules say."""
        row, report = project.row, self.run.report
        self.run.advance(project.lines)
        try:
            partner_id = self._partner(row, at)
            known = self._known(project, partner_id, at)
            if known:
                report.add("registrations known already")
                return
            seller = _seller(partner_id, row.get("partner"))
            with acting_as(seller):
                submitted = submit_registration(actor=seller, draft=_draft(project), now=at)
        except Refusal:
            report.add_amount(f"{row.get('currency')} of projects that could not be registered", project.spend)
            raise
        self._registrations[row.number] = submitted.id
        self._customers[row.get("company")] = _company_of(submitted.id)
        report.add("registrations decided")
        self._count(submitted, at)
        if not project.is_sale:
            report.add("projects without a sale")
            report.add_amount(f"{row.get('currency')} credited without a sale", project.spend)

    def _count(self, submitted: Submitted, at: datetime) -> None:
        decision, report = submitted.decision, self.run.report
        word = "asked for evidence" if decision.needs_information else _DECIDED[decision.outcome]
        report.add(f"{word} at once")
        if not decision.outcome.is_approval and decision.reasons:
            rules = rules_in_force(RULEBOOK, region=None, at=at).rules
            report.add(f"{word} by {_rule(decision.reasons[0].rule, rules)}")

    def _invoice(self, project: Project, at: datetime) -> None:
        """Win the opportunity: out of the registration where that protects, else beside it, as it was sold all the same."""
        registration_id = self._registrations.get(project.row.number)
        if registration_id is None:
            return
        registration = DealRegistration.objects.get(id=registration_id)
        actor, currency = self.run.actor, project.row.get("currency")
        if registration.state == RegistrationState.APPROVED:
            opportunity_id = convert_registration(actor=actor, registration_id=registration_id, now=at)
            how = "under protection"
        else:
            if registration.state in WAITING_STATES:
                withdraw_registration(actor=actor, registration_id=registration_id, reason=_MOOT, now=at)
            opportunity_id = open_opportunity(actor=actor, draft=_opportunity(project, registration), now=at)
            how = "without protection"
        close_opportunity(actor=actor, opportunity_id=opportunity_id, won=True, now=at)
        self.run.report.add(f"opportunities won {how}")
        self.run.report.add_amount(f"{currency} won {how}", project.sold.amount)
        self.run.report.add_amount(f"{currency} lost to rounding", project.spend - project.sold.amount)

    def _partner(self, row: Row, at: datetime) -> UUID:
        """Return the partner that the supplier's name means, enrolled when it is first seen."""
        spelling = row.get("partner")
        if spelling not in self._partners:
            actor, country = self.run.actor, row.get("partner_country")
            with transaction.atomic():
                company = resolve_company(actor=actor, name=spelling, country=country, now=at)
                partner_id = find_ids_by_company([company.company_id]).get(company.company_id)
                if partner_id is None:
                    draft = PartnerDraft(
                        name=spelling,
                        company_id=company.company_id,
                        country=country,
                        types=("reseller",),
                        status=PartnerStatus.ACTIVE,
                    )
                    partner_id = enroll_partner(actor=actor, draft=draft, now=at)
                    if row.get("agreement"):
                        record_agreement(
                            actor=actor,
                            partner_id=partner_id,
                            version=row.get("agreement"),
                            signed_on=at.date(),
                            valid_until=None,
                            now=at,
                        )
            self._partners[spelling] = partner_id
        return self._partners[spelling]

    def _known(self, project: Project, partner_id: UUID, at: datetime) -> bool:
        said = {"company_name": project.row.get("company"), "description": project.row.get("description")}
        return DealRegistration.objects.filter(partner=partner_id, created_at=at, **said).exists()

    # --- What came of it --------------------------------------------------------------------------------------------------

    def _sum_up(self) -> None:
        report = self.run.report
        with acting_as(self.run.actor):
            ids = list(self._registrations.values())
            rows = DealRegistration.objects.filter(id__in=ids)
            report.add("provisionally protected later", rows.filter(is_provisional=True).count())
            for state in RegistrationState:
                if number := rows.filter(state=state).count():
                    report.add(f"in the end {state.label.lower()}", number)
        report.add("spellings of suppliers", len(self._partners))
        report.add("suppliers", len(set(self._partners.values())))
        report.add("spellings of customers", len(self._customers))
        report.add("customers", len(set(self._customers.values())))


def _draft(project: Project) -> RegistrationDraft:
    row = project.row
    return RegistrationDraft(
        company_name=row.get("company"),
        company_domain=row.get("company_domain"),
        company_country=row.get("company_country"),
        company_city=row.get("company_city"),
        division=row.get("division"),
        region=row.get("region"),
        type=row.get("type", RegistrationType.SOURCED),
        lines=tuple(LineDraft(family=family) for family in project.families),
        value=project.sold,
        close_on=project.closes_on,
        contact_name=row.get("contact_name"),
        contact_email=row.get("contact_email"),
        contact_phone=row.get("contact_phone"),
        description=row.get("description"),
        is_public_tender=row.get("is_public_tender", False),
    )


def _opportunity(project: Project, registration: DealRegistration) -> OpportunityDraft:
    if registration.company_id is None:
        raise ValueError("a submitted registration has a company")
    return OpportunityDraft(
        company_id=registration.company_id,
        name=registration.company_name,
        region=registration.region_id or region_of(registration.company_country),
        amount=project.sold,
        close_on=project.closes_on,
        lines=tuple(OpportunityLine(family=family) for family in project.families),
        partner_id=registration.partner_id,
    )


def _seller(partner_id: UUID, name: str) -> Actor:
    """Return somebody of the supplier; the file names nobody."""
    return Actor(kind=ActorKind.PARTNER, partner_id=partner_id, roles=frozenset({Role.SELLER}), name=name)


def _company_of(registration_id: UUID) -> UUID:
    company_id = DealRegistration.objects.values_list("company_id", flat=True).get(id=registration_id)
    if company_id is None:
        raise ValueError("a submitted registration has a company")
    return company_id


def _rule(rule: str, rules: DealRegistrationRules) -> str:
    return next((f"{rule} ({rung.kind.label})" for rung in rules.ladder if rung.rule == rule), rule)
