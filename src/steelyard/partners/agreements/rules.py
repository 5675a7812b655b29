"""The rulebook of agreements: which are asked of every partner, how long there is, and what a lapse means."""

from typing import ClassVar, Self

from pydantic import model_validator

from steelyard.kernel.refusals import sentence
from steelyard.partners.agreements.terms import AgreementKind
from steelyard.program.rules import Rulebook, RuleSentence, Term, invalid, setting

ASKING = sentence("What is asked for")
RENEWING = sentence("Accepting again")
LAPSING = sentence("When an agreement lapses")


class AgreementRules(Rulebook):
    """Which agreements partners accept, and what happens when they do not."""

    prefix: ClassVar[str] = "AG"
    title: ClassVar[str] = sentence("Agreements")
    summary: ClassVar[str] = sentence("Which agreements partners accept, when again, and what a lapse means.")
    overridable: ClassVar[frozenset[str]] = frozenset(
        {"required_kinds", "acceptance_days", "reminder_days", "grace_days", "suspending_kinds"}
    )

    required_kinds: tuple[AgreementKind, ...] = setting(
        (AgreementKind.PARTNER,),
        label=sentence("Every partner accepts"),
        help=sentence("Where a text is published for it. The others are offered, or asked for one by one."),
        section=ASKING,
    )
    acceptance_days: int = setting(
        30, label=sentence("Time to accept what is new"), unit=sentence("days"), section=ASKING, ge=1, le=365
    )
    reminder_days: tuple[int, ...] = setting(
        (90, 60, 30, 7),
        label=sentence("Reminders before that day"),
        unit=sentence("days"),
        section=RENEWING,
        min_length=1,
        max_length=10,
    )
    grace_days: int = setting(
        30, label=sentence("Grace after that day"), unit=sentence("days"), section=LAPSING, ge=0, le=365
    )
    suspending_kinds: tuple[AgreementKind, ...] = setting(
        (), label=sentence("A lapse suspends the partner with"), section=LAPSING
    )

    @model_validator(mode="after")
    def _says_what_can_be(self) -> Self:
        for listed in (self.required_kinds, self.suspending_kinds, self.reminder_days):
            if len(set(listed)) != len(listed):
                raise invalid(sentence("A setting is listed twice."))
        if any(days < 1 for days in self.reminder_days):
            raise invalid(sentence("A reminder comes at least a day before."))
        return self

    def sentences(self) -> list[RuleSentence]:
        """Return the rules in plain words."""
        return [
            RuleSentence(
                rule="AG-1",
                text=sentence("Every partner accepts, where a text is published for it: {kinds}.")
                if self.required_kinds
                else sentence("No agreement is asked of every partner."),
                params={"kinds": tuple(Term(kind.label) for kind in self.required_kinds)}
                if self.required_kinds
                else {},
                section=ASKING,
                fields=("required_kinds",),
            ),
            RuleSentence(
                rule="AG-2",
                text=sentence(
                    "What is asked for, or asked for again by a new version, is accepted within {days} days."
                ),
                params={"days": self.acceptance_days},
                section=ASKING,
                fields=("acceptance_days",),
            ),
            RuleSentence(
                rule="AG-3",
                text=sentence(
                    "Before a term ends, or the time to accept a new version, there are reminders so many days before: {days}."
                    " From the first on it can be accepted again; a new term continues the old one."
                ),
                params={"days": self.reminder_days},
                section=RENEWING,
                fields=("reminder_days",),
            ),
            RuleSentence(
                rule="AG-4",
                text=sentence(
                    "An agreement binds for {days} days of grace. Then it lapses, and counts as none wherever one is asked for."
                ),
                params={"days": self.grace_days},
                section=LAPSING,
                fields=("grace_days",),
            ),
            *self._suspending_sentences(),
        ]

    def _suspending_sentences(self) -> list[RuleSentence]:
        if not self.suspending_kinds:
            return []
        return [
            RuleSentence(
                rule="AG-5",
                text=sentence("An active partner is suspended when one of these lapses, until it accepts: {kinds}."),
                params={"kinds": tuple(Term(kind.label) for kind in self.suspending_kinds)},
                section=LAPSING,
                fields=("suspending_kinds",),
            )
        ]
