"""What happens to opportunities and accounts."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from steelyard.kernel.events import Event
from steelyard.kernel.refusals import sentence
from steelyard.pipeline.terms import LOST_REASON_NAMES
from steelyard.platform.events import event


@dataclass(frozen=True, slots=True, kw_only=True)
class OpportunityEvent(Event):
    """Something that happened to an opportunity; its partner, if it has one, hears of it."""

    subject_type = "opp"


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class OpportunityOpened(OpportunityEvent):
    """An opportunity was opened, direct or with a partner."""

    type = "pipeline.opportunity.opened"
    sentence = sentence("The opportunity {subject} was opened")
    icon = "target"

    company_id: UUID
    source_registration_id: UUID | None
    owner_id: UUID | None
    region: str
    families: tuple[str, ...]
    stage: str
    amount: Decimal
    currency: str
    close_on: date


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class OpportunityChanged(OpportunityEvent):
    """Terms of an opportunity changed; `before` and `after` hold the changed ones."""

    type = "pipeline.opportunity.changed"
    sentence = sentence("The opportunity {subject} was changed")
    icon = "edit"

    before: dict[str, Any]
    after: dict[str, Any]


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class OpportunityRemoved(OpportunityEvent):
    """An opportunity that should never have been there was removed."""

    type = "pipeline.opportunity.removed"
    sentence = sentence("The opportunity {subject} was removed")
    icon = "trash"


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class OpportunityMoved(OpportunityEvent):
    """An opportunity went to another stage."""

    type = "pipeline.opportunity.moved"
    sentence = sentence("{subject} moved from {before} to {after}")
    terms = {"before": {}, "after": {}}
    icon = "arrow-right"

    before: str
    after: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class OpportunityWon(OpportunityEvent):
    """An opportunity was won."""

    type = "pipeline.opportunity.won"
    sentence = sentence("{subject} was won: {amount} {currency}")
    icon = "trophy"

    company_id: UUID
    source_registration_id: UUID | None
    amount: Decimal
    currency: str
    families: tuple[str, ...]
    order_reference: str
    transacted_by: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class OpportunityLost(OpportunityEvent):
    """An opportunity was lost, for a reason."""

    type = "pipeline.opportunity.lost"
    sentence = sentence("{subject} was lost: {reason}")
    terms = {"reason": LOST_REASON_NAMES}
    icon = "mood-sad"

    company_id: UUID
    source_registration_id: UUID | None
    reason: str
    detail: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class OpportunityReopened(OpportunityEvent):
    """A closed opportunity is open again."""

    type = "pipeline.opportunity.reopened"
    sentence = sentence("{subject} was reopened")
    icon = "rotate"

    source_registration_id: UUID | None
    outcome_before: str
    stage: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerAssigned(OpportunityEvent):
    """A person of the host works the opportunity from now on."""

    type = "pipeline.opportunity.owner_assigned"
    sentence = sentence("{owner} now owns {subject}")
    icon = "user-check"

    owner_id: UUID | None
    owner: str
    before_id: UUID | None


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerOwnerAssigned(OpportunityEvent):
    """A person of the partner works the opportunity from now on."""

    type = "pipeline.opportunity.partner_owner_assigned"
    sentence = sentence("{owner} now works on {subject} for the partner")
    icon = "user-check"

    owner_id: UUID | None
    owner: str
    before_id: UUID | None


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class OpportunityPassedOn(OpportunityEvent):
    """The partner of an opportunity left; it is another partner's now, or the host's own. Whose it was stays in the log."""

    type = "pipeline.opportunity.passed_on"
    sentence = sentence("{subject} was passed on")
    icon = "arrow-right-circle"


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityLogged(OpportunityEvent):
    """Something was done on an opportunity, by the host or the partner."""

    type = "pipeline.activity.logged"
    sentence = sentence("{subject}: {summary}")
    icon = "message-circle"

    activity_id: UUID
    kind: str
    direction: str
    summary: str
    occurred_at: datetime


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class InternalActivityLogged(ActivityLogged):
    """Something was done on an opportunity that only the host may know."""

    type = "pipeline.activity.logged_internally"
    is_internal = True
    icon = "lock"


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class AccountAssigned(Event):
    """A company became somebody's named account."""

    type = "pipeline.account.assigned"
    subject_type = "company"
    sentence = sentence("{subject} is a named account of {owner}")
    icon = "building"
    is_internal = True

    owner_id: UUID
    owner: str
    is_house: bool
    since_on: date


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class AccountReleased(Event):
    """A company is nobody's named account any more."""

    type = "pipeline.account.released"
    subject_type = "company"
    sentence = sentence("{subject} is nobody's named account from {until} on")
    icon = "building"
    is_internal = True

    until: date


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class ProductInstalled(Event):
    """A company has a product family, sold by a partner or directly."""

    type = "pipeline.product.installed"
    subject_type = "company"
    sentence = sentence("{subject} has {family}")
    icon = "package"

    family: str
    since_on: date
    renews_on: date | None


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class ProductEnded(Event):
    """A company does not have a product family any more."""

    type = "pipeline.product.ended"
    subject_type = "company"
    sentence = sentence("{subject} has {family} no longer")
    icon = "package-off"

    family: str
    ended_on: date


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class StageDefined(Event):
    """A stage was added or changed."""

    type = "pipeline.stage.defined"
    subject_type = "stage"
    sentence = sentence("The stage {subject} was defined")
    icon = "columns"
    is_internal = True

    key: str
    position: int
    probability: Decimal
