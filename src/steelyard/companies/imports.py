"""Importing companies: every row is the company it means, known before or new; what a known one lacks is added."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from steelyard.companies.cards import CompanyDraft, Resolution
from steelyard.companies.commands.editing import add_domain, add_identifier, change_company, list_company
from steelyard.companies.commands.loading import resolve_companies
from steelyard.companies.drafts import clean_draft
from steelyard.companies.models import Company, CompanyIdentifier
from steelyard.companies.policies import company_domain
from steelyard.companies.policies.scoring import normalize_identifier
from steelyard.companies.terms import IdentifierScheme
from steelyard.kernel.refusals import Refusal
from steelyard.platform.imports import parsing
from steelyard.platform.imports.mapping import Field
from steelyard.platform.imports.running import Importer, Row, Run, register_importer

CREATED, KNOWN, VARIANT = "companies created", "companies known already", "of them under another name"
COMPLETED, UNCHANGED = "of them completed", "of them unchanged"
DOUBTFUL, SHARED_DOMAIN = (
    "created although perhaps known, waiting for a person",
    "domains that belong to no one company",
)
_COMPLETABLE = ("country", "city", "website", "industry", "employees")
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
        drafts = [(row, draft) for row in rows if (draft := self._draft(row)) is not None]
        found = resolve_companies(drafts=[draft for _, draft in drafts], actor=self.run.actor, now=self.run.now)
        known = Company.objects.in_bulk([one.company_id for one in found if not one.is_new])
        numbers = _numbers_of([one.company_id for one in found if not one.is_new])
        for (row, draft), one in zip(drafts, found, strict=True):
            if one.is_new:
                self._count_new(one)
            else:
                self._complete(row, draft, known[one.company_id], numbers.setdefault(one.company_id, set()))
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

    def _complete(self, row: Row, draft: CompanyDraft, company: Company, numbers: set[tuple[str, str]]) -> None:
        """Give a known company what it lacks; what it has, stays: a file does not overrule people."""
        lacking = {
            name: value for name in _COMPLETABLE if (value := getattr(draft, name)) and not getattr(company, name)
        }
        new_numbers = [one for one in draft.identifiers if (one[0].value, one[1]) not in numbers]
        is_to_list = draft.is_listed and not company.is_listed
        is_reached = bool(draft.domain) and not company.domain
        if not (lacking or new_numbers or is_to_list or is_reached):
            self._count_known(draft, company, UNCHANGED)
            return
        with self.run.row(row):
            asked: dict[str, Any] = {"company_id": company.id, "actor": self.run.actor, "now": self.run.now}
            if lacking:
                change_company(changes=lacking, **asked)
            if is_reached:
                add_domain(domain=draft.domain, **asked)
            for scheme, number in new_numbers:
                add_identifier(scheme=scheme, value=number, **asked)
            if is_to_list:
                list_company(**asked)
            self._count_known(draft, company, COMPLETED)
            # A later row of the same batch may mean the same company.
            numbers.update((scheme.value, number) for scheme, number in new_numbers)
            for name, value in lacking.items():
                setattr(company, name, value)
            company.domain = company.domain or draft.domain
            company.is_listed = company.is_listed or is_to_list

    def _count_known(self, draft: CompanyDraft, company: Company, word: str) -> None:
        self.run.report.add(KNOWN)
        if draft.name not in {company.name, company.display_name}:
            self.run.report.add(VARIANT)
        self.run.report.add(word)


def web_address(cell: str) -> str:
    """Return the address with its scheme, or nothing where it leads to no company's site or is longer than any should be."""
    address = cell if "://" in cell else f"https://{cell}"
    is_kept = cell and len(address) <= 500 and company_domain(address) and address.startswith(("http://", "https://"))
    return address if is_kept else ""


def _numbers_of(ids: Sequence[UUID]) -> dict[UUID, set[tuple[str, str]]]:
    numbers: dict[UUID, set[tuple[str, str]]] = {}
    rows = CompanyIdentifier.objects.filter(company__in=set(ids))
    for company_id, scheme, value in rows.values_list("company_id", "scheme", "value"):
        numbers.setdefault(company_id, set()).add((scheme, value))
    return numbers


register_importer(Importer(key="companies", fields=FIELDS, begin=CompanyLoader))
