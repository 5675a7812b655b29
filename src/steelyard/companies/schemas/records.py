"""Companies as programs read and write them. Partners get the fields of `CompanyOut` only."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from steelyard.companies.cards import Candidate, CompanyCard
from steelyard.companies.models import Company
from steelyard.companies.policies import explain
from steelyard.companies.queries.records import CompanyRecord, CompanyRow
from steelyard.companies.terms import IdentifierScheme, Verdict
from steelyard.kernel.ids import public_id
from steelyard.platform.http.schemas import Body, Line, Schema

Country = Annotated[str, Field(pattern="^([A-Za-z]{2})?$", examples=["DE"], description="ISO 3166-1 alpha-2.")]
Domain = Annotated[Line, Field(max_length=253, examples=["acme.example"])]


class CompanyOut(Schema):
    """A company as everyone who may see it reads it."""

    id: str
    name: str
    domain: str
    country: str
    city: str
    is_listed: bool = Field(description="In the directory that partners search.")
    updated_at: datetime | None = Field(None, description="When its record was changed last; for the host.")
    merged_into: str | None = Field(
        None, description="The company that it was merged into; it is listed only with `updated_since`."
    )

    @classmethod
    def of(cls, card: CompanyCard) -> "CompanyOut":
        """Return the card for the API."""
        return cls(
            id=public_id(Company.PREFIX, card.id),
            name=card.name,
            domain=card.domain,
            country=card.country,
            city=card.city,
            is_listed=card.is_listed,
        )

    @classmethod
    def of_row(cls, row: CompanyRow, *, is_host: bool) -> "CompanyOut":
        """Return a line of a list for the API."""
        merged_into = public_id(Company.PREFIX, row.merged_into_id) if row.merged_into_id else None
        known = {"updated_at": row.updated_at, "merged_into": merged_into} if is_host else {}
        return cls.of(row.card).model_copy(update=known)


class NameOut(Schema):
    """Another name of a company."""

    text: str
    kind: str


class IdentifierOut(Schema):
    """A company's number in a register."""

    scheme: IdentifierScheme
    value: str


class CompanyDetailOut(CompanyOut):
    """A company as the host reads it; the fields beyond `CompanyOut` are null for partners."""

    legal_name: str | None = None
    website: str | None = None
    industry: str | None = None
    employees: int | None = None
    created_at: datetime | None = None
    parent: CompanyOut | None = None
    children: list[CompanyOut] | None = None
    names: list[NameOut] | None = None
    domains: list[str] | None = None
    identifiers: list[IdentifierOut] | None = None

    @classmethod
    def of_record(cls, record: CompanyRecord) -> "CompanyDetailOut":
        """Return the whole record for the API."""
        return cls(
            **CompanyOut.of(record.card).model_dump(exclude={"updated_at"}),
            updated_at=record.updated_at,
            legal_name=record.legal_name,
            website=record.website,
            industry=record.industry,
            employees=record.employees,
            created_at=record.created_at,
            parent=CompanyOut.of(record.parent) if record.parent else None,
            children=[CompanyOut.of(child) for child in record.children],
            names=[NameOut(text=name.text, kind=name.kind) for name in record.names],
            domains=list(record.domains),
            identifiers=[
                IdentifierOut(scheme=IdentifierScheme(scheme), value=value) for scheme, value in record.identifiers
            ],
        )


class CompanyIn(Body):
    """A company to make known."""

    name: Annotated[Line, Field(min_length=1)]
    display_name: Line = ""
    domain: Domain = ""
    country: Country = ""
    city: Annotated[Line, Field(max_length=100)] = ""
    website: Annotated[Line, Field(max_length=500)] = ""
    industry: Annotated[Line, Field(max_length=100)] = ""
    employees: Annotated[int, Field(ge=0, le=10_000_000)] | None = None
    aliases: Annotated[list[Line], Field(max_length=50)] = []
    identifiers: dict[IdentifierScheme, Annotated[Line, Field(max_length=50)]] = {}
    parent_id: str | None = None
    is_listed: bool = False


class CompanyPatch(Body):
    """The facts to change; what is left out stays."""

    name: Annotated[Line, Field(min_length=1)] | None = None
    display_name: Line | None = None
    country: Country | None = None
    city: Annotated[Line, Field(max_length=100)] | None = None
    website: Annotated[Line, Field(max_length=500)] | None = None
    industry: Annotated[Line, Field(max_length=100)] | None = None
    employees: Annotated[int, Field(ge=0, le=10_000_000)] | None = None
    is_listed: bool | None = None
    parent_id: str | None = Field(None, description="The owner; an empty text for none.")


class MatchIn(Body):
    """A company as somebody describes it."""

    name: Annotated[Line, Field(min_length=1)]
    domain: Domain = ""
    country: Country = ""
    limit: Annotated[int, Field(ge=1, le=12)] = 5


class MatchEvidenceOut(Schema):
    """One observation about the pair; above zero its weight speaks for the same company."""

    code: str
    text: str
    weight: float


class CandidateOut(Schema):
    """A known company that may be meant."""

    company: CompanyOut
    verdict: Verdict
    probability: float
    evidence: list[MatchEvidenceOut]

    @classmethod
    def of(cls, candidate: Candidate) -> "CandidateOut":
        """Return the candidate for the API."""
        return cls(
            company=CompanyOut.of(candidate.card),
            verdict=candidate.verdict,
            probability=round(candidate.probability, 4),
            evidence=[MatchEvidenceOut(code=e.code, text=explain(e), weight=e.weight) for e in candidate.evidence],
        )


class MatchOut(Schema):
    """The known companies closest to the description, most probable first."""

    candidates: list[CandidateOut]


class SuggestionsOut(Schema):
    """Companies that begin with what was typed, best first."""

    items: list[CompanyOut]
