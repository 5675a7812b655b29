"""The words of the pipeline: stages, outcomes, forecast categories, activities."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from steelyard.kernel.money import Money
from steelyard.kernel.refusals import sentence


class StageKind(StrEnum):
    """What a stage means to the books, whatever a program calls it."""

    OPEN = "open"
    WON = "won"
    LOST = "lost"


@dataclass(frozen=True, slots=True, kw_only=True)
class StageDefinition:
    """A stage: its place, its name, and how likely an opportunity in it is won. Units: `probability` 0..1."""

    key: str
    name: str
    kind: StageKind
    position: int
    probability: Decimal


STARTING_STAGES: tuple[StageDefinition, ...] = (
    StageDefinition(
        key="qualify", name=sentence("Qualify"), kind=StageKind.OPEN, position=1, probability=Decimal("0.10")
    ),
    StageDefinition(
        key="discover", name=sentence("Discover"), kind=StageKind.OPEN, position=2, probability=Decimal("0.25")
    ),
    StageDefinition(
        key="propose", name=sentence("Propose"), kind=StageKind.OPEN, position=3, probability=Decimal("0.50")
    ),
    StageDefinition(
        key="negotiate", name=sentence("Negotiate"), kind=StageKind.OPEN, position=4, probability=Decimal("0.75")
    ),
    StageDefinition(key="won", name=sentence("Won"), kind=StageKind.WON, position=5, probability=Decimal("1.00")),
    StageDefinition(key="lost", name=sentence("Lost"), kind=StageKind.LOST, position=6, probability=Decimal("0.00")),
)
"""What a new installation starts with; names and probabilities are the program's to change."""


class ForecastCategory(StrEnum):
    """How firmly the owner puts an opportunity into the forecast."""

    OMITTED = "omitted"
    PIPELINE = "pipeline"
    BEST_CASE = "best_case"
    COMMIT = "commit"
    CLOSED = "closed"


FORECAST_NAMES: dict[ForecastCategory, str] = {
    ForecastCategory.OMITTED: sentence("Omitted"),
    ForecastCategory.PIPELINE: sentence("Pipeline"),
    ForecastCategory.BEST_CASE: sentence("Best case"),
    ForecastCategory.COMMIT: sentence("Commit"),
    ForecastCategory.CLOSED: sentence("Closed"),
}


class LostReason(StrEnum):
    """Why an opportunity was lost."""

    COMPETITOR = "competitor"
    PRICE = "price"
    NO_BUDGET = "no_budget"
    NO_DECISION = "no_decision"
    PRODUCT_FIT = "product_fit"
    TIMING = "timing"
    OTHER = "other"


LOST_REASON_NAMES: dict[LostReason, str] = {
    LostReason.COMPETITOR: sentence("Lost to a competitor"),
    LostReason.PRICE: sentence("Price"),
    LostReason.NO_BUDGET: sentence("No budget"),
    LostReason.NO_DECISION: sentence("No decision"),
    LostReason.PRODUCT_FIT: sentence("Product did not fit"),
    LostReason.TIMING: sentence("Timing"),
    LostReason.OTHER: sentence("Other"),
}


class Transactor(StrEnum):
    """Who sells to the customer."""

    HOST = "host"
    PARTNER = "partner"
    DISTRIBUTOR = "distributor"
    MARKETPLACE = "marketplace"


TRANSACTOR_NAMES: dict[Transactor, str] = {
    Transactor.HOST: sentence("We sell to the customer"),
    Transactor.PARTNER: sentence("The partner sells to the customer"),
    Transactor.DISTRIBUTOR: sentence("Through a distributor"),
    Transactor.MARKETPLACE: sentence("Through a marketplace"),
}


class ActivityKind(StrEnum):
    """What was done on an opportunity. A note is written down, not done with the customer: it is no evidence of activity."""

    MEETING = "meeting"
    CALL = "call"
    MAIL = "mail"
    DEMO = "demo"
    PROOF_OF_CONCEPT = "proof_of_concept"
    QUOTE = "quote"
    NOTE = "note"


TALKS = frozenset({ActivityKind.MEETING, ActivityKind.CALL, ActivityKind.DEMO, ActivityKind.PROOF_OF_CONCEPT})
"""What needs both sides to happen at all."""

ACTIVITY_NAMES: dict[ActivityKind, str] = {
    ActivityKind.MEETING: sentence("Meeting"),
    ActivityKind.CALL: sentence("Call"),
    ActivityKind.MAIL: sentence("Mail"),
    ActivityKind.DEMO: sentence("Demo"),
    ActivityKind.PROOF_OF_CONCEPT: sentence("Proof of concept"),
    ActivityKind.QUOTE: sentence("Quote"),
    ActivityKind.NOTE: sentence("Note"),
}


