"""What the partners' API takes and gives."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from steelyard.kernel.ids import public_id
from steelyard.partners.agreements.terms import AgreementKind
from steelyard.partners.terms import DatedFact, PartnerCard, PartnerRecord, PartnerStatus
from steelyard.platform.directory import find_people
from steelyard.platform.http.merging import CollisionOut, HangingOut, MergeOut
from steelyard.platform.http.schemas import Body, Line, Schema, Text
from steelyard.platform.merging.terms import MergePreview

Key = Annotated[Line, Field(max_length=50)]
NewKey = Annotated[str, Field(max_length=50, pattern="^[a-z][a-z0-9_]*$")]
Tag = Annotated[Line, Field(min_length=1, max_length=60)]
Tags = Annotated[list[Tag], Field(max_length=20)]

PartnerFact = Literal[
    "name", "region", "website", "phone", "description", "capabilities", "verticals", "specializations"
]


def _outside(prefix: str, key: UUID | None) -> str | None:
    return public_id(prefix, key) if key else None


class PartnerOut(Schema):
    """A partner as lists show it; tier and types as they hold today."""

    id: str
    name: str
    region: str
    tier: str | None
    status: PartnerStatus
    types: list[str]
    manager_ids: list[str]
    company_id: str
    parent_id: str | None
    updated_at: datetime

    @classmethod
    def fields_of(cls, card: PartnerCard) -> dict[str, object]:
        """Return the fields as the card has them, ids as the outside knows them."""
        return {
            "id": card.public_id,
            "name": card.name,
            "region": card.region,
            "tier": card.tier,
            "status": card.status,
            "types": list(card.types),
            "manager_ids": [public_id("person", person) for person in card.manager_ids],
            "company_id": public_id("company", card.company_id),
            "parent_id": _outside("partner", card.parent_id),
            "updated_at": card.updated_at,
        }

    @classmethod
    def of(cls, card: PartnerCard) -> "PartnerOut":
        return cls.model_validate(PartnerOut.fields_of(card))


class PartnerLineOut(PartnerOut):
    """A partner in a list, with the names of those who manage it."""

    managers: list[str]
    merged_into: Annotated[
        str | None, Field(description="The partner that it was merged into; it is listed only with `updated_since`.")
    ]

    esg_score: Annotated[
        Decimal | None, Field(description="Of the ESG questionnaire that counts today. Partners read their own alone.")
    ]

    @classmethod
    def of_cards(
        cls, cards: Sequence[PartnerCard], scores: Mapping[UUID, Decimal] = MappingProxyType({})
    ) -> "list[PartnerLineOut]":
        """Return partners with the names of their managers, looked up at once, and their ESG scores where they are given."""
        people = find_people({person for card in cards for person in card.manager_ids})
        return [
            cls.model_validate(
                {
                    **PartnerOut.fields_of(card),
                    "merged_into": _outside("partner", card.merged_into_id),
                    "managers": [people[person].name for person in card.manager_ids if person in people],
                    "esg_score": scores.get(card.id),
                }
            )
            for card in cards
        ]


class DatedOut(Schema):
    """Something that holds from one day until another, the first on which it no longer does."""

    key: str
    name: str
    since_on: date
    until: date | None
    note: str

    @classmethod
    def of(cls, fact: DatedFact) -> "DatedOut":
        return cls(key=fact.key, name=fact.name, since_on=fact.since_on, until=fact.until, note=fact.note)


class ProfileOut(Schema):
    """What a partner says of itself."""

    website: str
    phone: str
    description: str
    capabilities: list[str]
    verticals: list[str]
    specializations: list[str]


class PartnerDetailOut(PartnerOut):
    """A partner with all that its page shows."""

    status_reason: str
    enrolled_at: datetime
    external_id: str
    profile: ProfileOut
    roles: list[DatedOut]
    tiers: list[DatedOut]
    agreements: list[DatedOut]
    certifications: list[DatedOut]
    children: list[PartnerOut]

    @classmethod
    def of_record(cls, record: PartnerRecord) -> "PartnerDetailOut":
        dated = ("roles", "tiers", "agreements", "certifications")
        return cls.model_validate(
            {
                **PartnerOut.fields_of(record.card),
                "status_reason": record.status_reason,
                "enrolled_at": record.enrolled_at,
                "external_id": record.external_id,
                "profile": {name: getattr(record, name) for name in ProfileOut.model_fields},
                **{name: [DatedOut.of(fact) for fact in getattr(record, name)] for name in dated},
                "children": [PartnerOut.of(child) for child in record.children],
            }
        )


class PartnerIn(Body):
    """A company to enroll: an existing one by its id, otherwise found or made by name, domain and country."""

    name: Annotated[Line, Field(min_length=1)]
    company_id: str | None = None
    domain: Annotated[Line, Field(max_length=253)] = ""
    country: Annotated[str, Field(pattern="^([A-Z]{2})?$")] = ""
    city: Annotated[Line, Field(max_length=100)] = ""
    region: Key = ""
    types: Annotated[list[Key], Field(max_length=20)] = Field(default_factory=list)
    status: PartnerStatus = PartnerStatus.PROSPECT
    tier: Key = ""
    manager_ids: Annotated[list[str], Field(max_length=20)] = Field(default_factory=list)
    parent_id: str | None = None
    external_id: Annotated[Line, Field(max_length=100)] = ""


class PartnerPatch(Body):
    """Facts to change; what is left out stays."""

    name: Annotated[Line, Field(min_length=1)] | None = None
    region: Key | None = None
    external_id: Annotated[Line, Field(max_length=100)] | None = None


class ProfileIn(Body):
    """What a partner says of itself, as a whole."""

    website: Annotated[Line, Field(pattern="^(https?://.+)?$")] = ""
    phone: Annotated[Line, Field(max_length=50)] = ""
    description: Annotated[Text, Field(max_length=2000)] = ""
    capabilities: Tags = Field(default_factory=list)
    verticals: Tags = Field(default_factory=list)
    specializations: Tags = Field(default_factory=list)


class StatusIn(Body):
    """Another status, and why; the partner reads it."""

    status: PartnerStatus
    reason: Annotated[Line, Field(max_length=500)] = ""


class TierIn(Body):
    """A tier from a day on."""

    tier: Key
    since_on: date
    reason: Annotated[Line, Field(max_length=500)] = ""
    fixed_until: Annotated[date | None, Field(description="The first day on which the rules may move it again.")] = None


class RoleIn(Body):
    """A role from a day on."""

    type: Key
    since_on: date


class RoleEndIn(Body):
    """The first day without the role."""

    until: date


class AgreementIn(Body):
    """A version of the agreement that was signed."""

    version: Annotated[Line, Field(min_length=1, max_length=50)]
    signed_on: date
    valid_until: date | None = None
    kind: AgreementKind = AgreementKind.PARTNER


class CertificationIn(Body):
    """A product family that the partner is certified for."""

    family: Key
    since_on: date
    until: date | None = None
    credential: Line = ""


class ManagerIn(Body):
    """A person of the host who looks after the partner, too."""

    person_id: str


class ParentIn(Body):
    """The partner that this one belongs under; none if null."""

    parent_id: str | None


class PartnerTypeSchema(Body):
    """A type of partner; those who `transact` buy and sell on."""

    key: NewKey
    name: Annotated[Line, Field(min_length=1, max_length=100)]
    transacts: bool


class TierSchema(Body):
    """A tier; a higher rank is a higher tier."""

    key: NewKey
    name: Annotated[Line, Field(min_length=1, max_length=100)]
    rank: Annotated[int, Field(ge=0, le=1_000_000)]


class PartnerMergeIn(Body):
    """Which partner goes into this one, and what is kept of it."""

    partner: str = Field(description="The id of the partner that becomes a forward to this one.")
    take: Annotated[list[PartnerFact], Field(max_length=20)] | None = Field(
        None, description="The facts taken from the other partner; without it, those that this one lacks."
    )
    seen: Annotated[Line, Field(max_length=40)] = Field(
        "", description="`seen` of the preview; if anything of it changed since, nothing is merged."
    )

    def taken(self, preview: MergePreview[PartnerRecord]) -> frozenset[str]:
        """Return the facts that are taken from the other partner."""
        return preview.taken_by_default if self.take is None else frozenset(self.take)


class PartnerFactOut(Schema):
    """One fact as both have it; `is_taken_by_default` where this one lacks it."""

    field: PartnerFact
    survivor: str
    merged: str
    is_taken_by_default: bool


class PartnerMergePreviewOut(Schema):
    """Two partners side by side, what hangs on each, and what would collide."""

    survivor: PartnerDetailOut
    merged: PartnerDetailOut
    facts: list[PartnerFactOut]
    hanging: list[HangingOut]
    collisions: list[CollisionOut]
    seen: str

    @classmethod
    def of(cls, preview: MergePreview[PartnerRecord]) -> "PartnerMergePreviewOut":
        """Return the preview for the API."""
        return cls(
            survivor=PartnerDetailOut.of_record(preview.survivor),
            merged=PartnerDetailOut.of_record(preview.merged),
            facts=[PartnerFactOut.model_validate(fact, from_attributes=True) for fact in preview.facts],
            hanging=[HangingOut.of(line) for line in preview.hanging],
            collisions=[CollisionOut.of(one) for one in preview.collisions],
            seen=preview.seen,
        )


class PartnerMergeOut(MergeOut):
    """A merge that was done; `merged_id` leads to the survivor until it is undone."""
