"""The rulebook of learning: what counts for competencies, and when holders are reminded."""

from typing import ClassVar, Self

from pydantic import model_validator

from steelyard.kernel.refusals import sentence
from steelyard.program.rules import Rulebook, RuleSentence, invalid, setting

CERTIFICATES = sentence("Certificates")
COMPETENCIES = sentence("Competencies")


class LearningRules(Rulebook):
    """When holders of certificates are reminded, and whose certificates count for their partner."""

    prefix: ClassVar[str] = "LN"
    title: ClassVar[str] = sentence("Learning")
    summary: ClassVar[str] = sentence(
        "When people are reminded to renew their certificates, and whose certificates count for their partner."
    )

    reminder_days: tuple[int, ...] = setting(
        (90, 60, 30, 7),
        label=sentence("Reminders before a certificate lapses"),
        unit=sentence("days"),
        section=CERTIFICATES,
        max_length=10,
    )
    grace_counts: bool = setting(default=True, label=sentence("People in grace count"), section=COMPETENCIES)

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if any(not 1 <= days <= 365 for days in self.reminder_days):
            raise invalid(sentence("A reminder comes at least a day before, and at most a year."))
        if len(set(self.reminder_days)) != len(self.reminder_days):
            raise invalid(sentence("A setting is listed twice."))
        return self

    def sentences(self) -> list[RuleSentence]:
        """Return the rules in plain words."""
        counts = (
            sentence(
                "A partner has a competency while enough of its people hold a certificate that is current or in grace."
            )
            if self.grace_counts
            else sentence("A partner has a competency while enough of its people hold a certificate that is current.")
        )
        return [
            RuleSentence(
                rule="LN-1",
                text=sentence("Whoever holds a certificate is reminded {days} days before it lapses."),
                params={"days": tuple(str(days) for days in sorted(self.reminder_days, reverse=True))},
                section=CERTIFICATES,
                fields=("reminder_days",),
            ),
            RuleSentence(rule="LN-2", text=counts, section=COMPETENCIES, fields=("grace_counts",)),
        ]
