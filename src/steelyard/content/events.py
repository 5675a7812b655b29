"""What happens to content."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from steelyard.content.terms import USE_NAMES
from steelyard.kernel.events import Event
from steelyard.kernel.refusals import sentence
from steelyard.platform.events import event


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetEvent(Event):
    """Something that the host did with an asset; partners see what is published, not how it came about."""

    subject_type = "asset"
    is_internal = True


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class AssetCreated(AssetEvent):
    """An asset was begun."""

    type = "content.asset.created"
    sentence = sentence("{subject} was begun")
    icon = "file-plus"

    library: str
    kind: str
    owner_id: UUID


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class AssetChanged(AssetEvent):
    """What is said of an asset changed; `before` and `after` hold what did."""

    type = "content.asset.changed"
    sentence = sentence("What is said of {subject} was changed")
    icon = "edit"

    before: dict[str, Any]
    after: dict[str, Any]


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class VersionAdded(AssetEvent):
    """An asset has a new version, not published yet."""

    type = "content.asset.version_added"
    sentence = sentence("{subject} has a version {number}")
    icon = "versions"

    version_id: UUID
    number: int
    note: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class AssetPublished(AssetEvent):
    """A version of an asset is the current one from now on."""

    type = "content.asset.published"
    sentence = sentence("Version {number} of {subject} was published")
    icon = "world-upload"

    version_id: UUID
    number: int


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class AssetWithdrawn(AssetEvent):
    """An asset is not there for partners any more, for a reason."""

    type = "content.asset.withdrawn"
    sentence = sentence("{subject} was withdrawn: {reason}")
    icon = "eye-off"

    reason: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class AssetArchived(AssetEvent):
    """An asset was laid to rest, by somebody or because nobody reviewed it."""

    type = "content.asset.archived"
    sentence = sentence("{subject} was archived: {reason}")
    icon = "archive"

    reason: str
    owner_id: UUID


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class AssetReviewed(AssetEvent):
    """Somebody said that an asset still holds."""

    type = "content.asset.reviewed"
    sentence = sentence("{subject} was reviewed and holds until {review_by}")
    icon = "checkup-list"

    review_by: date


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewDue(AssetEvent):
    """The day of review of an asset is near, or here."""

    type = "content.asset.review_due"
    sentence = sentence("{subject} is to be reviewed by {review_by}")
    icon = "calendar-due"

    review_by: date
    days: int
    owner_id: UUID


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class AssetUsed(Event):
    """Somebody downloaded an asset, or opened what it links to."""

    type = "content.asset.used"
    subject_type = "asset"
    sentence = sentence("{subject}: {kind}")
    terms = {"kind": USE_NAMES}
    icon = "download"

    version_id: UUID
    kind: str
    registration_id: UUID | None


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackGiven(Event):
    """Somebody said whether an asset helped."""

    type = "content.asset.feedback_given"
    subject_type = "asset"
    sentence = sentence("{subject} helped: {is_helpful}. {words}")
    icon = "message-circle"

    is_helpful: bool
    words: str
    owner_id: UUID


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryDefined(Event):
    """A library was added or renamed."""

    type = "content.library.defined"
    subject_type = "library"
    sentence = sentence("The library {subject} was defined")
    icon = "books"
    is_internal = True

    key: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class AudienceDefined(Event):
    """Who belongs to an audience was said or changed."""

    type = "content.audience.defined"
    subject_type = "audience"
    sentence = sentence("The audience {subject} was defined")
    icon = "users-group"
    is_internal = True

    terms_before: dict[str, Any]
    terms_after: dict[str, Any]
