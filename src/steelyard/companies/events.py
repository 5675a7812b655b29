"""What happens to companies. How the host keeps its records is internal; that a partner named a company is that partner's."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from steelyard.kernel.events import Event
from steelyard.kernel.refusals import sentence
from steelyard.platform.events import event


@dataclass(frozen=True, slots=True, kw_only=True)
class _CompanyEvent(Event):
    subject_type: ClassVar[str] = "company"
    icon: ClassVar[str] = "building"
    is_internal: ClassVar[bool] = True


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyNamed(_CompanyEvent):
    """A partner used these words for a company for the first time.

    The same event whether the company was known before or not, and with nothing in it but the words: the partner may read it.
    """

    type: ClassVar[str] = "companies.company.named"
    sentence: ClassVar[str] = sentence("{subject} was named")
    is_internal: ClassVar[bool] = False


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyCreated(_CompanyEvent):
    """The host made a company known."""

    type: ClassVar[str] = "companies.company.created"
    sentence: ClassVar[str] = sentence("{subject} was created")

    domain: str = ""
    country: str = ""


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyRemoved(_CompanyEvent):
    """A company that should never have become known was removed; nothing referred to it."""

    type: ClassVar[str] = "companies.company.removed"
    sentence: ClassVar[str] = sentence("{subject} was removed")


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyChanged(_CompanyEvent):
    """Facts of a company changed; `changes` maps each to what it was and what it is."""

    type: ClassVar[str] = "companies.company.changed"
    sentence: ClassVar[str] = sentence("{subject} was changed")

    changes: dict[str, tuple[str, str]]


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyNameAdded(_CompanyEvent):
    """A company is known by one more name."""

    type: ClassVar[str] = "companies.company.name_added"
    sentence: ClassVar[str] = sentence("{subject} is also known as {name}")

    name: str
    kind: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyNameRemoved(_CompanyEvent):
    """A name turned out not to be the company's."""

    type: ClassVar[str] = "companies.company.name_removed"
    sentence: ClassVar[str] = sentence("{subject} is no longer known as {name}")

    name: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyDomainAdded(_CompanyEvent):
    """A company is known to own one more domain."""

    type: ClassVar[str] = "companies.company.domain_added"
    sentence: ClassVar[str] = sentence("{subject} has the domain {domain}")

    domain: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyDomainRemoved(_CompanyEvent):
    """A domain turned out not to be the company's."""

    type: ClassVar[str] = "companies.company.domain_removed"
    sentence: ClassVar[str] = sentence("{subject} no longer has the domain {domain}")

    domain: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyIdentifierAdded(_CompanyEvent):
    """A company's number in a register became known."""

    type: ClassVar[str] = "companies.company.identifier_added"
    sentence: ClassVar[str] = sentence("{subject} has the {scheme} number {value}")

    scheme: str
    value: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyIdentifierRemoved(_CompanyEvent):
    """A number in a register turned out not to be the company's."""

    type: ClassVar[str] = "companies.company.identifier_removed"
    sentence: ClassVar[str] = sentence("{subject} no longer has the {scheme} number {value}")

    scheme: str
    value: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyParentSet(_CompanyEvent):
    """A company got another owner, or none."""

    type: ClassVar[str] = "companies.company.parent_set"
    sentence: ClassVar[str] = sentence("{subject} belongs to {parent}")

    parent: str
    parent_id: UUID | None


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyListed(_CompanyEvent):
    """Partners may find the company in the shared directory."""

    type: ClassVar[str] = "companies.company.listed"
    sentence: ClassVar[str] = sentence("{subject} is in the partners' directory")


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyUnlisted(_CompanyEvent):
    """Partners no longer find the company in the shared directory."""

    type: ClassVar[str] = "companies.company.unlisted"
    sentence: ClassVar[str] = sentence("{subject} is no longer in the partners' directory")


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateRuledOut(_CompanyEvent):
    """Somebody decided that two companies which look alike are two."""

    type: ClassVar[str] = "companies.company.duplicate_ruled_out"
    sentence: ClassVar[str] = sentence("{subject} is not {other}")

    other: str
    other_id: UUID


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class CompaniesMerged(_CompanyEvent):
    """Two records turned out to be one company: the other one leads to this from now on, and all that hung on it hangs here."""

    type: ClassVar[str] = "companies.company.merged"
    sentence: ClassVar[str] = sentence("{subject} was merged with {other}")
    icon: ClassVar[str] = "arrows-join"

    other: str
    other_id: UUID
    merge_id: UUID


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class MergeUndone(_CompanyEvent):
    """A merge was taken back: the two are as they were before it."""

    type: ClassVar[str] = "companies.company.merge_undone"
    sentence: ClassVar[str] = sentence("{subject} and {other} are two companies again")
    icon: ClassVar[str] = "arrows-split"

    other: str
    other_id: UUID
    merge_id: UUID
