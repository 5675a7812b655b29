"""The rulebook of deal registration: windows, capacity, evidence, deadlines and the ladder of conflicts."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import ClassVar, Self

from pydantic import model_validator

from steelyard.deals.rules.conditions import VOCABULARY
from steelyard.deals.rules.parts import (
    EXCLUSIVE_TYPES,
    ConditionRule,
    EvidenceRequirement,
    ExchangeRate,
    Rung,
    TierCapacity,
    default_ladder,
)
from steelyard.deals.rules.sections import CONDITIONS, CONFLICTS, DIRECT, ELIGIBILITY, EVIDENCE, PROTECTION, REVIEW
from steelyard.deals.terms import EvidenceKind, RegistrationType, RungKind
from steelyard.kernel.money import MAX_AMOUNT, is_currency
from steelyard.kernel.refusals import sentence
from steelyard.program.rules import Rulebook, RuleSentence, Term, Vocabulary, invalid, label_of, setting


class DealRegistrationRules(Rulebook):
    """Everything that decides a registration. The ladder is walked from the top; of several answers the worst counts."""

    prefix: ClassVar[str] = "DR"
    title: ClassVar[str] = sentence("Deal registration")
    summary: ClassVar[str] = sentence(
        "Who is protected for which deal, for how long, and what happens when two want the same."
    )
    overridable: ClassVar[frozenset[str]] = frozenset(
        {
            "window_days",
            "max_extensions",
            "extension_days",
            "capacity",
            "capacity_by_tier",
            "direct_activity_days",
            "customer_contact_days",
            "minimum_value",
            "own_rules",
            "review_from_value",
            "evidence",
            "sla_business_hours",
            "escalation_hours",
            "hard_sla_business_hours",
            "provisional_approval",
        }
    )

    window_days: int = setting(
        90, label=sentence("Protection"), unit=sentence("days"), section=PROTECTION, ge=1, le=730
    )
    exclusive_types: tuple[RegistrationType, ...] = setting(
        EXCLUSIVE_TYPES,
        label=sentence("Roles with exclusive protection"),
        help=sentence("Partners in other roles are approved beside the protected one, with reduced benefit."),
        section=PROTECTION,
    )
    second_partner_rate: Decimal = setting(
        Decimal("0.5"), label=sentence("Benefit of a second partner"), section=PROTECTION, ge=0, le=1
    )
    max_extensions: int = setting(2, label=sentence("Extensions at most"), section=PROTECTION, ge=0, le=20)
    extension_days: int = setting(
        30, label=sentence("An extension adds"), unit=sentence("days"), section=PROTECTION, ge=1, le=365
    )
    extension_evidence: tuple[EvidenceKind, ...] = setting(
        (EvidenceKind.MEETING, EvidenceKind.QUOTE, EvidenceKind.PROOF_OF_CONCEPT),
        label=sentence("An extension needs one of"),
        section=PROTECTION,
        min_length=1,
    )
    reminder_days: tuple[int, ...] = setting(
        (14, 7, 1),
        label=sentence("Reminders before the end"),
        unit=sentence("days"),
        section=PROTECTION,
        max_length=10,
    )

    capacity: int = setting(25, label=sentence("Live registrations per partner"), section=ELIGIBILITY, ge=0, le=100_000)
    capacity_by_tier: tuple[TierCapacity, ...] = setting((), label=sentence("Capacity of a tier"), section=ELIGIBILITY)
    currency: str = setting("EUR", label=sentence("Currency of the values below"), section=ELIGIBILITY)
    exchange_rates: tuple[ExchangeRate, ...] = setting(
        (
            ExchangeRate(currency="USD", rate=Decimal("0.90")),
            ExchangeRate(currency="GBP", rate=Decimal("1.15")),
            ExchangeRate(currency="CHF", rate=Decimal("1.05")),
            ExchangeRate(currency="JPY", rate=Decimal("0.006")),
        ),
        label=sentence("Exchange rates for thresholds"),
        help=sentence("A currency that is not listed counts one to one."),
        section=ELIGIBILITY,
    )
    minimum_value: Decimal = setting(
        Decimal(0), label=sentence("Smallest deal"), section=ELIGIBILITY, ge=0, le=MAX_AMOUNT
    )
    review_from_value: Decimal | None = setting(
        Decimal(1_000_000), label=sentence("A person looks at deals from"), section=ELIGIBILITY, ge=0, le=MAX_AMOUNT
    )
    resubmission_limit: int = setting(
        2, label=sentence("Resubmissions after a rejection"), section=ELIGIBILITY, ge=0, le=100
    )
    resubmission_days: int = setting(
        365,
        label=sentence("A rejection counts for"),
        unit=sentence("days"),
        help=sentence("Duplicates, and what was not eligible in the first place, never count."),
        section=ELIGIBILITY,
        ge=1,
        le=1825,
    )

    evidence: tuple[EvidenceRequirement, ...] = setting(
        (EvidenceRequirement(from_value=Decimal(100_000), any_of=tuple(EvidenceKind)),),
        label=sentence("Evidence asked for"),
        section=EVIDENCE,
    )
    letter_of_choice_overrides: bool = setting(
        default=True, label=sentence("A customer's letter of choice reopens a taken scope"), section=EVIDENCE
    )

    ladder: tuple[Rung, ...] = setting(default_ladder(), label=sentence("Ladder"), section=CONFLICTS, min_length=1)
    direct_activity_days: int = setting(
        90, label=sentence("Direct sales activity counts for"), unit=sentence("days"), section=CONFLICTS, ge=1, le=1095
    )
    customer_contact_days: int = setting(
        180, label=sentence("Customer contact counts for"), unit=sentence("days"), section=CONFLICTS, ge=1, le=1095
    )
    same_from: Decimal = setting(
        Decimal("0.80"),
        label=sentence("Companies are the same from a probability of"),
        section=CONFLICTS,
        ge=Decimal("0.5"),
        le=1,
    )
    maybe_from: Decimal = setting(
        Decimal("0.30"),
        label=sentence("Companies may be the same from a probability of"),
        help=sentence("Between the two, a claim on the other company brings the registration before a person."),
        section=CONFLICTS,
        gt=0,
        le=Decimal("0.5"),
    )

    own_rules: tuple[ConditionRule, ...] = setting(
        (),
        label=sentence("Rules for what the settings above do not reach"),
        help=sentence(
            "Asked after the ladder. A condition that does not type-check or that no case can meet is not kept."
        ),
        section=CONDITIONS,
        max_length=26,
    )

    sla_business_hours: int = setting(
        24,
        label=sentence("Review takes at most"),
        unit=sentence("hours of working days"),
        section=REVIEW,
        ge=1,
        le=720,
    )
    escalation_hours: int = setting(
        8,
        label=sentence("Escalated before that by"),
        unit=sentence("hours of working days"),
        section=REVIEW,
        ge=0,
        le=719,
    )
    hard_sla_business_hours: int = setting(
        48, label=sentence("Hard limit"), unit=sentence("hours of working days"), section=REVIEW, ge=1, le=1440
    )
    provisional_approval: bool = setting(
        default=True, label=sentence("Approve provisionally at the hard limit if there is no conflict"), section=REVIEW
    )
    information_days: int = setting(
        14, label=sentence("Time to answer a question"), unit=sentence("days"), section=REVIEW, ge=1, le=180
    )
    appeal_days: int = setting(
        14, label=sentence("Time to appeal"), unit=sentence("days"), section=REVIEW, ge=0, le=180
    )
    dispute_days: int = setting(
        10, label=sentence("A dispute is decided within"), unit=sentence("days"), section=REVIEW, ge=1, le=180
    )

    direct_override: bool = setting(
        default=True,
        label=sentence("Direct sales may override a protection with a reason"),
        help=sentence("The partner is told; the override is on record for both sides."),
        section=DIRECT,
    )

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        for name, keys in (
            ("ladder", [rung.kind for rung in self.ladder]),
            ("ladder", [rung.rule for rung in self.ladder]),
            ("capacity_by_tier", [row.tier for row in self.capacity_by_tier]),
            ("exchange_rates", [row.currency for row in self.exchange_rates]),
            ("evidence", [row.from_value for row in self.evidence]),
            ("own_rules", [row.rule for row in self.own_rules]),
        ):
            if len(set(keys)) != len(keys):
                raise invalid(sentence("{label} names something twice."), label=Term(label_of(self, name)))
        for code in (self.currency, *(row.currency for row in self.exchange_rates)):
            if not is_currency(code):
                raise invalid(sentence("{code} is not an ISO 4217 currency."), code=code)
        if (
            any(later >= earlier for earlier, later in pairwise(self.reminder_days))
            or min(self.reminder_days, default=1) < 1
        ):
            raise invalid(sentence("Name reminders as falling numbers of days, each once, from 1 on."))
        if self.escalation_hours >= self.sla_business_hours:
            raise invalid(sentence("Escalate after the review begins: by fewer hours than it may take."))
        if self.hard_sla_business_hours < self.sla_business_hours:
            raise invalid(sentence("Set the hard limit no earlier than the limit of the review."))
        return self

    def capacity_of(self, tier: str) -> int:
        """Return how many live registrations a partner of the tier may have."""
        return next((row.capacity for row in self.capacity_by_tier if row.tier == tier), self.capacity)

    def value_of(self, amount: Decimal, currency: str) -> Decimal:
        """Return an amount in the program's currency, for thresholds only. Units: `currency`, not rounded."""
        if currency == self.currency:
            return amount
        return amount * next((row.rate for row in self.exchange_rates if row.currency == currency), Decimal(1))

    def rule_of(self, kind: RungKind) -> str:
        """Return the number of the rung that asks this."""
        return next((rung.rule for rung in self.ladder if rung.kind is kind), "DR-3")

    def conditions(self) -> Iterator[tuple[str, Vocabulary, str]]:
        """Yield the conditions of the program's own rules."""
        for place, row in enumerate(self.own_rules):
            yield f"own_rules.{place}.when", VOCABULARY, row.when

    def sentences(self) -> list[RuleSentence]:
        """Return the rules in plain words: the ladder first, then protection, review and direct sales."""
        # The wording reads the book's type, so it is imported when it is asked for.
        from steelyard.deals.rules.wording import say

        return say(self)
