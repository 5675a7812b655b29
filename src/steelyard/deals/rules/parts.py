"""The parts of the rulebook that have settings of their own: rungs of the ladder, evidence, capacities, rates."""

from decimal import Decimal
from typing import ClassVar, Self

from pydantic import field_validator, model_validator

from steelyard.deals.rules.conditions import VOCABULARY
from steelyard.deals.terms import EvidenceKind, LineOutcome, RegistrationType, RungKind
from steelyard.kernel.money import MAX_AMOUNT
from steelyard.kernel.refusals import sentence
from steelyard.program.rules import LONGEST, ConditionInvalid, RulePart, invalid, setting

EXCLUSIVE_TYPES = (RegistrationType.SOURCED, RegistrationType.FULFILMENT, RegistrationType.RENEWAL)


class Rung(RulePart):
    """One rung of the ladder: what it asks, of which registrations, and what it says of a line that it hits."""

    item_key: ClassVar[str] = "kind"

    rule: str = setting(..., label=sentence("Number"), pattern=r"^DR-\d{1,2}[a-z]?$")
    kind: RungKind = setting(..., label=sentence("Question"))
    outcome: LineOutcome = setting(..., label=sentence("If so"))
    enabled: bool = setting(default=True, label=sentence("In use"))
    applies_to: tuple[RegistrationType, ...] = setting(
        tuple(RegistrationType), label=sentence("For these roles"), min_length=1
    )

    @model_validator(mode="after")
    def _is_no_reward(self) -> Self:
        if self.outcome is LineOutcome.APPROVED:
            raise invalid(sentence("A rung rejects, holds or makes the partner a second one; it does not approve."))
        return self


class ConditionRule(RulePart):
    """A rule of the program's own: in which cases it applies, what it says to the partner, and what becomes of a line then."""

    item_key: ClassVar[str] = "rule"

    rule: str = setting(..., label=sentence("Number"), pattern=r"^DR-7[a-z]$")
    when: str = setting(
        ...,
        label=sentence("When (CEL)"),
        help=sentence('Such as: value >= 50000.0 && tier == "silver" && "security" in families'),
        lines=3,
        vocabulary=VOCABULARY,
        max_length=LONGEST,
    )
    reason: str = setting(
        ...,
        label=sentence("In plain words"),
        help=sentence(
            "What the partner reads as the reason, such as: Silver partners register security deals below 50,000 EUR."
        ),
        lines=2,
        min_length=10,
        max_length=300,
    )
    outcome: LineOutcome = setting(LineOutcome.HELD, label=sentence("If so"))
    is_confidential: bool = setting(
        default=False,
        label=sentence("Only for the host's eyes"),
        help=sentence("Partners read that a rule applied, not which."),
    )
    enabled: bool = setting(default=True, label=sentence("In use"))

    @field_validator("when")
    @classmethod
    def _is_a_condition(cls, text: str) -> str:
        try:
            VOCABULARY.check(text)
        except ConditionInvalid as error:
            raise invalid(error.text, **error.params) from error
        return text

    @model_validator(mode="after")
    def _is_no_reward(self) -> Self:
        if self.outcome is LineOutcome.APPROVED:
            raise invalid(sentence("A rule rejects, holds or makes the partner a second one; it does not approve."))
        return self


class EvidenceRequirement(RulePart):
    """From a deal value on, one of some kinds of evidence is asked for."""

    item_key: ClassVar[str] = "from_value"

    from_value: Decimal = setting(..., label=sentence("From value"), ge=0, le=MAX_AMOUNT)
    any_of: tuple[EvidenceKind, ...] = setting(..., label=sentence("One of"), min_length=1)


class TierCapacity(RulePart):
    """How many live registrations partners of one tier may have."""

    item_key: ClassVar[str] = "tier"

    tier: str = setting(..., label=sentence("Tier"), min_length=1, max_length=50)
    capacity: int = setting(..., label=sentence("Live registrations"), ge=0, le=100_000)


class ExchangeRate(RulePart):
    """What one unit of a currency counts in the program's currency when a value is held against a threshold."""

    item_key: ClassVar[str] = "currency"

    currency: str = setting(..., label=sentence("Currency"), pattern="^[A-Z]{3}$")
    rate: Decimal = setting(..., label=sentence("Rate"), gt=0)


def default_ladder() -> tuple[Rung, ...]:
    """Return the ladder of a new installation: who may register what, then who has a claim already."""
    reject, hold = LineOutcome.REJECTED, LineOutcome.HELD
    kinds = RungKind
    return (
        Rung(rule="DR-1a", kind=kinds.PARTNER_ACTIVE, outcome=reject),
        Rung(rule="DR-1b", kind=kinds.AGREEMENT_SIGNED, outcome=reject),
        Rung(rule="DR-1c", kind=kinds.CERTIFIED, outcome=reject),
        Rung(rule="DR-1d", kind=kinds.CAPACITY_LEFT, outcome=reject),
        Rung(rule="DR-1e", kind=kinds.NO_PUBLIC_TENDER, outcome=reject),
        Rung(rule="DR-1f", kind=kinds.MINIMUM_VALUE, outcome=reject),
        Rung(rule="DR-1g", kind=kinds.RESUBMISSIONS_LEFT, outcome=reject),
        Rung(rule="DR-1h", kind=kinds.EVIDENCE_COMPLETE, outcome=hold),
        Rung(rule="DR-1i", kind=kinds.LARGE_VALUE, outcome=hold),
        Rung(rule="DR-1j", kind=kinds.REQUIREMENTS_MET, outcome=hold),
        Rung(rule="DR-2", kind=kinds.OWN_REGISTRATION, outcome=reject),
        Rung(rule="DR-3a", kind=kinds.PROTECTED_CLAIM, outcome=reject, applies_to=EXCLUSIVE_TYPES),
        Rung(rule="DR-3b", kind=kinds.PENDING_CLAIM, outcome=hold, applies_to=EXCLUSIVE_TYPES),
        Rung(rule="DR-3c", kind=kinds.DIRECT_OPPORTUNITY, outcome=hold, applies_to=EXCLUSIVE_TYPES),
        Rung(rule="DR-3d", kind=kinds.EXISTING_CUSTOMER, outcome=hold, applies_to=EXCLUSIVE_TYPES),
        Rung(rule="DR-3e", kind=kinds.NAMED_ACCOUNT, outcome=hold, applies_to=EXCLUSIVE_TYPES),
        Rung(rule="DR-3f", kind=kinds.INCUMBENT_PARTNER, outcome=reject, applies_to=(RegistrationType.RENEWAL,)),
        Rung(rule="DR-3g", kind=kinds.CUSTOMER_CONTACT, outcome=hold, enabled=False, applies_to=EXCLUSIVE_TYPES),
    )
