"""Certificates of people, the certifications they are of, and the competencies that partners have by them."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from steelyard.kernel.refusals import sentence
from steelyard.learning.terms.courses import Level


class Lapse(StrEnum):
    """What lets certificates of a certification lapse."""

    NEVER = "never"
    AFTER_MONTHS = "after_months"
    BY_RELEASE = "by_release"

    @property
    def label(self) -> str:
        return _LAPSE_LABELS[self]


_LAPSE_LABELS = {
    Lapse.NEVER: sentence("They do not lapse"),
    Lapse.AFTER_MONTHS: sentence("Some months after they were issued"),
    Lapse.BY_RELEASE: sentence("When newer releases have come out"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Validity:
    """How long certificates hold.

    `months` after issue, or until `releases` newer releases are out; then `grace_days` in which renewing is enough.
    """

    lapse: Lapse = Lapse.AFTER_MONTHS
    months: int = 24
    releases: int = 3
    grace_days: int = 30


class CertificateState(StrEnum):
    """What a certificate is worth on a day."""

    CURRENT = "current"
    GRACE = "grace"
    EXPIRED = "expired"
    REVOKED = "revoked"

    @property
    def label(self) -> str:
        return _STATE_LABELS[self]


_STATE_LABELS = {
    CertificateState.CURRENT: sentence("Current"),
    CertificateState.GRACE: sentence("In grace"),
    CertificateState.EXPIRED: sentence("Expired"),
    CertificateState.REVOKED: sentence("Revoked"),
}

STATE_TONES = {
    CertificateState.CURRENT: "green",
    CertificateState.GRACE: "amber",
    CertificateState.EXPIRED: "neutral",
    CertificateState.REVOKED: "red",
}
"""The tone in which the state of a certificate is shown."""


class CertificateSource(StrEnum):
    """Where a certificate comes from."""

    COURSE = "course"
    EXTERNAL = "external"

    @property
    def label(self) -> str:
        return _SOURCE_LABELS[self]


_SOURCE_LABELS = {
    CertificateSource.COURSE: sentence("A course completed here"),
    CertificateSource.EXTERNAL: sentence("A completion elsewhere"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificationCard:
    """What people can be certified for."""

    id: UUID
    key: str
    name: str
    summary: str
    level: Level
    validity: Validity
    is_active: bool
    release: str = ""
    """The newest release, where certificates lapse by release."""
    courses: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateFilter:
    """Which certificates are wanted; empty fields do not restrict."""

    person_id: UUID | None = None
    partner_id: UUID | None = None
    certification: str = ""
    state: CertificateState | None = None
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateCard:
    """A certificate as lists and its page show it, on a day."""

    id: UUID
    public_id: str
    number: str
    certification: str
    certification_name: str
    level: Level
    release: str
    person_id: UUID
    person: str
    source: CertificateSource
    issued_on: date
    valid_until: date | None
    grace_until: date | None
    state: CertificateState
    evidence: str
    revoked_reason: str
    is_renewed: bool
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiedCertificate:
    """What anybody with its number may know of a certificate."""

    number: str
    holder: str
    certification: str
    level: Level
    release: str
    issued_on: date
    valid_until: date | None
    state: CertificateState


@dataclass(frozen=True, slots=True, kw_only=True)
class ExternalCompletion:
    """A certificate earned elsewhere, with its own day and what shows it."""

    email: str
    certification: str
    completed_on: date
    evidence: str
    valid_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CompetencyCard:
    """What a partner can be competent in: so many certified people."""

    id: UUID
    key: str
    name: str
    summary: str
    level: Level
    certifications: tuple[str, ...]
    people: int
    family: str
    is_active: bool
    partners: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CompetencyStanding:
    """Where one partner stands with one competency on a day."""

    competency: CompetencyCard
    certified: int
    since_on: date | None
    """Since when the partner has it; None where it has not."""

    @property
    def missing(self) -> int:
        return max(0, self.competency.people - self.certified)
