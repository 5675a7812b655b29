"""What is held of people: the door through which each context says so, for exports, erasures and the register of processing."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from steelyard.kernel.refusals import sentence

Facts = Mapping[str, Any]
"""One record as its subject is given it: plain values by name."""


class LawfulBasis(StrEnum):
    """Why personal data may be processed. Source: GDPR, article 6 (1)."""

    CONTRACT = "contract"
    LEGAL_OBLIGATION = "legal_obligation"
    LEGITIMATE_INTEREST = "legitimate_interest"


BASIS_LABELS = {
    LawfulBasis.CONTRACT: sentence("Contract (GDPR, article 6 (1) b)"),
    LawfulBasis.LEGAL_OBLIGATION: sentence("Legal obligation (GDPR, article 6 (1) c)"),
    LawfulBasis.LEGITIMATE_INTEREST: sentence("Legitimate interest (GDPR, article 6 (1) f)"),
}


_NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Whom records are about: a member, or somebody whom others named by a mail address (no `person_id`)."""

    email: str
    person_id: UUID | None = None
    sees_internal: bool = False
    """Whether the person belongs, or belonged, to the host, whose internal records may be given to them."""

    @property
    def member_id(self) -> UUID:
        """The person's id; of somebody who is no member, one that nobody has."""
        return self.person_id or _NOBODY


def _nothing(subject: Subject) -> Iterable[Any]:  # noqa: ARG001 - a kind of which nothing is given out
    return ()


def _leave(subject: Subject) -> None:
    """Leave the records: the sweep takes the person out of them."""


def _nobody(text: str, subject: Subject) -> bool:  # noqa: ARG001 - records that call nobody
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """Why somebody cannot be erased yet; `text` is a marked sentence, `records` are the outside ids it is about."""

    text: str
    records: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """A kind of records about people. All words are marked sentences: the archive and the register translate them.

    `find` gives the records of a person, `files` the ids of files that belong to them, `remove` deletes what may go as a whole.
    `called` gives the names and phones by which the records call the person, `bears` tells whether they call somebody else so,
    `holds` says why the person cannot be erased yet.
    """

    key: str
    label: str
    content: str
    purpose: str
    basis: LawfulBasis
    kept: str
    after_erasure: str
    find: Callable[[Subject], Iterable[Facts]] = _nothing
    files: Callable[[Subject], Iterable[UUID]] = _nothing
    remove: Callable[[Subject], None] = _leave
    called: Callable[[Subject], Iterable[str]] = _nothing
    bears: Callable[[str, Subject], bool] = _nobody
    holds: Callable[[Subject], Iterable[Hold]] = _nothing


_holdings: dict[str, Holding] = {}


def register_holding(*holdings: Holding) -> None:
    """Say what a context holds of people; called when the context is made ready.

    Raises: ValueError when a key is taken.
    """
    for holding in holdings:
        if holding.key in _holdings:
            raise ValueError(f"two kinds of personal data are called {holding.key}")
        _holdings[holding.key] = holding


def list_holdings() -> list[Holding]:
    """Return every kind of personal data, in an order that never changes."""
    return [_holdings[key] for key in sorted(_holdings)]


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldingLine:
    """A kind of personal data in the reader's language, as the register of processing describes it."""

    key: str
    label: str
    content: str
    purpose: str
    lawful_basis: str
    kept: str
    after_erasure: str


def describe_holdings() -> list[HoldingLine]:
    """Return the register of processing in the current language, by label."""
    lines = [
        HoldingLine(
            key=holding.key,
            label=_(holding.label),
            content=_(holding.content),
            purpose=_(holding.purpose),
            lawful_basis=_(BASIS_LABELS[holding.basis]),
            kept=_(holding.kept),
            after_erasure=_(holding.after_erasure),
        )
        for holding in list_holdings()
    ]
    return sorted(lines, key=lambda line: line.label)


def find_holds(subject: Subject) -> list[Hold]:
    """Return why the person cannot be erased yet; call it as the system."""
    return [hold for holding in list_holdings() for hold in holding.holds(subject)]


def find_names(subject: Subject) -> list[str]:
    """Return the names and phones by which the person goes in any records, in order; call it as the system."""
    said = {" ".join(text.split()) for holding in list_holdings() for text in holding.called(subject)}
    return sorted(said - {"", subject.email})


def is_borne_by_others(text: str, subject: Subject) -> bool:
    """Tell whether somebody or something else goes by the name or phone too; call it as the system."""
    return any(holding.bears(text, subject) for holding in list_holdings())
