"""Importing companies: every row is the company it means, known before or new; what a known one lacks is added."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from steelyard.companies.cards import CompanyDraft, Resolution
from steelyard.companies.commands.completing import Completed, complete_companies
from steelyard.companies.commands.loading import Newcomer, Pick, resolve_companies
from steelyard.companies.commands.undoing import remove_company, withdraw_facts
from steelyard.companies.drafts import clean_draft
from steelyard.companies.models import Company
from steelyard.companies.permissions import can_change_companies, can_list_company
from steelyard.companies.policies import company_domain
from steelyard.companies.policies.scoring import normalize_identifier
from steelyard.companies.terms import IdentifierScheme
from steelyard.companies.wording import say_evidence
from steelyard.kernel.actors import Actor
from steelyard.kernel.ids import public_id
from steelyard.kernel.refusals import NotAllowed, NotFound, Refusal, sentence
from steelyard.platform.imports import parsing
from steelyard.platform.imports.mapping import Field
from steelyard.platform.imports.running import Importer, Match, Row, Run, Told, register_importer
from steelyard.platform.imports.terms import NEW, Outcome

CREATED = sentence("companies created")
KNOWN = sentence("companies known already")
VARIANT = sentence("of them under another name")
COMPLETED = sentence("of them completed")
UNCHANGED = sentence("of them unchanged")
DOUBTFUL = sentence("created although perhaps known, waiting for a person")
SHARED_DOMAIN = sentence("domains that belong to no one company")
_SCHEMES = tuple(IdentifierScheme)

FIELDS = (
    Field(
        name="name",
        parse=parsing.line,
        is_required=True,
        aliases=("company", "company name", "account name", "account", "organization", "organisation", "legal name"),
    ),
    Field(name="display_name", parse=parsing.line, aliases=("short name", "trading name", "known as")),
    Field(name="domain", parse=parsing.line, longest=500, aliases=("company domain name", "web domain", "domain name")),
    Field(name="website", parse=parsing.line, longest=2000, aliases=("web site", "url", "homepage", "homepage_url")),
    Field(
        name="country",
        parse=parsing.country,
        aliases=("country code", "billing country", "billing_country", "country/region"),
    ),
    Field(name="city", parse=parsing.line, aliases=("town", "billing city", "billing_city")),
    Field(name="industry", parse=parsing.line, aliases=("sector", "vertical")),
    Field(
        name="employees",
        parse=parsing.number,
        aliases=("number of employees", "number_of_employees", "employee count", "headcount"),
    ),
    Field(name="aliases", parse=parsing.words, longest=2000, aliases=("other names", "former names")),
    Field(name="is_listed", parse=parsing.flag, aliases=("listed", "in directory", "target account")),
    Field(name="lei", parse=parsing.line, longest=50),
    Field(name="duns", parse=parsing.line, longest=50, aliases=("d-u-n-s", "duns number", "d-u-n-s number")),
    Field(name="registry", parse=parsing.line, longest=50, aliases=("registry number", "company number")),
    Field(name="vat", parse=parsing.line, longest=50, aliases=("vat number", "vat id", "tax id")),
    Field(name="isin", parse=parsing.line, longest=50),
)


@dataclass(slots=True)
class CompanyLoader:
    """Resolves each batch at once, then completes those that were known."""

    run: Run

    def load(self, rows: Sequence[Row]) -> None:
        """Resolve the rows that make sense, and add to known companies what they lack."""
        described = [(row, draft) for row in rows if (draft := self._draft(row)) is not None]
        drafts = [draft for _, draft in described]
        report = self.run.report
        asked: dict[str, Any] = {"actor": self.run.actor, "now": self.run.now, "is_rehearsal": report.is_dry_run}
        found = resolve_companies(
            drafts=drafts,
            is_to_complete=True,
            picks={place: pick for place, (row, _) in enumerate(described) if (pick := self._pick(row))},
            **asked,
        )
        known = [(one.company_id, draft) for one, draft in zip(found, drafts, strict=True) if not one.is_new]
        completed = iter(complete_companies(described=known, **asked))
        for (row, draft), one in zip(described, found, strict=True):
            if one.is_new:
                self._tell_new(row, one)
            else:
                self._tell_known(row, draft, one, next(completed))
        self.run.advance(len(rows))

    def finish(self) -> None:
        """Do nothing more: each batch is done with."""

    def _pick(self, row: Row) -> Pick | None:
        is_matched = self.run.options.get("match", True)
        return pick_of(row.choice) if is_matched or row.choice else Newcomer.NEW

    def _draft(self, row: Row) -> CompanyDraft | None:
        identifiers = tuple(
            (scheme, normalize_identifier(number)) for scheme in _SCHEMES if (number := row.get(scheme.value))
        )
        draft = CompanyDraft(
            name=row.get("name"),
            display_name=row.get("display_name"),
            domain=row.get("domain") or row.get("website"),
            country=row.get("country"),
            city=row.get("city"),
            website=web_address(row.get("website")),
            industry=row.get("industry")[:100],
            employees=row.get("employees", None),
            identifiers=tuple((scheme, number) for scheme, number in identifiers if number),
            aliases=row.get("aliases", ()),
            is_listed=row.get("is_listed", False),
        )
        try:
            cleaned = clean_draft(draft)
            if cleaned.is_listed and not can_list_company(self.run.actor):
                raise NotAllowed
            if isinstance(pick := pick_of(row.choice), UUID) and not Company.objects.filter(id=pick).exists():
                raise NotFound
        except Refusal as refusal:
            self.run.refuse(row, refusal)
            return None
        if draft.domain and not cleaned.domain:
            self.run.report.add(SHARED_DOMAIN)
        return cleaned

    def _tell_new(self, row: Row, one: Resolution) -> None:
        self.run.report.add(CREATED)
        if one.maybe_ids:
            self.run.report.add(DOUBTFUL)
        match = match_of(one) if one.maybe_ids and self.run.is_watched else None
        self.run.tell(row, Outcome.CREATED, one.company_id, match=match)

    def _tell_known(self, row: Row, draft: CompanyDraft, one: Resolution, completed: Completed) -> None:
        report, is_variant = self.run.report, draft.name not in completed.names
        report.add(KNOWN)
        if is_variant:
            report.add(VARIANT)
        report.add(COMPLETED if completed.is_changed else UNCHANGED)
        outcome = Outcome.UPDATED if completed.is_changed else Outcome.UNCHANGED
        match = match_of(one) if is_variant and one.close and self.run.is_watched else None
        self.run.tell(row, outcome, one.company_id, changes=completed.added, match=match)


def pick_of(choice: str) -> Pick | None:
    """Return which company a person chose for a row; an id that is none means none that is known."""
    if not choice:
        return None
    if choice == NEW:
        return Newcomer.NEW
    try:
        return Company.parse_id(choice)
    except NotFound:
        return UUID(int=0)


def match_of(one: Resolution) -> Match:
    """Return what a row was found to mean, in words that a person decides by."""
    same = None if one.is_new else one.close[0]
    others = [
        {
            "id": public_id(Company.PREFIX, other.card.id),
            "name": other.card.name,
            "probability": round(other.probability, 4),
            "evidence": [say_evidence(evidence) for evidence in other.evidence],
        }
        for other in one.close
        if other is not same
    ]
    return Match(
        id=public_id(Company.PREFIX, same.card.id) if same else "",
        name=same.card.name if same else "",
        verdict=one.verdict.value,
        probability=round(one.probability, 4),
        evidence=tuple(say_evidence(evidence) for evidence in same.evidence) if same else (),
        others=tuple(others),
    )


def take_back(actor: Actor, told: Told, now: datetime) -> None:
    """Undo what a row did: remove the company, or take its facts out of a known one."""
    assert told.subject_id is not None
    if told.outcome is Outcome.CREATED:
        remove_company(company_id=told.subject_id, actor=actor, now=now)
    else:
        withdraw_facts(company_id=told.subject_id, added=told.changes, actor=actor, now=now)


def web_address(cell: str) -> str:
    """Return the address with its scheme, or nothing where it leads to no company's site or is longer than any should be."""
    address = cell if "://" in cell else f"https://{cell}"
    is_kept = cell and len(address) <= 500 and company_domain(address) and address.startswith(("http://", "https://"))
    return address if is_kept else ""


register_importer(
    Importer(
        key="companies",
        label=sentence("Companies"),
        noun=Company.PREFIX,
        area="companies",
        fields=FIELDS,
        can_import=can_change_companies,
        take_back=take_back,
        begin=CompanyLoader,
        suggestions="companies:suggestions",
        options=("match",),
        options_in_parts=("match",),
    )
)
