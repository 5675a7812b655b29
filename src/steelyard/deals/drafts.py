"""What somebody says of a deal to register it, and what is wrong with it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from steelyard.deals.refusals import (
    CloseDateImpossible,
    DraftIncomplete,
    EvidenceEmpty,
    NoLines,
    UnknownProductLine,
)
from steelyard.deals.terms import EvidenceKind, RegistrationType
from steelyard.kernel.money import Money
from steelyard.kernel.refusals import sentence

_FURTHEST = timedelta(days=5 * 366)
_NEEDED = sentence("Fill this in.")


@dataclass(frozen=True, slots=True, kw_only=True)
class LineDraft:
    """A product family, with its share of the value where somebody has said it."""

    family: str
    value: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceDraft:
    """A piece of evidence: a stored file, a link, or what happened in words."""

    kind: EvidenceKind
    note: str = ""
    link: str = ""
    file_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationDraft:
    """A deal as a partner describes it. `company_id` is a company picked from the list, in place of its words."""

    company_name: str
    company_domain: str = ""
    company_country: str = ""
    company_city: str = ""
    company_id: UUID | None = None
    division: str = ""
    region: str = ""
    type: RegistrationType = RegistrationType.SOURCED
    lines: tuple[LineDraft, ...]
    value: Money
    close_on: date
    contact_name: str = ""
    contact_email: str = ""
    contact_phone: str = ""
    contact_title: str = ""
    description: str = ""
    is_public_tender: bool = False
    evidence: tuple[EvidenceDraft, ...] = ()

    @property
    def families(self) -> tuple[str, ...]:
        return tuple(sorted(line.family for line in self.lines))


def require_submittable(draft: RegistrationDraft, families: frozenset[str], today: date) -> None:
    """Refuse a draft that cannot be decided; what it merely lacks for an approval is the rules' to say.

    Raises: DraftIncomplete, NoLines, UnknownProductLine, CloseDateImpossible, EvidenceEmpty.
    """
    if missing := dict(_missing(draft)):
        raise DraftIncomplete(fields=missing)
    if not draft.lines:
        raise NoLines(fields={"lines": NoLines.text})
    seen: set[str] = set()
    for line in draft.lines:
        if line.family not in families or line.family in seen:
            raise UnknownProductLine(family=line.family, fields={"lines": sentence("Choose from the list, each once.")})
        seen.add(line.family)
    if not today <= draft.close_on <= today + _FURTHEST:
        raise CloseDateImpossible(fields={"close_on": CloseDateImpossible.text})
    for evidence in draft.evidence:
        require_evidence(evidence)


def require_evidence(evidence: EvidenceDraft) -> None:
    """Refuse evidence that shows nothing. Raises: EvidenceEmpty."""
    if not (evidence.note or evidence.link or evidence.file_id):
        raise EvidenceEmpty(fields={"note": EvidenceEmpty.text})


def _missing(draft: RegistrationDraft) -> Iterator[tuple[str, str]]:
    if not draft.company_name and draft.company_id is None:
        yield "company_name", _NEEDED
    if not draft.contact_name:
        yield "contact_name", _NEEDED
    if not draft.contact_email and not draft.contact_phone:
        yield "contact_email", sentence("Give a mail address or a phone number.")
