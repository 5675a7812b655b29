"""A deal as a partner describes it: to submit, or to see what a submission can expect."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from steelyard.deals.drafts import EvidenceDraft, LineDraft, RegistrationDraft
from steelyard.deals.schemas.evidence import EvidenceIn
from steelyard.deals.schemas.fields import Country, Domain, FamilyKey, Mail, OnBehalf, RegionKey, Version
from steelyard.deals.terms import EvidenceKind, RegistrationType
from steelyard.kernel.ids import parse_public_id
from steelyard.kernel.money import Money
from steelyard.platform.http.schemas import Amount, Body, Line, MoneySchema, Text

NOTHING = Money(Decimal(0), "EUR")


class CustomerIn(Body):
    """The customer: its name as you know it, or a company picked from the list (`id`)."""

    id: Annotated[str, Field(max_length=60, examples=["company_01jd…"])] = ""
    name: Line = ""
    domain: Domain = ""
    country: Country = ""
    city: Line = ""


class RegistrationLineIn(Body):
    """A product family with its share of the value."""

    family: FamilyKey
    value: Amount | None = None


class ContactIn(Body):
    """Whom the partner talks to at the customer; a mail address or a phone number is needed."""

    name: Line
    email: Mail = ""
    phone: Annotated[Line, Field(max_length=50)] = ""
    title: Line = ""


class RegistrationIn(Body):
    """A deal as a partner describes it."""

    company: CustomerIn
    division: Annotated[Line, Field(description="A part of the company; empty is the whole.")] = ""
    region: Annotated[RegionKey, Field(description="Empty is the region of the customer's country.")] = ""
    type: RegistrationType = RegistrationType.SOURCED
    lines: Annotated[list[RegistrationLineIn], Field(min_length=1, max_length=50)]
    value: MoneySchema
    close_on: date
    contact: ContactIn
    description: Text = ""
    is_public_tender: bool = False
    evidence: Annotated[list[EvidenceIn], Field(max_length=20)] = []

    def draft(self) -> RegistrationDraft:
        """Return the deal. Raises: NotFound for an id that is none."""
        return RegistrationDraft(
            company_name=self.company.name,
            company_domain=self.company.domain,
            company_country=self.company.country,
            company_city=self.company.city,
            company_id=parse_public_id("company", self.company.id) if self.company.id else None,
            division=self.division,
            region=self.region,
            type=self.type,
            lines=tuple(LineDraft(family=line.family, value=line.value) for line in self.lines),
            value=Money(self.value.amount, self.value.currency),
            close_on=self.close_on,
            contact_name=self.contact.name,
            contact_email=self.contact.email,
            contact_phone=self.contact.phone,
            contact_title=self.contact.title,
            description=self.description,
            is_public_tender=self.is_public_tender,
            evidence=tuple(piece.draft() for piece in self.evidence),
        )


class SubmissionIn(RegistrationIn):
    """A deal to register, for the key's own partner, or by the host on behalf of another."""

    partner: OnBehalf = ""
    owner: Annotated[
        str,
        Field(max_length=60, description="The partner's person who owns it; its administrators hear of one without."),
    ] = ""
    draft_id: Annotated[str, Field(max_length=60, description="A kept draft that becomes the registration.")] = ""
    version: Version = None


class PreviewIn(Body):
    """As much of a deal as is known so far."""

    partner: OnBehalf = ""
    company: CustomerIn
    division: Line = ""
    region: RegionKey = ""
    type: RegistrationType = RegistrationType.SOURCED
    lines: Annotated[list[FamilyKey], Field(max_length=50)] = []
    value: MoneySchema | None = None
    is_public_tender: bool = False
    evidence: Annotated[list[EvidenceKind], Field(max_length=20)] = []

    def draft(self, today: date) -> RegistrationDraft:
        """Return the deal as far as it is known. Raises: NotFound for an id that is none."""
        value = Money(self.value.amount, self.value.currency) if self.value else NOTHING
        return RegistrationDraft(
            company_name=self.company.name,
            company_domain=self.company.domain,
            company_country=self.company.country,
            company_id=parse_public_id("company", self.company.id) if self.company.id else None,
            division=self.division,
            region=self.region,
            type=self.type,
            lines=tuple(LineDraft(family=family) for family in dict.fromkeys(self.lines)),
            value=value,
            close_on=today,
            is_public_tender=self.is_public_tender,
            evidence=tuple(EvidenceDraft(kind=kind) for kind in self.evidence),
        )
