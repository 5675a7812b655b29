"""What this context hands out: companies as others may read them, and the answers of matching."""

from dataclasses import dataclass
from uuid import UUID

from steelyard.companies.policies import Prepared
from steelyard.companies.terms import Evidence, IdentifierScheme, MatchResult, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyCard:
    """A company as it is shown beside something else; to a partner that named a company unknown to it, in its own words."""

    id: UUID
    name: str
    domain: str = ""
    country: str = ""
    city: str = ""
    is_listed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyDraft:
    """A company as somebody describes it, before anything is known about which one it is."""

    name: str
    domain: str = ""
    country: str = ""
    city: str = ""
    display_name: str = ""
    website: str = ""
    industry: str = ""
    employees: int | None = None
    identifiers: tuple[tuple[IdentifierScheme, str], ...] = ()
    aliases: tuple[str, ...] = ()
    parent_id: UUID | None = None
    is_listed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownCompany:
    """A company as matching reads it, with everything that is said of it by anyone. Never shown to a partner."""

    card: CompanyCard
    number: int
    prepared: Prepared
    parent_id: UUID | None = None
    has_children: bool = False
    own_words: tuple[str, ...] = ()
    """What the asking partner has called this company before."""
    has_questions: bool = False
    """Whether somebody has wondered if it is the same as another."""

    @property
    def has_family(self) -> bool:
        return self.has_children or self.parent_id is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A known company that somebody may mean, with how sure that is and why. Never shown to a partner."""

    company: KnownCompany
    result: MatchResult

    @property
    def card(self) -> CompanyCard:
        return self.company.card

    @property
    def verdict(self) -> Verdict:
        return self.result.verdict

    @property
    def probability(self) -> float:
        return self.result.probability

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        return self.result.evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """Which company is meant by somebody's words, and which others it is close to. Facts for policies, not for partners.

    `related_ids` are of the same family (parents, subsidiaries, affiliates); `maybe_ids` may be the very same company, which
    a person has to say.
    """

    company_id: UUID
    name: str
    verdict: Verdict
    probability: float
    evidence: tuple[Evidence, ...] = ()
    related_ids: tuple[UUID, ...] = ()
    maybe_ids: tuple[UUID, ...] = ()
    is_new: bool = False
    close: tuple[Candidate, ...] = ()
    """The company that is meant, where it was known, and those that may be: with their evidence, for a person who imports."""
