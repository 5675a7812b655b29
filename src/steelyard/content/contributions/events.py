"""What happens to contributions."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from steelyard.kernel.events import Event
from steelyard.kernel.refusals import sentence
from steelyard.platform.events import event


@dataclass(frozen=True, slots=True, kw_only=True)
class ContributionEvent(Event):
    """Something that happened to a contribution; `person_id` registered it."""

    subject_type = "contribution"

    person_id: UUID | None


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class ContributionSubmitted(ContributionEvent):
    """A partner handed a contribution in to be verified."""

    type = "content.contribution.submitted"
    sentence = sentence("{subject} was handed in as a contribution")
    icon = "send"

    kind: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class ContributionReturned(ContributionEvent):
    """The host asks for more before it verifies a contribution."""

    type = "content.contribution.returned"
    sentence = sentence("More is asked about {subject}: {words}")
    icon = "message-question"

    words: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class ContributionRefused(ContributionEvent):
    """The host does not acknowledge a contribution, for a reason."""

    type = "content.contribution.refused"
    sentence = sentence("{subject} is not acknowledged: {reason}")
    icon = "x"

    reason: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class ContributionVerified(ContributionEvent):
    """A contribution is acknowledged with points; it carries what a touch needs.

    The touch is the partner's (`partner_id`), of the authors, at the instant `touched_at`, of `touch_type`, shown by `evidence`,
    with a `confidence` from 0 to 1, recorded by `source`. `customer` is the company that it names, in the partner's words.
    """

    type = "content.contribution.verified"
    sentence = sentence("{subject} is acknowledged: {points} points")
    icon = "rosette-discount-check"

    points: int
    rules: str
    touch_type: str
    touched_at: datetime
    author_ids: list[UUID]
    evidence: str
    confidence: Decimal
    source: str
    families: list[str]
    language: str
    region: str
    customer: str
    verify_again_on: date


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class ContributionConfirmed(ContributionEvent):
    """Somebody looked again, and a contribution goes on to count."""

    type = "content.contribution.confirmed"
    sentence = sentence("{subject} was verified again and counts until {verify_again_on}")
    icon = "checkup-list"

    verify_again_on: date


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class ContributionDue(ContributionEvent):
    """The day on which a contribution is to be verified again is near."""

    type = "content.contribution.due"
    sentence = sentence("{subject} is to be verified again by {verify_again_on}")
    icon = "calendar-due"

    verify_again_on: date
    days: int


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class ContributionLapsed(ContributionEvent):
    """A contribution counts no more: nobody verified it again, or its address is gone."""

    type = "content.contribution.lapsed"
    sentence = sentence("{subject} counts no more: {reason}")
    terms = {"reason": {}}
    icon = "clock-off"

    reason: str
    points: int


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class ContributionWithdrawn(ContributionEvent):
    """The partner took a contribution back; its points, if it had any, end."""

    type = "content.contribution.withdrawn"
    sentence = sentence("{subject} was taken back: {reason}")
    icon = "arrow-back-up"

    reason: str
    points: int


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class ContributionFeatured(ContributionEvent):
    """A contribution is shown to other partners, as its credit says."""

    type = "content.contribution.featured"
    sentence = sentence("{subject} is shown to other partners")
    icon = "star"


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class ContributionUnfeatured(ContributionEvent):
    """A contribution is shown to its own partner and the host alone again."""

    type = "content.contribution.unfeatured"
    sentence = sentence("{subject} is no longer shown to other partners")
    icon = "star-off"
