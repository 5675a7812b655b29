"""What happens to prospects. Nobody but the host hears of it."""

from dataclasses import dataclass
from uuid import UUID

from steelyard.kernel.events import Event
from steelyard.kernel.refusals import sentence
from steelyard.partners.recruiting.terms import STAGE_NAMES, ProspectSource
from steelyard.platform.events import event

_SOURCE_NAMES = {source.value: source.label for source in ProspectSource}


@dataclass(frozen=True, slots=True, kw_only=True)
class ProspectEvent(Event):
    """Something that happened to a company that may become a partner."""

    subject_type = "prospect"
    is_internal = True


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class ProspectAdded(ProspectEvent):
    """A company became known as one that may become a partner."""

    type = "partners.prospect.added"
    sentence = sentence("{subject} is a prospect: {source}")
    terms = {"source": _SOURCE_NAMES}
    icon = "user-search"

    source: str
    kind: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class ProspectApplied(ProspectEvent):
    """A company asked to become a partner."""

    type = "partners.prospect.applied"
    sentence = sentence("{subject} would like to become a partner")
    icon = "user-question"

    kind: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class ProspectChanged(ProspectEvent):
    """What is known of a prospect changed; `fields` names what."""

    type = "partners.prospect.changed"
    sentence = sentence("What is known of the prospect {subject} was changed")
    icon = "edit"

    fields: tuple[str, ...]


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class ProspectMoved(ProspectEvent):
    """A prospect came to another stage."""

    type = "partners.prospect.moved"
    sentence = sentence("The prospect {subject} went from {before} to {after}")
    terms = {"before": STAGE_NAMES, "after": STAGE_NAMES}
    icon = "arrow-right"

    before: str
    after: str
    reason: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class ProspectOwned(ProspectEvent):
    """Somebody of the host now looks after a prospect."""

    type = "partners.prospect.owned"
    sentence = sentence("{owner} looks after the prospect {subject}")
    icon = "user-check"

    owner: str
    owner_id: UUID


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class ProspectApproved(ProspectEvent):
    """A prospect was approved, and so enrolled."""

    type = "partners.prospect.approved"
    sentence = sentence("The prospect {subject} was approved")
    icon = "circle-check"

    enrolled_id: UUID
    reason: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class ProspectRefused(ProspectEvent):
    """A prospect was refused, for a reason."""

    type = "partners.prospect.refused"
    sentence = sentence("The prospect {subject} was refused")
    icon = "circle-x"

    reason: str
