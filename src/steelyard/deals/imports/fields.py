"""The columns of registrations, by the words of this program and of the usual CRMs."""

from collections.abc import Callable
from enum import StrEnum
from typing import TypeVar

from steelyard.deals.terms import ClosureCode, RegistrationState, RegistrationType
from steelyard.platform.imports import parsing
from steelyard.platform.imports.mapping import Field

E = TypeVar("E", bound=StrEnum)


def _one_of(words: type[E]) -> Callable[[str], E]:
    def parse(cell: str) -> E:
        try:
            return words(cell.strip().lower().replace(" ", "_").replace("-", "_"))
        except ValueError as error:
            raise ValueError(f"not one of {', '.join(words)}") from error

    return parse


FIELDS = (
    Field(
        name="partner",
        parse=parsing.line,
        is_required=True,
        aliases=("partner name", "partner id", "reseller", "supplier"),
    ),
    Field(
        name="company",
        parse=parsing.line,
        is_required=True,
        aliases=("customer", "customer name", "account", "account name", "company name", "end customer"),
    ),
    Field(name="company_domain", parse=parsing.line, longest=500, aliases=("domain", "website", "customer domain")),
    Field(name="company_country", parse=parsing.country, aliases=("country", "customer country", "billing country")),
    Field(name="company_city", parse=parsing.line, aliases=("city", "customer city")),
    Field(name="partner_country", parse=parsing.country),
    Field(name="division", parse=parsing.line, aliases=("department", "sub-division", "business unit")),
    Field(name="region", parse=parsing.line, longest=20, aliases=("territory",)),
    Field(name="type", parse=_one_of(RegistrationType), aliases=("role", "deal type", "registration type")),
    Field(
        name="families",
        parse=parsing.words,
        is_required=True,
        longest=1000,
        aliases=("family", "product", "products", "product family", "product line", "product lines"),
    ),
    Field(
        name="value",
        parse=parsing.amount,
        is_required=True,
        aliases=("amount", "deal value", "deal size", "expected revenue", "estimated value"),
    ),
    Field(
        name="currency",
        parse=parsing.currency,
        is_required=True,
        aliases=("currency code", "deal_currency_code", "currencyisocode"),
    ),
    Field(
        name="close_on", parse=parsing.day, aliases=("close date", "closedate", "closing date", "expected close date")
    ),
    Field(name="contact_name", parse=parsing.line, aliases=("contact", "customer contact")),
    Field(name="contact_email", parse=parsing.email, aliases=("contact mail", "email")),
    Field(name="contact_phone", parse=parsing.line, longest=50, aliases=("phone",)),
    Field(name="description", longest=5000, aliases=("project", "deal name", "dealname", "notes")),
    Field(name="is_public_tender", parse=parsing.flag, aliases=("public tender", "tender")),
    Field(
        name="submitted_at",
        parse=parsing.instant,
        is_required=True,
        aliases=(
            "submitted",
            "submitted on",
            "registered on",
            "created at",
            "create date",
            "createdate",
            "created time",
        ),
    ),
    Field(name="state", parse=_one_of(RegistrationState), aliases=("status", "registration status")),
    Field(name="closure_code", parse=_one_of(ClosureCode), aliases=("closure", "closed because")),
    Field(name="closure_reason", parse=parsing.line, longest=1000, aliases=("reason", "rejection reason")),
    Field(name="decided_at", parse=parsing.instant, aliases=("decided", "decided on", "approved on", "approval date")),
    Field(
        name="protected_until",
        parse=parsing.instant,
        aliases=("protected until", "expires on", "expiry date", "expiration date", "valid until"),
    ),
    Field(name="closed_at", parse=parsing.instant, aliases=("closed", "closed on")),
    Field(name="agreement", parse=parsing.line, longest=50, help="Replay: what the partner signed to take part."),
)