class Direction(StrEnum):
    """Who reached out: we to the customer, or the customer to us."""

    OUTBOUND = "outbound"
    INBOUND = "inbound"


DIRECTION_NAMES: dict[Direction, str] = {
    Direction.OUTBOUND: sentence("We to the customer"),
    Direction.INBOUND: sentence("The customer to us"),
}


def is_two_way(kind: ActivityKind, direction: Direction) -> bool:
    """Tell whether the customer took part: both sides talked, or the customer wrote. The database counts the same way."""
    return kind in TALKS or (direction is Direction.INBOUND and kind is not ActivityKind.NOTE)


@dataclass(frozen=True, slots=True, kw_only=True)
class LineDraft:
    """A product family that an opportunity is about, with its share of the amount; None where nobody has said."""

    family: str
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpportunityDraft:
    """What is said of an opportunity to open it; without a partner it is direct. Without a stage it starts in the first."""

    company_id: UUID
    name: str
    region: str
    amount: Money
    close_on: date
    lines: tuple[LineDraft, ...] = ()
    partner_id: UUID | None = None
    partner_owner_id: UUID | None = None
    owner_id: UUID | None = None
    source_registration_id: UUID | None = None
    stage: str = ""
    next_step: str = ""
    next_step_on: date | None = None
    forecast_category: ForecastCategory = ForecastCategory.PIPELINE
    transacted_by: str = ""
    external_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpportunityTerms:
    """What may be changed on an opportunity by editing it; stage, owner and outcome have verbs of their own."""

    name: str
    region: str
    amount: Money
    close_on: date
    lines: tuple[LineDraft, ...]
    next_step: str
    next_step_on: date | None
    forecast_category: ForecastCategory
    quote_reference: str
    order_reference: str
    transacted_by: str
    external_id: str


PARTNER_TERMS = frozenset({"close_on", "next_step", "next_step_on", "quote_reference", "order_reference"})
"""What the partner of an opportunity may change as well as the host."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpportunityCard:
    """An opportunity as lists, boards and other contexts show it."""

    id: UUID
    public_id: str
    name: str
    company_id: UUID
    company: str
    partner_id: UUID | None
    partner: str
    owner_id: UUID | None
    owner: str
    region: str
    stage: str
    stage_name: str
    amount: Money
    close_on: date
    next_step: str
    next_step_on: date | None
    forecast_category: ForecastCategory
    is_open: bool
    outcome: str
    last_activity_at: datetime
    opened_at: datetime
    closed_at: datetime | None
    version: int
    updated_at: datetime
    source_registration_id: UUID | None
    external_id: str

    @property
    def forecast_name(self) -> str:
        return FORECAST_NAMES[self.forecast_category]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpportunityFilter:
    """Which opportunities are wanted; empty fields do not restrict, all given ones must hold."""

    text: str = ""
    state: str = "open"
    """open, won, lost, closed; empty for all."""
    stage: str = ""
    owner_id: UUID | None = None
    partner_id: UUID | None = None
    is_direct: bool | None = None
    company_id: UUID | None = None
    region: str = ""
    family: str = ""
    forecast_category: str = ""
    close_from: date | None = None
    close_until: date | None = None
    """Exclusive."""
    source_registration_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountOpportunity:
    """An open opportunity at an account, as a rule may know it.

    `first_logged_at` is when the earliest still relevant two-way activity was written down; `last_two_way_at` is when the
    last one took place that was written down before the instant asked about. None where there was none.
    """

    id: UUID
    company_id: UUID
    partner_id: UUID | None
    owner_id: UUID | None
    region: str
    families: frozenset[str]
    opened_at: datetime
    last_activity_at: datetime
    first_logged_at: datetime | None
    last_two_way_at: datetime | None

    def activity_logged_before(self, instant: datetime) -> bool:
        """Tell whether somebody had written down two-way activity on this opportunity before the instant."""
        return self.first_logged_at is not None and self.first_logged_at < instant


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerProduct:
    """A product family that a company already has, and who renews it."""

    company_id: UUID
    family: str
    incumbent_partner_id: UUID | None
    since_on: date
    renews_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedAccount:
    """A company that belongs to a person of the host; a house account is sold by the host alone."""

    company_id: UUID
    owner_id: UUID
    is_house: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountFacts:
    """What rules may know about accounts, whoever is asking."""

    direct_opportunities: tuple[AccountOpportunity, ...] = ()
    partner_opportunities: tuple[AccountOpportunity, ...] = ()
    customer_products: tuple[CustomerProduct, ...] = ()
    named_accounts: tuple[NamedAccount, ...] = ()

    @property
    def named_account_owner_ids(self) -> tuple[UUID, ...]:
        return tuple(account.owner_id for account in self.named_accounts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wins:
    """How many opportunities a partner won, by the customer's industry and by product family."""

    industries: Mapping[str, int]
    families: Mapping[str, int]
