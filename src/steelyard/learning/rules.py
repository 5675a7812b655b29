"""The rulebook of learning: what counts for competencies, and when holders are reminded."""

from typing import ClassVar, Self

from pydantic import model_validator

from steelyard.kernel.refusals import sentence
from steelyard.program.rules import Rulebook, RuleSentence, invalid, setting

CERTIFICATES = sentence("Certificates")
COMPETENCIES = sentence("Competencies")
SESSIONS = sentence("Live sessions")


class LearningRules(Rulebook):
    """When holders of certificates are reminded, whose certificates count, and who attended a live session."""

    prefix: ClassVar[str] = "LN"
    title: ClassVar[str] = sentence("Learning")
    summary: ClassVar[str] = sentence(
        "When people are reminded to renew their certificates, whose certificates count for their partner, and who"
        " attended a live session."
    )

    reminder_days: tuple[int, ...] = setting(
        (90, 60, 30, 7),
        label=sentence("Reminders before a certificate lapses"),
        unit=sentence("days"),
        section=CERTIFICATES,
        max_length=10,
    )
    grace_counts: bool = setting(default=True, label=sentence("People in grace count"), section=COMPETENCIES)
    attended_percent: int = setting(
        75, label=sentence("Attended from"), unit=sentence("percent"), section=SESSIONS, ge=1, le=100
    )
    partly_percent: int = setting(
        25, label=sentence("Attended in part from"), unit=sentence("percent"), section=SESSIONS, ge=1, le=100
    )
    joining_counts: bool = setting(
        default=True, label=sentence("Who joined from the portal counts as there until the end"), section=SESSIONS
    )
    watching_counts: bool = setting(default=False, label=sentence("Watching the recording counts"), section=SESSIONS)

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if any(not 1 <= days <= 365 for days in self.reminder_days):
            raise invalid(sentence("A reminder comes at least a day before, and at most a year."))
        if len(set(self.reminder_days)) != len(self.reminder_days):
            raise invalid(sentence("A setting is listed twice."))
        if self.partly_percent > self.attended_percent:
            raise invalid(sentence("Attending in part asks for no more than attending."))
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
            *self._of_sessions(),
        ]

    def _of_sessions(self) -> list[RuleSentence]:
        joining = (
            sentence(
                "Who joined a live session from the portal counts as there until its end, unless we record otherwise."
            )
            if self.joining_counts
            else sentence("Joining a live session alone does not count: we record who was there.")
        )
        watching = (
            sentence("Whoever was registered and watched the recording counts as having attended.")
            if self.watching_counts
            else sentence("Watching the recording of a live session does not count as attending.")
        )
        thresholds = sentence(
            "Whoever was there for {attended} % of a live session attended; from {partly} % on they attended in part."
        )
        return [
            RuleSentence(
                rule="LN-3",
                text=thresholds,
                params={"attended": self.attended_percent, "partly": self.partly_percent},
                section=SESSIONS,
                fields=("attended_percent", "partly_percent"),
            ),
            RuleSentence(rule="LN-4", text=joining, section=SESSIONS, fields=("joining_counts",)),
            RuleSentence(rule="LN-5", text=watching, section=SESSIONS, fields=("watching_counts",)),
        ]
