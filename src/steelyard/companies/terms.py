"""The words of company identity: what is known about a company, and what comparing two of them can answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from steelyard.kernel.refusals import sentence

NO_IDENTIFIERS: Mapping["IdentifierScheme", str] = MappingProxyType({})


class IdentifierScheme(StrEnum):
    """A register whose numbers name one company each."""

    LEI = "lei"
    DUNS = "duns"
    REGISTRY = "registry"
    VAT = "vat"
    ISIN = "isin"


class Verdict(StrEnum):
    """What two company records are to each other."""

    SAME = "same"
    RELATED = "related"
    MAYBE = "maybe"
    NO = "no"


@dataclass(frozen=True, slots=True)
class CompanyProfile:
    """What is known about one company, as far as it helps to recognise it.

    `domains` are registrable domains (see `policies.registrable_domain`), `country` is ISO 3166-1 alpha-2, `parents` are
    names of companies this one is said to belong to. Everything but the name may be missing.
    """

    name: str
    aliases: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    country: str | None = None
    city: str | None = None
    identifiers: Mapping[IdentifierScheme, str] = field(default_factory=lambda: NO_IDENTIFIERS)
    parents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """One observation about a pair. `weight` is in natural log-odds: above zero speaks for the same company.

    `policies.explain` says it as a sentence.
    """

    code: str
    params: Mapping[str, str]
    weight: float


@dataclass(frozen=True, slots=True)
class MatchResult:
    """The answer to "are these two the same company?": `probability` is that of *same*, `related_probability` of *related*."""

    verdict: Verdict
    probability: float
    related_probability: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class MatchThresholds:
    """Where probabilities become verdicts; a program may set its own.

    The two errors do not cost the same. A false *same* shows one partner that another is working on an account, or blocks a
    deal that was free: it cannot be taken back. A false *no* protects two partners on one account and pays twice: it is found
    at the latest when the invoice is matched. Hence `same` asks for much, and what lies between goes to a person as *maybe*.

    `same`: at or above this probability two records are one company. With 0.80, one more false *same* is accepted for every
    four true ones that would otherwise wait for a person.
    `related`: at or above this probability of being the same *or* of one family, and more likely family than same.
    `maybe`: at or above this, the pair is worth a person's glance; below it is *no*.
    """

    same: float = 0.80
    related: float = 0.70
    maybe: float = 0.30

    def __post_init__(self) -> None:
        if not 0 < self.maybe <= self.related <= 1 or not self.maybe <= self.same <= 1:
            raise ValueError("thresholds must satisfy 0 < maybe <= related <= 1 and maybe <= same <= 1")


MERGE_FIELDS = (
    *("name", "display_name", "domain", "country", "city", "website"),
    *("industry", "employees", "parent", "is_listed"),
)
"""The facts of which a merged company keeps one: for each a person says whose."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeChoice:
    """What a person chose about a merge: the facts taken from the merged company, and what of it stays behind.

    `left` are the names (`name:<id>`), domains (`domain:<domain>`) and numbers (`identifier:<scheme>:<value>`) that the survivor
    does not take over; what a partner typed always follows, because the partner knows the company by it.
    """

    taken: frozenset[str] = frozenset()
    left: frozenset[str] = frozenset()


# --- Quality of data ------------------------------------------------------------------------------------------------------


class CompanyPart(StrEnum):
    """A part of the score of a company's data."""

    COMPLETENESS = "completeness"
    FRESHNESS = "freshness"
    IDENTITY = "identity"
    DUPLICATES = "duplicates"

    @property
    def label(self) -> str:
        return _PART_LABELS[self]


_PART_LABELS = {
    CompanyPart.COMPLETENESS: sentence("Completeness"),
    CompanyPart.FRESHNESS: sentence("Freshness"),
    CompanyPart.IDENTITY: sentence("Domains and identifiers"),
    CompanyPart.DUPLICATES: sentence("Free of duplicates"),
}
WEIGHTS: Mapping[CompanyPart, int] = MappingProxyType(
    {
        CompanyPart.COMPLETENESS: 40,
        CompanyPart.FRESHNESS: 20,
        CompanyPart.IDENTITY: 30,
        CompanyPart.DUPLICATES: 10,
    }
)
"""How many of the hundred points each part is worth."""
FRESH_DAYS, STALE_DAYS = 365, 1095
"""For how many days after a change a record is fresh, and after how many nothing of that is left."""
QUESTION_COST = Decimal("0.5")
"""Which share an open question whether the company is there twice takes."""
ASKED = ("domain", "country", "city", "website", "industry", "employees")
"""What a complete record says."""
FORMS: Mapping[IdentifierScheme, str] = MappingProxyType(
    {
        IdentifierScheme.LEI: "^[A-Z0-9]{18}[0-9]{2}$",
        IdentifierScheme.DUNS: "^[0-9]{9}$",
        IdentifierScheme.REGISTRY: "^.{3,}$",
        IdentifierScheme.VAT: "^[A-Z]{2}[A-Z0-9]{2,13}$",
        IdentifierScheme.ISIN: "^[A-Z]{2}[A-Z0-9]{9}[0-9]$",
    }
)
"""How a number in each register is written, as it is kept: without signs between, in capitals."""
