"""The words of agreements: kinds, versions with their texts, where a partner stands with each kind, signatures."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from steelyard.kernel.refusals import sentence


class AgreementKind(StrEnum):
    """What an agreement is about; of each kind a partner has one at a time."""

    PARTNER = "partner"
    DATA_PROCESSING = "data_processing"
    NON_DISCLOSURE = "non_disclosure"
    CONDUCT = "conduct"
    PROGRAM_TERMS = "program_terms"

    @property
    def label(self) -> str:
        """What the kind is called (source language)."""
        return KIND_NAMES[self]


KIND_NAMES = {
    AgreementKind.PARTNER: sentence("Partner agreement"),
    AgreementKind.DATA_PROCESSING: sentence("Data processing agreement"),
    AgreementKind.NON_DISCLOSURE: sentence("Non-disclosure agreement"),
    AgreementKind.CONDUCT: sentence("Code of conduct"),
    AgreementKind.PROGRAM_TERMS: sentence("Terms of a program"),
}


class AgreementState(StrEnum):
    """Where a partner stands with a kind of agreement."""

    OFFERED = "offered"
    MISSING = "missing"
    IN_FORCE = "in_force"
    DUE = "due"
    GRACE = "grace"
    LAPSED = "lapsed"

    @property
    def label(self) -> str:
        """What the state is called (source language)."""
        return _STATES[self]

    @property
    def asks(self) -> bool:
        """Whether something is to be accepted."""
        return self not in (AgreementState.OFFERED, AgreementState.IN_FORCE)


_STATES = {
    AgreementState.OFFERED: sentence("Offered"),
    AgreementState.MISSING: sentence("To be accepted"),
    AgreementState.IN_FORCE: sentence("In force"),
    AgreementState.DUE: sentence("To be accepted again"),
    AgreementState.GRACE: sentence("Overdue"),
    AgreementState.LAPSED: sentence("Lapsed"),
}
STATE_TONES = {
    AgreementState.OFFERED: "neutral",
    AgreementState.MISSING: "amber",
    AgreementState.IN_FORCE: "green",
    AgreementState.DUE: "amber",
    AgreementState.GRACE: "red",
    AgreementState.LAPSED: "red",
}


class SignatureSide(StrEnum):
    """For whom somebody signed."""

    PARTNER = "partner"
    HOST = "host"


@dataclass(frozen=True, slots=True, kw_only=True)
class TextDraft:
    """An agreement's text in one language."""

    language: str
    title: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionDraft:
    """A version of an agreement as the host writes it: for whom, from when, for how long, and its texts."""

    kind: AgreementKind
    version: str
    valid_from: date
    texts: tuple[TextDraft, ...]
    types: tuple[str, ...] = ()
    region: str = ""
    term_months: int | None = None
    asks_again: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TextCard:
    """A published text in one language; `digest` is the SHA-256 of exactly what is read."""

    id: UUID
    language: str
    title: str
    body: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionCard:
    """A published version of an agreement with its texts."""

    id: UUID
    public_id: str
    kind: AgreementKind
    version: str
    types: tuple[str, ...]
    region: str
    valid_from: date
    term_months: int | None
    asks_again: bool
    published_at: datetime
    published_by: UUID | None
    texts: tuple[TextCard, ...]
    accepted: int = 0
    """By how many partners it was accepted. For the host."""

    def text_in(self, language: str) -> TextCard:
        """Return the text in a language, or else the first there is."""
        return next((one for one in self.texts if one.language == language), self.texts[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """An agreement that a partner signed, as far as what is due follows from it. `until` is the first day without."""

    id: UUID
    signed_on: date
    valid_until: date | None
    binds_until: date | None
    version_id: UUID | None
    known_from: date
    """From when its version holds; of one signed on paper, when it was signed."""

    def binds_on(self, day: date) -> bool:
        """Tell whether it binds on a day."""
        return self.signed_on <= day and (self.binds_until is None or day < self.binds_until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A version of an agreement, as far as it decides whom it is for."""

    id: UUID
    kind: AgreementKind
    version: str
    types: frozenset[str]
    region: str
    valid_from: date
    published_at: datetime
    term_months: int | None
    asks_again: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementFacts:
    """What where a partner stands with a kind of agreement follows from."""

    signed: Signed | None
    is_required: bool
    demanded_from: date | None = None
    """From when a newer version asks those who accepted an older one."""
    requested_on: date | None = None
    """When the host asked this partner to accept."""
    asked_on: date | None = None
    """Since when something is to be accepted for the first time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Computed:
    """Where a partner stands: by when something is to be accepted, and the first day on which nothing binds."""

    state: AgreementState
    due_on: date | None = None
    lapses_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementFilter:
    """Which standings a list holds."""

    text: str = ""
    kind: AgreementKind | None = None
    state: AgreementState | None = None
    region: str = ""
    version_id: UUID | None = None
    manager_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementStandingCard:
    """Where a partner stands with a kind of agreement, the version that applies to it and the one that it accepted."""

    id: UUID
    partner_id: UUID
    partner: str
    region: str
    kind: AgreementKind
    state: AgreementState
    due_on: date | None
    lapses_on: date | None
    version_id: UUID | None
    version: str
    accepted_id: UUID | None
    accepted_version: str
    accepted_on: date | None
    requested_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureCard:
    """Who signed, in which roles, under which name as typed, when, and the text that was shown."""

    side: SignatureSide
    person_id: UUID | None
    person: str
    name: str
    roles: tuple[str, ...]
    signed_at: datetime
    digest: str
    origin: str
    """A digest of the network address that was signed from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementCard:
    """An agreement that a partner signed; `binds_until` is the first day on which it no longer does."""

    id: UUID
    public_id: str
    partner_id: UUID
    partner: str
    kind: AgreementKind
    version: str
    signed_on: date
    valid_until: date | None
    binds_until: date | None
    is_in_portal: bool
    signatures: tuple[SignatureCard, ...] = ()
    text: TextCard | None = None

    def binds_on(self, day: date) -> bool:
        """Tell whether it binds on a day."""
        return self.signed_on <= day and (self.binds_until is None or day < self.binds_until)

    @property
    def is_countersigned(self) -> bool:
        """Whether the host signed, too."""
        return any(one.side is SignatureSide.HOST for one in self.signatures)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerAgreements:
    """All agreements of a partner as of a day, and where it stands today."""

    partner_id: UUID
    partner: str
    on: date
    standings: tuple[AgreementStandingCard, ...]
    agreements: tuple[AgreementCard, ...]


def digest_of(title: str, body: str) -> str:
    """Return the SHA-256 of a text as it is read: its title, an empty line, its body."""
    return hashlib.sha256(f"{title}\n\n{body}".encode()).hexdigest()
