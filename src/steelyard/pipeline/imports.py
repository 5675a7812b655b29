"""Importing opportunities: open ones and closed ones, as a CRM keeps them; a row that comes again changes what changed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

from steelyard.companies.public import CompanyDraft, clean_draft, resolve_companies
from steelyard.identity.public import list_host_people
from steelyard.kernel.actors import Actor
from steelyard.kernel.money import Money
from steelyard.kernel.refusals import InvalidInput, Refusal, sentence
from steelyard.partners.public import find_id, get_partner
from steelyard.pipeline import queries
from steelyard.pipeline.commands import (
    change_opportunity,
    close_lost,
    close_won,
    move_stage,
    open_opportunity,
    remove_opportunity,
)
from steelyard.pipeline.models import Opportunity
from steelyard.pipeline.permissions import can_change_all_terms
from steelyard.pipeline.refusals import UnknownStage
from steelyard.pipeline.terms import ForecastCategory, LineDraft, LostReason, OpportunityDraft, StageKind
from steelyard.platform.imports import parsing
from steelyard.platform.imports.mapping import Field
from steelyard.platform.imports.refusals import NotTakenBack
from steelyard.platform.imports.running import Importer, Row, Run, Told, register_importer
from steelyard.platform.imports.terms import Outcome
from steelyard.platform.jobs import settle_history
from steelyard.program.public import list_product_families, region_of

OPENED = sentence("opportunities opened")
CHANGED = sentence("opportunities changed")
UNCHANGED = sentence("opportunities unchanged")
WON = sentence("of them won")
LOST = sentence("of them lost")
E = TypeVar("E", bound=StrEnum)


def _one_of(words: type[E]) -> Callable[[str], E]:
    def parse(cell: str) -> E:
        try:
            return words(cell.strip().lower().replace(" ", "_"))
        except ValueError as error:
            raise ValueError(f"not one of {', '.join(words)}") from error

    return parse


FIELDS = (
    Field(
        name="name",
        parse=parsing.line,
        is_required=True,
        aliases=("opportunity", "opportunity name", "deal name", "dealname", "deal"),
    ),
    Field(
        name="external_id",
        parse=parsing.line,
        longest=100,
        aliases=("external id", "id", "record id", "opportunity id", "deal id", "deal_id"),
    ),
    Field(
        name="company",
        parse=parsing.line,
        is_required=True,
        aliases=("account", "account name", "customer", "company name", "associated company"),
    ),
    Field(name="company_domain", parse=parsing.line, longest=500, aliases=("domain", "website", "company domain name")),
    Field(name="company_country", parse=parsing.country, aliases=("country", "billing country", "country code")),
    Field(name="partner", parse=parsing.line, aliases=("partner name", "partner id", "partner account", "reseller")),
    Field(name="owner", parse=parsing.email, aliases=("owner email", "opportunity owner", "deal owner", "owner mail")),
    Field(name="region", parse=parsing.line, longest=20, aliases=("territory",)),
    Field(name="amount", parse=parsing.amount, is_required=True, aliases=("value", "deal value", "expected revenue")),
    Field(
        name="currency",
        parse=parsing.currency,
        is_required=True,
        aliases=("currency code", "currencyisocode", "deal_currency_code"),
    ),
    Field(
        name="close_on",
        parse=parsing.day,
        is_required=True,
        aliases=("close date", "closedate", "close_date", "closing date", "expected close date"),
    ),
    Field(name="stage", parse=parsing.line, aliases=("stage name", "stagename", "deal stage", "dealstage", "status")),
    Field(
        name="opened_at",
        parse=parsing.instant,
        aliases=("created", "created at", "create date", "createdate", "created date", "created time", "opened"),
    ),
    Field(name="closed_at", parse=parsing.instant, aliases=("closed", "closed at", "closed on", "hs_closed_date")),
    Field(
        name="families",
        parse=parsing.words,
        longest=1000,
        aliases=("family", "product", "products", "product family", "product line"),
    ),
    Field(name="next_step", parse=parsing.line, longest=500, aliases=("next step", "nextstep")),
    Field(name="lost_reason", parse=_one_of(LostReason), aliases=("loss reason", "closed lost reason")),
    Field(name="order_reference", parse=parsing.line, longest=100, aliases=("order", "order number", "po number")),
)


@dataclass(slots=True)
class OpportunityLoader:
    """Opens each row's opportunity at its instant, and closes the closed ones at theirs."""

    run: Run
    _stages: dict[str, tuple[str, StageKind]] = field(default_factory=dict)
    _families: dict[str, str] = field(default_factory=dict)
    _owners: dict[str, UUID] = field(default_factory=dict)

    def load(self, rows: Sequence[Row]) -> None:
        """Resolve the companies of the batch at once, then do one row after the other; nobody is told about history."""
        self._read_words()
        companies = self._resolve(rows)
        for row in rows:
            if row.number in companies:
                with self.run.row(row):
                    self._do(row, companies[row.number])
        settle_history()
        self.run.advance(len(rows))

    def finish(self) -> None:
        """Do nothing more: each batch is done with."""

    def _do(self, row: Row, company_id: UUID) -> None:
        draft, kind = self._draft(row, company_id), self._stage(row)[1]
        opened_at = row.get("opened_at", None) or self._before_close(row, kind)
        if opened_at > self.run.now:
            raise InvalidInput(fields={"opened_at": sentence("This lies in the future.")})
        known = self._find(draft, row)
        if known is None:
            opportunity_id = open_opportunity(actor=self.run.actor, draft=draft, now=opened_at)
            self._close(row, opportunity_id, kind, opened_at)
            self.run.report.add(OPENED)
            self.run.report.add_amount(f"{draft.amount.currency} in opportunities", draft.amount.amount)
            self.run.tell(row, Outcome.CREATED, opportunity_id)
        else:
            before = _terms_before(known)
            is_changed = self._change(row, known, draft, kind)
            self.run.report.add(CHANGED if is_changed else UNCHANGED)
            if is_changed:
                self.run.tell(row, Outcome.UPDATED, known.id, changes={**before, "is_closed": not known.is_open})
            else:
                self.run.tell(row, Outcome.UNCHANGED, known.id)

    def _close(self, row: Row, opportunity_id: UUID, kind: StageKind, opened_at: datetime) -> None:
        if kind is StageKind.OPEN:
            return
        closed_at = max(opened_at, min(row.get("closed_at", None) or _first_of(row), self.run.now))
        if kind is StageKind.WON:
            close_won(
                actor=self.run.actor,
                opportunity_id=opportunity_id,
                order_reference=row.get("order_reference"),
                now=closed_at,
            )
            self.run.report.add(WON)
        else:
            reason = row.get("lost_reason", LostReason.OTHER)
            close_lost(actor=self.run.actor, opportunity_id=opportunity_id, reason=reason, now=closed_at)
            self.run.report.add(LOST)

    def _change(self, row: Row, known: Opportunity, draft: OpportunityDraft, kind: StageKind) -> bool:
        """Bring a known opportunity to what the row says, and tell whether that was different. A closed one stays as it is."""
        if not known.is_open:
            return False
        before, now, actor = known.version, self.run.now, self.run.actor
        terms = replace(
            queries.terms_of(known),
            name=draft.name,
            amount=draft.amount,
            close_on=draft.close_on,
            lines=draft.lines or queries.terms_of(known).lines,
            next_step=draft.next_step or known.next_step,
        )
        change_opportunity(actor=actor, opportunity_id=known.id, terms=terms, now=now)
        if kind is StageKind.OPEN and draft.stage and draft.stage != known.stage_id:
            move_stage(actor=actor, opportunity_id=known.id, stage=draft.stage, now=now)
        self._close(row, known.id, kind, known.opened_at)
        known.refresh_from_db()
        return known.version != before

    def _draft(self, row: Row, company_id: UUID) -> OpportunityDraft:
        if row.get("amount") < 0:
            raise InvalidInput(fields={"amount": sentence("The amount of an opportunity is not negative.")})
        partner_id = find_id(row.get("partner")) if row.get("partner") else None
        if row.get("partner") and partner_id is None:
            raise InvalidInput(fields={"partner": sentence("No partner, or more than one, is called that.")})
        owner = row.get("owner")
        if owner and owner not in self._owners:
            raise InvalidInput(fields={"owner": sentence("Nobody of our own company has this address.")})
        stage, kind = self._stage(row)
        region = row.get("region") or region_of(row.get("company_country"))
        if not region and partner_id:
            region = get_partner(partner_id, at=self.run.now).region
        return OpportunityDraft(
            company_id=company_id,
            name=row.get("name"),
            region=region,
            amount=Money(row.get("amount"), row.get("currency")),
            close_on=row.get("close_on"),
            lines=tuple(LineDraft(family=family) for family in dict.fromkeys(self._family(row))),
            partner_id=partner_id,
            owner_id=self._owners.get(owner),
            stage=stage if kind is StageKind.OPEN else "",
            next_step=row.get("next_step"),
            forecast_category=ForecastCategory.PIPELINE,
            external_id=row.get("external_id"),
        )

    def _find(self, draft: OpportunityDraft, row: Row) -> Opportunity | None:
        """Return the opportunity that the row means: by external id, or else by company, name and partner."""
        if draft.external_id:
            return Opportunity.objects.filter(external_id=draft.external_id).first()
        same = Opportunity.objects.filter(company=draft.company_id, name=draft.name, partner=draft.partner_id)
        opened_at = row.get("opened_at", None)
        return (same.filter(opened_at=opened_at) if opened_at else same).first()

    def _before_close(self, row: Row, kind: StageKind) -> datetime:
        """Return when an opportunity was opened of which the file says only when it closes."""
        return self.run.now if kind is StageKind.OPEN else min(_first_of(row), self.run.now)

    def _resolve(self, rows: Sequence[Row]) -> dict[int, UUID]:
        drafts: list[tuple[Row, CompanyDraft]] = []
        for row in rows:
            said = {name: row.get(f"company_{name}") for name in ("domain", "country")}
            try:
                drafts.append((row, clean_draft(CompanyDraft(name=row.get("company"), **said))))
            except Refusal as refusal:
                self.run.refuse(row, refusal)
        found = resolve_companies(
            drafts=[draft for _, draft in drafts],
            actor=self.run.actor,
            now=self.run.now,
            is_rehearsal=self.run.report.is_dry_run,
        )
        return {row.number: one.company_id for (row, _), one in zip(drafts, found, strict=True)}

    def _read_words(self) -> None:
        if not self._stages:
            for stage in queries.list_stages():
                self._stages[stage.key] = self._stages[stage.name.lower()] = (stage.key, StageKind(stage.kind))
            won = next((stage for stage in self._stages.values() if stage[1] is StageKind.WON), None)
            lost = next((stage for stage in self._stages.values() if stage[1] is StageKind.LOST), None)
            for words, closing in ((("closed won", "closedwon"), won), (("closed lost", "closedlost"), lost)):
                self._stages |= {word: closing for word in words if closing}
            self._families = {word: f.key for f in list_product_families() for word in (f.key, f.name.lower())}
            self._owners = {person.email.lower(): person.id for person in list_host_people() if person.id}

    def _stage(self, row: Row) -> tuple[str, StageKind]:
        word = row.get("stage").lower()
        if not word:
            return "", StageKind.OPEN
        if word not in self._stages:
            raise UnknownStage(key=row.get("stage"), fields={"stage": UnknownStage.text})
        return self._stages[word]

    def _family(self, row: Row) -> list[str]:
        # What the program does not know is refused, with its name, when the opportunity is opened.
        return [self._families.get(word.lower(), word) for word in row.get("families", ())]


