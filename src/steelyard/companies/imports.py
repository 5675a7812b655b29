"""Importing companies: every row is the company it means, known before or new; what a known one lacks is added."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from steelyard.companies.cards import CompanyDraft, Resolution
from steelyard.companies.commands.completing import Completed, complete_companies
from steelyard.companies.commands.loading import resolve_companies
from steelyard.companies.drafts import clean_draft
from steelyard.companies.permissions import can_list_company
from steelyard.companies.policies import company_domain
from steelyard.companies.policies.scoring import normalize_identifier
from steelyard.companies.terms import IdentifierScheme
from steelyard.kernel.refusals import NotAllowed, Refusal
from steelyard.platform.imports import parsing
from steelyard.platform.imports.mapping import Field
from steelyard.platform.imports.running import Importer, Row, Run, register_importer

CREATED, KNOWN, VARIANT = "companies created", "companies known already", "of them under another name"
COMPLETED, UNCHANGED = "of them completed", "of them unchanged"
DOUBTFUL, SHARED_DOMAIN = (
    "created although perhaps known, waiting for a person",
    "domains that belong to no one company",
)
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
        drafts = [draft for row in rows if (draft := self._draft(row)) is not None]
        asked: dict[str, Any] = {"actor": self.run.actor, "now": self.run.now}
        found = resolve_companies(drafts=drafts, is_to_complete=True, **asked)
        known = [(one.company_id, draft) for one, draft in zip(found, drafts, strict=True) if not one.is_new]
        completed = complete_companies(described=known, **asked)
        for one in found:
            if one.is_new:
                self._count_new(one)
        for (_, draft), now_known in zip(known, completed, strict=True):
            self._count_known(draft, now_known)
        self.run.advance(len(rows))

    def finish(self) -> None:
        """Do nothing more: each batch is done with."""

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
        except Refusal as refusal:
            self.run.refuse(row, refusal)
            return None
        if draft.domain and not cleaned.domain:
            self.run.report.add(SHARED_DOMAIN)
        return cleaned

    def _count_new(self, one: Resolution) -> None:
        self.run.report.add(CREATED)
        if one.maybe_ids:
            self.run.report.add(DOUBTFUL)

    def _count_known(self, draft: CompanyDraft, completed: Completed) -> None:
        self.run.report.add(KNOWN)
        if draft.name not in completed.names:
            self.run.report.add(VARIANT)
        self.run.report.add(COMPLETED if completed.is_changed else UNCHANGED)


def web_address(cell: str) -> str:
    """Return the address with its scheme, or nothing where it leads to no company's site or is longer than any should be."""
    address = cell if "://" in cell else f"https://{cell}"
    is_kept = cell and len(address) <= 500 and company_domain(address) and address.startswith(("http://", "https://"))
    return address if is_kept else ""


register_importer(Importer(key="companies", fields=FIELDS, begin=CompanyLoader))
