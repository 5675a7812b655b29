"""What happens to partners."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from steelyard.kernel.events import Event
from steelyard.kernel.refusals import sentence
from steelyard.partners.terms import STARTING_TIERS, STARTING_TYPES, STATUS_NAMES
from steelyard.platform.events import event

_TIER_NAMES = {tier.key: tier.name for tier in STARTING_TIERS}
_TYPE_NAMES = {kind.key: kind.name for kind in STARTING_TYPES}


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerEvent(Event):
    """Something that happened to a partner; the partner itself hears of it."""

    subject_type = "partner"


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerEnrolled(PartnerEvent):
    """A company was enrolled in the program."""

    type = "partners.partner.enrolled"
    sentence = sentence("{subject} was enrolled in the program")
    icon = "user-plus"

    company_id: UUID
    region: str
    status: str
    types: tuple[str, ...]


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerChanged(PartnerEvent):
    """Facts that the host keeps about a partner changed; `before` and `after` hold the changed ones."""

    type = "partners.partner.changed"
    sentence = sentence("The record of {subject} was changed")
    icon = "edit"

    before: dict[str, str]
    after: dict[str, str]


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileChanged(PartnerEvent):
    """A partner changed what it says of itself; `fields` names what."""

    type = "partners.profile.changed"
    sentence = sentence("The profile of {subject} was changed")
    icon = "edit"

    fields: tuple[str, ...]


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerStatusChanged(PartnerEvent):
    """A partner's standing with the program changed, for a reason it may read."""

    type = "partners.partner.status_changed"
    sentence = sentence("{subject} went from {before} to {after}")
    terms = {"before": STATUS_NAMES, "after": STATUS_NAMES}
    icon = "flag"

    before: str
    after: str
    reason: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class TierAssigned(PartnerEvent):
    """A partner is in a tier from a day on."""

    type = "partners.tier.assigned"
    sentence = sentence("{subject} is in the tier {tier} from {since_on} on")
    terms = {"tier": _TIER_NAMES}
    icon = "award"

    tier: str
    since_on: date
    reason: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class RoleGranted(PartnerEvent):
    """A partner holds a role from a day on."""

    type = "partners.role.granted"
    sentence = sentence("{subject} holds the role {role} from {since_on} on")
    terms = {"role": _TYPE_NAMES}
    icon = "circle-plus"

    role: str
    since_on: date


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class RoleEnded(PartnerEvent):
    """A partner no longer holds a role from a day on."""

    type = "partners.role.ended"
    sentence = sentence("{subject} no longer holds the role {role} from {until} on")
    terms = {"role": _TYPE_NAMES}
    icon = "circle-minus"

    role: str
    until: date


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementRecorded(PartnerEvent):
    """A partner signed a version of the agreement."""

    type = "partners.agreement.recorded"
    sentence = sentence("{subject} signed agreement {version} on {signed_on}")
    icon = "file-check"

    version: str
    signed_on: date
    valid_until: date | None


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class CertificationRecorded(PartnerEvent):
    """A partner is certified for a product family from a day on."""

    type = "partners.certification.recorded"
    sentence = sentence("{subject} is certified for {family} from {since_on} on")
    icon = "certificate"

    family: str
    since_on: date
    until: date | None


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class ManagerAssigned(PartnerEvent):
    """A person of the host looks after the partner from now on."""

    type = "partners.manager.assigned"
    sentence = sentence("{manager} looks after {subject}")
    icon = "user-check"

    person_id: UUID
    manager: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class ManagerReleased(PartnerEvent):
    """A person of the host no longer looks after the partner."""

    type = "partners.manager.released"
    sentence = sentence("{manager} no longer looks after {subject}")
    icon = "user-minus"

    person_id: UUID
    manager: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class ParentSet(PartnerEvent):
    """A partner belongs under another one, which sees its business from now on."""

    type = "partners.parent.set"
    sentence = sentence("{subject} now belongs under {parent}")
    icon = "hierarchy"

    parent_id: UUID
    parent: str
    before_id: UUID | None


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class ParentRemoved(PartnerEvent):
    """A partner belongs under no other one any more; nobody else sees its business."""

    type = "partners.parent.removed"
    sentence = sentence("{subject} stands on its own now")
    icon = "hierarchy-off"

    before_id: UUID | None


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentDefined(Event):
    """A segment was given the filter that finds its partners."""

    type = "partners.segment.defined"
    subject_type = "segment"
    sentence = sentence("The segment {subject} was defined")
    icon = "filter"
    is_internal = True

    filter: dict[str, Any]


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentRemoved(Event):
    """A segment was removed."""

    type = "partners.segment.removed"
    subject_type = "segment"
    sentence = sentence("The segment {subject} was removed")
    icon = "filter"
    is_internal = True


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerTypeDefined(Event):
    """A type of partner was added or changed."""

    type = "partners.type.defined"
    subject_type = "partnertype"
    sentence = sentence("The partner type {subject} was defined")
    icon = "category"
    is_internal = True

    key: str
    transacts: bool


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class TierDefined(Event):
    """A tier was added or changed."""

    type = "partners.tier.defined"
    subject_type = "tier"
    sentence = sentence("The tier {subject} was defined")
    icon = "award"
    is_internal = True

    key: str
    rank: int


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class PartnersMerged(PartnerEvent):
    """Two records turned out to be one partner: the other one leads to this from now on, and all that hung on it hangs here."""

    type = "partners.partner.merged"
    sentence = sentence("{subject} was merged with {other}")
    icon = "arrows-join"

    other: str
    other_id: UUID
    merge_id: UUID


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerMergeUndone(PartnerEvent):
    """A merge was taken back: the two are as they were before it."""

    type = "partners.partner.merge_undone"
    sentence = sentence("{subject} and {other} are two partners again")
    icon = "arrows-split"

    other: str
    other_id: UUID
    merge_id: UUID