def _first_of(row: Row) -> datetime:
    return datetime.combine(row.get("close_on"), time(), UTC)


def _terms_before(known: Opportunity) -> dict[str, Any]:
    """Return what a row may change on an opportunity, as it is before."""
    terms = queries.terms_of(known)
    return {
        "name": terms.name,
        "amount": str(terms.amount.amount),
        "currency": terms.amount.currency,
        "close_on": terms.close_on.isoformat(),
        "next_step": terms.next_step,
        "lines": [(line.family, None if line.amount is None else str(line.amount)) for line in terms.lines],
        "stage": known.stage_id,
    }


def take_back(actor: Actor, told: Told, now: datetime) -> None:
    """Undo what a row did: remove the opportunity, or give it back its terms and stage; one that was closed stays closed."""
    assert told.subject_id is not None
    if told.outcome is Outcome.CREATED:
        remove_opportunity(actor=actor, opportunity_id=told.subject_id, now=now)
        return
    before = told.changes
    if before.get("is_closed", True):
        raise NotTakenBack
    opportunity = queries.get_opportunity(actor, told.subject_id)
    terms = replace(
        queries.terms_of(opportunity),
        name=before["name"],
        amount=Money(Decimal(before["amount"]), before["currency"]),
        close_on=date.fromisoformat(before["close_on"]),
        next_step=before["next_step"],
        lines=tuple(
            LineDraft(family=family, amount=None if amount is None else Decimal(amount))
            for family, amount in before["lines"]
        ),
    )
    change_opportunity(actor=actor, opportunity_id=opportunity.id, terms=terms, now=now)
    if opportunity.stage_id != before["stage"]:
        move_stage(actor=actor, opportunity_id=opportunity.id, stage=before["stage"], now=now)


register_importer(
    Importer(
        key="opportunities",
        label=sentence("Opportunities"),
        noun=Opportunity.PREFIX,
        area="pipeline",
        fields=FIELDS,
        can_import=can_change_all_terms,
        take_back=take_back,
        begin=OpportunityLoader,
    )
)
