"""Certificates, certifications and competencies as the API takes and gives them."""

from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from steelyard.kernel.ids import public_id
from steelyard.learning.schemas.courses import Key, Name, Words
from steelyard.learning.terms import (
    CertificateCard,
    CertificateSource,
    CertificateState,
    CertificationCard,
    CompetencyCard,
    CompetencyStanding,
    ExternalCompletion,
    Lapse,
    Level,
    Validity,
    VerifiedCertificate,
)
from steelyard.platform.http.schemas import Body, Line, Schema, Text

Summary = Annotated[Line, Field(max_length=500)]


class ValiditySchema(Body):
    """What lets certificates lapse, and the grace after it in which renewing is enough."""

    lapse: Lapse = Lapse.AFTER_MONTHS
    months: Annotated[int, Field(ge=1, le=240)] = 24
    releases: Annotated[int, Field(ge=1, le=50)] = 3
    grace_days: Annotated[int, Field(ge=0, le=730)] = 30

    def validity(self) -> Validity:
        """Return the validity as learning knows it."""
        return Validity(**self.model_dump())


class CertificationDefinitionIn(Body):
    """What people can be certified for. `applies_to_issued`: certificates that are not over get other ends, none before today."""

    name: Name
    summary: Summary = ""
    level: Level = Level.ASSOCIATE
    validity: ValiditySchema = ValiditySchema()
    is_active: bool = True
    applies_to_issued: bool = False


class CertificationOut(Schema):
    """What people can be certified for."""

    key: str
    name: str
    summary: str
    level: Level
    validity: ValiditySchema
    is_active: bool
    release: str
    courses: int

    @classmethod
    def of(cls, card: CertificationCard) -> "CertificationOut":
        """Return the certification for the API."""
        validity = ValiditySchema(**{name: getattr(card.validity, name) for name in ValiditySchema.model_fields})
        names = ("key", "name", "summary", "level", "is_active", "release", "courses")
        return cls(validity=validity, **{name: getattr(card, name) for name in names})


class ReleaseIn(Body):
    """A release that people are certified for from its day on."""

    name: Annotated[Line, Field(min_length=1, max_length=60)]
    released_on: date


class ReleaseOut(Schema):
    """A release with its day."""

    name: str
    released_on: date


class CompetencyIn(Body):
    """What partners can be competent in: so many people certified in one of these, by their keys."""

    name: Name
    summary: Summary = ""
    level: Level = Level.ASSOCIATE
    certifications: Annotated[Words, Field(min_length=1)]
    people: Annotated[int, Field(ge=1, le=10_000)] = 1
    family: Annotated[Line, Field(max_length=50, description="Product family that it certifies a partner for.")] = ""
    is_active: bool = True


class CompetencyOut(Schema):
    """What partners can be competent in; `certifications` by name, `partners` as far as the caller may know them."""

    key: str
    name: str
    summary: str
    level: Level
    certifications: list[str]
    people: int
    family: str
    is_active: bool
    partners: int

    @classmethod
    def of(cls, card: CompetencyCard) -> "CompetencyOut":
        """Return the competency for the API."""
        return cls(**{name: getattr(card, name) for name in cls.model_fields})


class StandingOut(Schema):
    """Where a partner stands with a competency: `since_on` is null where it has not got it."""

    competency: CompetencyOut
    certified: int
    missing: int
    since_on: date | None

    @classmethod
    def of(cls, standing: CompetencyStanding) -> "StandingOut":
        """Return the standing for the API."""
        return cls(
            competency=CompetencyOut.of(standing.competency),
            certified=standing.certified,
            missing=standing.missing,
            since_on=standing.since_on,
        )


class CertificateOut(Schema):
    """A certificate as it is today; `valid_until` and `grace_until` are the first days without."""

    id: str
    number: str
    certification: str
    certification_name: str
    level: Level
    release: str
    person_id: str
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

    @classmethod
    def of(cls, card: CertificateCard) -> "CertificateOut":
        """Return the certificate for the API."""
        outside = {"id": card.public_id, "person_id": public_id("person", card.person_id)}
        return cls(**outside, **{name: getattr(card, name) for name in cls.model_fields if name not in outside})


class VerificationOut(Schema):
    """What anybody who has a certificate's number may know of it."""

    number: str
    holder: str
    certification: str
    level: Level
    release: str
    issued_on: date
    valid_until: date | None
    state: CertificateState

    @classmethod
    def of(cls, found: VerifiedCertificate) -> "VerificationOut":
        """Return what was verified for the API."""
        return cls(**{name: getattr(found, name) for name in cls.model_fields})


class RevocationIn(Body):
    """Why a certificate is taken back; its holder reads it."""

    reason: Annotated[Text, Field(min_length=1, max_length=500)]


class CompletionIn(Body):
    """What somebody completed elsewhere, on its own day, with what shows it."""

    email: Annotated[Line, Field(min_length=3, max_length=254)]
    certification: Key
    completed_on: date
    evidence: Annotated[Line, Field(max_length=500)]
    valid_until: date | None = None

    def completion(self) -> ExternalCompletion:
        """Return the completion as learning knows it."""
        return ExternalCompletion(**self.model_dump())
