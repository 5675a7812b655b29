"""What happens to partners."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from steelyard.kernel.events import Event
from steelyard.kernel.refusals import sentence
from steelyard.partners.lifecycle.terms import PATH_NAMES, REASON_NAMES, WAY_NAMES
from steelyard.partners.quality.terms import CONFIRMED_NAMES
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
    tier: str = ""


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
class OffboardingBegan(PartnerEvent):
    """The offboarding of a partner began: its access has ended, what is open of it is to be settled by a day."""

    type = "partners.offboarding.began"
    sentence = sentence("The offboarding of {subject} began, to be done by {due_on}: {reason}")
    terms = {"reason": REASON_NAMES}
    icon = "door-exit"
    is_internal = True

    offboarding_id: UUID
    reason: str
    due_on: date
    members: int


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class OffboardingStepSettled(PartnerEvent):
    """A step of an offboarding's checklist was settled, or part of it."""

    type = "partners.offboarding.step_settled"
    sentence = sentence("Of the offboarding of {subject} this was settled: {label} ({way})")
    terms = {"way": WAY_NAMES}
    icon = "list-check"
    is_internal = True

    offboarding_id: UUID
    step: str
    label: str
    way: str
    count: int
    heir_id: UUID | None


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class OffboardingCompleted(PartnerEvent):
    """Nothing of a partner is open any more: it has left."""

    type = "partners.offboarding.completed"
    sentence = sentence("The offboarding of {subject} is completed")
    icon = "door-exit"
    is_internal = True

    offboarding_id: UUID
    reason: str
    data: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class OffboardingCancelled(PartnerEvent):
    """A partner stays after all."""

    type = "partners.offboarding.cancelled"
    sentence = sentence("The offboarding of {subject} was called off: {why}")
    icon = "door-enter"
    is_internal = True

    offboarding_id: UUID
    why: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class OffboardingDue(PartnerEvent):
    """An offboarding should have been done by a day that has passed."""

    type = "partners.offboarding.due"
    sentence = sentence("The offboarding of {subject} should have been done by {due_on}")
    icon = "clock-exclamation"
    is_internal = True

    offboarding_id: UUID
    due_on: date


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerReturned(PartnerEvent):
    """A partner that had left is back."""

    type = "partners.partner.returned"
    sentence = sentence("{subject} is back: {path}")
    terms = {"path": PATH_NAMES}
    icon = "door-enter"

    path: str
    members: int


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
    before: str = ""
    is_automatic: bool = False


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class TierEnded(PartnerEvent):
    """A partner is in no tier any more from a day on."""

    type = "partners.tier.ended"
    sentence = sentence("{subject} is no longer in the tier {tier} from {until} on")
    terms = {"tier": _TIER_NAMES}
    icon = "award-off"

    tier: str
    until: date


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class TierNoticed(PartnerEvent):
    """A partner will lose its tier on a day, unless it meets it again before; `lower` is what follows, empty for none."""

    type = "partners.tier.noticed"
    sentence = sentence(
        "{subject} will lose the tier {tier} on {demote_on}, unless it meets its requirements again before"
    )
    terms = {"tier": _TIER_NAMES}
    icon = "alert-triangle"

    tier: str
    lower: str
    demote_on: date


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class TierNoticeWithdrawn(PartnerEvent):
    """A partner that was to lose its tier keeps it."""

    type = "partners.tier.notice_withdrawn"
    sentence = sentence("{subject} keeps the tier {tier}: its requirements are met again")
    terms = {"tier": _TIER_NAMES}
    icon = "shield-check"

    tier: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class TierStandingChanged(PartnerEvent):
    """What counts towards a partner's tier changed; `reached` is the tier that its points and criteria are enough for."""

    type = "partners.tier.standing_changed"
    sentence = sentence("{subject} now has {points} of {full} points towards its tier")
    icon = "trending-up"

    points: Decimal
    full: Decimal
    reached: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class BenefitGranted(PartnerEvent):
    """A partner holds a benefit from a day on."""

    type = "partners.benefit.granted"
    sentence = sentence("{subject} gets the benefit {benefit} from {since_on} on")
    icon = "gift"

    key: str
    benefit: str
    since_on: date


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class BenefitRevoked(PartnerEvent):
    """A partner no longer holds a benefit from a day on."""

    type = "partners.benefit.revoked"
    sentence = sentence("{subject} no longer gets the benefit {benefit} from {until} on")
    icon = "gift-off"

    key: str
    benefit: str
    until: date


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class BenefitDefined(Event):
    """A benefit of the catalog was added or changed."""

    type = "partners.benefit.defined"
    subject_type = "benefit"
    sentence = sentence("The benefit {subject} was defined")
    icon = "gift"
    is_internal = True

    key: str
    amount: Decimal
    currency: str


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
    """It was recorded that a partner signed a version of an agreement elsewhere."""

    type = "partners.agreement.recorded"
    sentence = sentence("{subject} signed agreement {version} on {signed_on}")
    icon = "file-check"

    version: str
    signed_on: date
    valid_until: date | None
    kind: str = "partner"


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
class CertificationEnded(PartnerEvent):
    """A partner is no longer certified for a product family from a day on."""

    type = "partners.certification.ended"
    sentence = sentence("{subject} is no longer certified for {family} from {until} on")
    icon = "certificate-off"

    family: str
    until: date


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
class DataConfirmed(PartnerEvent):
    """A partner said that its record, or its people with their roles, are right as they stand."""

    type = "partners.data.confirmed"
    sentence = sentence("{subject} confirmed that this is right: {what}")
    terms = {"what": CONFIRMED_NAMES}
    icon = "checks"

    what: str
    remark: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class DataTasksOpened(PartnerEvent):
    """A partner is asked to put its data right by a day."""

    type = "partners.data.tasks_opened"
    sentence = sentence("{subject} is asked to put its data right by {due_on}: {count} tasks")
    icon = "list-check"

    count: int
    due_on: date


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class DataTasksDue(PartnerEvent):
    """A partner was reminded of open tasks; `due_on` is the first day of those."""

    type = "partners.data.tasks_due"
    sentence = sentence("{subject} was reminded of open tasks about its data, due on {due_on}: {count}")
    icon = "bell"

    count: int
    due_on: date


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
