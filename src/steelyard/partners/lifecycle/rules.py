"""The rulebook of the lifecycle: what an active partner needs, how an offboarding goes, who comes back by which path."""

from typing import ClassVar, Self

from pydantic import model_validator

from steelyard.kernel.refusals import sentence
from steelyard.partners.lifecycle.terms import OffboardingReason, Requirement
from steelyard.program.rules import Rulebook, RulePart, RuleSentence, Term, invalid, setting

ACTIVATION = sentence("Becoming active")
LEAVING = sentence("Leaving")
RETURNING = sentence("Coming back")


class ChecklistItem(RulePart):
    """Something that a person does by hand before an offboarding is completed."""

    item_key: ClassVar[str] = "key"

    key: str = setting(..., label=sentence("Key"), min_length=1, max_length=50, pattern=r"^[a-z0-9][a-z0-9-]*$")
    text: str = setting(..., label=sentence("What is done"), min_length=1, max_length=200)


class LifecycleRules(Rulebook):
    """Which states a partner may be in, and what it takes to get there."""

    prefix: ClassVar[str] = "LC"
    title: ClassVar[str] = sentence("Lifecycle")
    summary: ClassVar[str] = sentence(
        "What an active partner needs, what is settled when one leaves, and how it comes back."
    )
    overridable: ClassVar[frozenset[str]] = frozenset(
        {"activation_needs", "offboarding_days", "checklist", "fast_track_days", "barred_reasons"}
    )

    activation_needs: tuple[Requirement, ...] = setting(
        (), label=sentence("An active partner needs"), section=ACTIVATION
    )
    offboarding_days: int = setting(
        30, label=sentence("An offboarding is done within"), unit=sentence("days"), section=LEAVING, ge=1, le=365
    )
    checklist: tuple[ChecklistItem, ...] = setting(
        (),
        label=sentence("Besides, by hand"),
        help=sentence("What the system cannot see, such as demo equipment that goes back."),
        section=LEAVING,
        max_length=30,
    )
    fast_track_days: int = setting(
        365, label=sentence("Fast track until after leaving"), unit=sentence("days"), section=RETURNING, ge=0, le=3650
    )
    barred_reasons: tuple[OffboardingReason, ...] = setting(
        (OffboardingReason.BREACH, OffboardingReason.COMPLIANCE),
        label=sentence("No fast track after"),
        section=RETURNING,
    )

    @model_validator(mode="after")
    def _says_nothing_twice(self) -> Self:
        for listed in (self.activation_needs, self.barred_reasons, [item.key for item in self.checklist]):
            if len(set(listed)) != len(listed):
                raise invalid(sentence("A setting is listed twice."))
        return self

    def find_item(self, key: str) -> ChecklistItem | None:
        """Return an item of the checklist, if the rules know it."""
        return next((item for item in self.checklist if item.key == key), None)

    def sentences(self) -> list[RuleSentence]:
        """Return the rules in plain words."""
        return [
            RuleSentence(
                rule="LC-1",
                text=sentence("A partner becomes active once it has {needs}.")
                if self.activation_needs
                else sentence("A partner becomes active when somebody says so."),
                params={"needs": tuple(Term(need.label) for need in self.activation_needs)}
                if self.activation_needs
                else {},
                section=ACTIVATION,
                fields=("activation_needs",),
            ),
            RuleSentence(
                rule="LC-2",
                text=sentence(
                    "A partner with open business leaves through an offboarding, which ends its access at once and is done"
                    " within {days} days: nothing of it stays open."
                ),
                params={"days": self.offboarding_days},
                section=LEAVING,
                fields=("offboarding_days",),
            ),
            *self._checklist_sentences(),
            RuleSentence(
                rule="LC-4",
                text=sentence(
                    "Within {days} days after leaving, a partner that has all that an active one needs comes back at once;"
                    " later, through onboarding."
                ),
                params={"days": self.fast_track_days},
                section=RETURNING,
                fields=("fast_track_days",),
            ),
            *self._barred_sentences(),
        ]

    def _checklist_sentences(self) -> list[RuleSentence]:
        if not self.checklist:
            return []
        return [
            RuleSentence(
                rule="LC-3",
                text=sentence("Besides, somebody says that this is done: {items}."),
                params={"items": tuple(item.text for item in self.checklist)},
                section=LEAVING,
                fields=("checklist",),
                is_confidential=True,
            )
        ]

    def _barred_sentences(self) -> list[RuleSentence]:
        if not self.barred_reasons:
            return []
        return [
            RuleSentence(
                rule="LC-5",
                text=sentence("There is no fast track for a partner that left for one of these reasons: {reasons}."),
                params={"reasons": tuple(Term(reason.label) for reason in self.barred_reasons)},
                section=RETURNING,
                fields=("barred_reasons",),
            )
        ]
