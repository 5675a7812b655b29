"""The rulebook of outreach: which mails prospects get, and when."""

from collections import defaultdict
from string import Formatter
from typing import ClassVar, Self

from pydantic import model_validator

from steelyard.kernel.refusals import sentence
from steelyard.program.rules import Rulebook, RulePart, RuleSentence, invalid, setting

SEQUENCES = sentence("Sequences of mails")
TIMES = sentence("When mails are sent")
BLANKS = frozenset({"contact", "company", "host"})
"""What a mail may leave to be filled in."""


class MailRule(RulePart):
    """One mail of a sequence."""

    item_key: ClassVar[str] = "key"

    key: str = setting(..., label=sentence("Key"), pattern="^[a-z0-9][a-z0-9_-]*$", max_length=30)
    sequence: str = setting(..., label=sentence("Sequence"), min_length=1, max_length=30)
    day: int = setting(0, label=sentence("Days after the beginning"), ge=0, le=365)
    subject: str = setting(..., label=sentence("Subject"), min_length=1, max_length=150)
    text: str = setting(
        ...,
        label=sentence("Text"),
        help=sentence("{contact}, {company} and {host} are filled in. How to want no more mails is said below it."),
        min_length=1,
        max_length=4000,
    )


_FIRST = MailRule(
    key="first-hello",
    sequence="first-contact",
    day=0,
    subject="{company} and {host}",
    text=(
        "Hello {contact}, we are looking for partners, and {company} looks like a good match. Shall we talk for twenty"
        " minutes?"
    ),
)
_SECOND = MailRule(
    key="first-why",
    sequence="first-contact",
    day=4,
    subject="What partners of {host} earn",
    text=(
        "Hello {contact}, partners of {host} register their deals, keep them protected, and see at any time what they"
        " earned and why. Would that help {company}?"
    ),
)
_THIRD = MailRule(
    key="first-last",
    sequence="first-contact",
    day=11,
    subject="A last word to {company}",
    text="Hello {contact}, this is our last mail. If {company} would like to talk later, just answer it.",
)


class OutreachRules(Rulebook):
    """How prospects are written to."""

    prefix: ClassVar[str] = "OR"
    title: ClassVar[str] = sentence("Mails to prospects")
    summary: ClassVar[str] = sentence("Which mails prospects get, on which days, and what ends them.")
    overridable: ClassVar[frozenset[str]] = frozenset({"mails", "spares_weekends"})

    mails: tuple[MailRule, ...] = setting(
        (_FIRST, _SECOND, _THIRD), label=sentence("Mails"), section=SEQUENCES, min_length=1, max_length=100
    )
    spares_weekends: bool = setting(
        True,  # noqa: FBT003 - the default
        label=sentence("No mails on Saturdays and Sundays"),
        section=TIMES,
    )

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        days: dict[str, set[int]] = defaultdict(set)
        keys: set[str] = set()
        for mail in self.mails:
            if mail.key in keys:
                raise invalid(sentence("The key {key} is there twice."), key=mail.key)
            keys.add(mail.key)
            if mail.day in days[mail.sequence]:
                text = sentence("The sequence {sequence} has two mails on day {day}.")
                raise invalid(text, sequence=mail.sequence, day=mail.day)
            days[mail.sequence].add(mail.day)
            if unknown := _blanks_of(mail) - BLANKS:
                text = sentence("{key}: only {known} are filled in, not {unknown}.")
                raise invalid(text, key=mail.key, known=", ".join(sorted(BLANKS)), unknown=", ".join(sorted(unknown)))
        return self

    def mails_of(self, sequence: str) -> tuple[MailRule, ...]:
        """Return the mails of a sequence in their order; none where there is no such sequence."""
        return tuple(sorted((mail for mail in self.mails if mail.sequence == sequence), key=lambda mail: mail.day))

    @property
    def sequences(self) -> tuple[str, ...]:
        """The sequences there are, each once."""
        return tuple(dict.fromkeys(mail.sequence for mail in self.mails))

    def sentences(self) -> list[RuleSentence]:
        """Return the rules in plain words: each mail with its day, and what ends a sequence."""
        return [
            *(
                RuleSentence(
                    rule=f"OR-{mail.key}",
                    text=sentence("{sequence}: “{subject}” is sent {days} days after the beginning."),
                    params={"sequence": mail.sequence, "subject": mail.subject, "days": mail.day},
                    section=SEQUENCES,
                    fields=("mails",),
                    is_confidential=True,
                )
                for mail in self.mails
            ),
            RuleSentence(
                rule="OR-END",
                text=sentence(
                    "A sequence ends when somebody answers, applies, is moved on, or wants no more mails; an address that"
                    " wants none is never written to again."
                ),
                params={},
                section=TIMES,
                fields=(),
                is_confidential=True,
            ),
            RuleSentence(
                rule="OR-TIME",
                text=sentence("What is due on a Saturday or Sunday is sent on Monday.")
                if self.spares_weekends
                else sentence("Mails are sent on every day of the week."),
                params={},
                section=TIMES,
                fields=("spares_weekends",),
                is_confidential=True,
            ),
        ]


def _blanks_of(mail: MailRule) -> set[str]:
    """Return what a mail leaves to be filled in. Raises: ValueError where braces make no sense."""
    try:
        parts = [*Formatter().parse(mail.subject), *Formatter().parse(mail.text)]
    except ValueError as error:
        raise invalid(sentence("{key}: the braces do not fit together."), key=mail.key) from error
    return {
        f"{name}{':' if spec else ''}{'!' if turned else ''}" for _, name, spec, turned in parts if name is not None
    }
