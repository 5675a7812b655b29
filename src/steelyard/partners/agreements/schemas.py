"""What the API says of agreements, and takes to publish, accept and ask for them."""

from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from steelyard.kernel.ids import public_id
from steelyard.partners.agreements.terms import (
    AgreementCard,
    AgreementKind,
    AgreementStandingCard,
    AgreementState,
    PartnerAgreements,
    SignatureCard,
    SignatureSide,
    TextCard,
    TextDraft,
    VersionCard,
    VersionDraft,
)
from steelyard.partners.models import Agreement, AgreementStanding, AgreementText, AgreementVersion, Partner
from steelyard.platform.http.schemas import Body, Line, Schema, Text


class AgreementTextOut(Schema):
    """A published text in one language; `digest` is the SHA-256 of its title, an empty line and its body."""

    id: str
    language: str
    title: str
    body: str
    digest: str

    @classmethod
    def of(cls, card: TextCard) -> "AgreementTextOut":
        return cls(
            id=public_id(AgreementText.PREFIX, card.id),
            language=card.language,
            title=card.title,
            body=card.body,
            digest=card.digest,
        )


class AgreementVersionOut(Schema):
    """A published version of an agreement."""

    id: str
    kind: AgreementKind
    version: str
    types: list[str]
    region: str
    valid_from: date
    term_months: int | None
    asks_again: bool
    published_at: datetime
    accepted: Annotated[int, Field(description="By how many partners. For the host; nought for partners.")]
    texts: list[AgreementTextOut]

    @classmethod
    def of(cls, card: VersionCard) -> "AgreementVersionOut":
        return cls(
            id=card.public_id,
            kind=card.kind,
            version=card.version,
            types=list(card.types),
            region=card.region,
            valid_from=card.valid_from,
            term_months=card.term_months,
            asks_again=card.asks_again,
            published_at=card.published_at,
            accepted=card.accepted,
            texts=[AgreementTextOut.of(one) for one in card.texts],
        )


class AgreementStandingOut(Schema):
    """Where a partner stands with a kind of agreement; `lapses_on` is the first day on which none binds."""

    id: str
    partner_id: str
    partner: str
    region: str
    kind: AgreementKind
    state: AgreementState
    due_on: date | None
    lapses_on: date | None
    version_id: Annotated[str | None, Field(description="The version that applies to the partner.")]
    version: str
    accepted_id: str | None
    accepted_version: str
    accepted_on: date | None
    requested_on: date | None

    @classmethod
    def of(cls, card: AgreementStandingCard) -> "AgreementStandingOut":
        return cls(
            id=public_id(AgreementStanding.PREFIX, card.id),
            partner_id=public_id(Partner.PREFIX, card.partner_id),
            partner=card.partner,
            region=card.region,
            kind=card.kind,
            state=card.state,
            due_on=card.due_on,
            lapses_on=card.lapses_on,
            version_id=public_id(AgreementVersion.PREFIX, card.version_id) if card.version_id else None,
            version=card.version,
            accepted_id=public_id(Agreement.PREFIX, card.accepted_id) if card.accepted_id else None,
            accepted_version=card.accepted_version,
            accepted_on=card.accepted_on,
            requested_on=card.requested_on,
        )


class SignatureOut(Schema):
    """Who signed, under which name as typed, in which roles, and the digest of the text that was shown."""

    side: SignatureSide
    person_id: str | None
    name: str
    roles: list[str]
    signed_at: datetime
    digest: str

    @classmethod
    def of(cls, card: SignatureCard) -> "SignatureOut":
        return cls(
            side=card.side,
            person_id=public_id("person", card.person_id) if card.person_id else None,
            name=card.name,
            roles=list(card.roles),
            signed_at=card.signed_at,
            digest=card.digest,
        )


class AgreementOut(Schema):
    """An agreement that was signed; `binds_until` is the first day on which it no longer binds."""

    id: str
    partner_id: str
    kind: AgreementKind
    version: str
    signed_on: date
    valid_until: date | None
    binds_until: date | None
    is_countersigned: bool
    signatures: list[SignatureOut]
    text: AgreementTextOut | None

    @classmethod
    def of(cls, card: AgreementCard) -> "AgreementOut":
        return cls(
            id=card.public_id,
            partner_id=public_id(Partner.PREFIX, card.partner_id),
            kind=card.kind,
            version=card.version,
            signed_on=card.signed_on,
            valid_until=card.valid_until,
            binds_until=card.binds_until,
            is_countersigned=card.is_countersigned,
            signatures=[SignatureOut.of(one) for one in card.signatures],
            text=AgreementTextOut.of(card.text) if card.text else None,
        )


class PartnerAgreementsOut(Schema):
    """What a partner had signed by a day, and where it stands today."""

    partner_id: str
    on: date
    standings: list[AgreementStandingOut]
    agreements: list[AgreementOut]

    @classmethod
    def of(cls, found: PartnerAgreements) -> "PartnerAgreementsOut":
        return cls(
            partner_id=public_id(Partner.PREFIX, found.partner_id),
            on=found.on,
            standings=[AgreementStandingOut.of(one) for one in found.standings],
            agreements=[AgreementOut.of(one) for one in found.agreements],
        )


class AgreementTextIn(Body):
    """A text in one language."""

    language: Annotated[str, Field(pattern="^[a-z]{2}$")]
    title: Annotated[Line, Field(min_length=1, max_length=200)]
    body: Annotated[Text, Field(min_length=1, max_length=200_000)]


class AgreementVersionIn(Body):
    """A version to be published: for whom, from when, for how long, and its texts, which nobody can change afterwards."""

    kind: AgreementKind
    version: Annotated[Line, Field(min_length=1, max_length=50)]
    valid_from: Annotated[date, Field(lt=date(9000, 1, 1))]
    texts: Annotated[list[AgreementTextIn], Field(min_length=1, max_length=20)]
    types: Annotated[list[Annotated[Line, Field(max_length=50)]], Field(max_length=50)] = []
    region: Annotated[Line, Field(max_length=50)] = ""
    term_months: Annotated[int | None, Field(ge=1, le=240)] = None
    asks_again: bool = False

    def draft(self) -> VersionDraft:
        """Return the version as it was sent; of two texts in one language the last counts."""
        texts = {one.language: one for one in self.texts}
        return VersionDraft(
            kind=self.kind,
            version=self.version,
            valid_from=self.valid_from,
            types=tuple(self.types),
            region=self.region,
            term_months=self.term_months,
            asks_again=self.asks_again,
            texts=tuple(TextDraft(language=key, title=one.title, body=one.body) for key, one in texts.items()),
        )


class AcceptanceIn(Body):
    """The text that was read, by id and digest, and the name of who accepts it, as typed."""

    text_id: Annotated[str, Field(max_length=60)]
    digest: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    name: Annotated[Line, Field(min_length=2, max_length=200)]


class CountersignatureIn(Body):
    """The name of who signs for the host, as typed."""

    name: Annotated[Line, Field(min_length=2, max_length=200)]


class AgreementRequestIn(Body):
    """The kind of agreement that a partner is asked to accept."""

    kind: AgreementKind
