"""What happened to a registration, newest first: the feed, in which comments, questions and answers speak for themselves."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from steelyard.deals.events import (
    ArbiterNamed,
    CommentAdded,
    DirectOpportunityBlocked,
    DirectOverrideRecorded,
    DisputeAnswered,
    DisputeDismissed,
    DisputeFiled,
    DisputeOverdue,
    DisputeUpheld,
    DisputeWithdrawn,
    EvidenceAdded,
    EvidenceRequested,
    ExtensionGranted,
    ExtensionRefused,
    ExtensionRequested,
    InformationGiven,
    InformationRequested,
    InternalCommentAdded,
    ManagerReassigned,
    RegistrationAppealed,
    RegistrationApproved,
    RegistrationCancelled,
    RegistrationConverted,
    RegistrationDecided,
    RegistrationExpired,
    RegistrationHeld,
    RegistrationLost,
    RegistrationPartlyApproved,
    RegistrationRejected,
    RegistrationSubmitted,
    RegistrationSubmittedOnBehalf,
    RegistrationWithdrawn,
    RegistrationWon,
    ReviewEscalated,
    ReviewOverdue,
)
from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import sentence
from steelyard.platform.directory import PersonCard
from steelyard.platform.events import event_types
from steelyard.platform.feed import FeedEntry, list_feed

_SAID = {
    CommentAdded.type: ("body", ""),
    InternalCommentAdded.type: ("body", ""),
    InformationRequested.type: ("question", sentence("{name} asks")),
    InformationGiven.type: ("answer", sentence("{name} answers")),
    ExtensionRequested.type: ("reason", sentence("{name} asks for an extension")),
    RegistrationAppealed.type: ("reason", sentence("{name} appeals")),
    DisputeFiled.type: ("statement", sentence("{name} disputes the decision")),
    DisputeAnswered.type: ("body", sentence("{name} in the dispute")),
    DisputeUpheld.type: ("reason", sentence("{name} upholds the dispute")),
    DisputeDismissed.type: ("reason", sentence("{name} dismisses the dispute")),
}
"""Events whose words are shown as said by somebody: the field with the words, and what the person does."""

_TITLES = {
    RegistrationSubmitted.type: sentence("Submitted"),
    RegistrationSubmittedOnBehalf.type: sentence("{registrar} registered it on the partner's behalf"),
    RegistrationApproved.type: sentence("Approved"),
    RegistrationPartlyApproved.type: sentence("Approved in part"),
    RegistrationHeld.type: sentence("Held for review"),
    EvidenceRequested.type: sentence("Evidence asked for"),
    EvidenceAdded.type: sentence("Evidence added"),
    RegistrationRejected.type: sentence("Rejected"),
    RegistrationWithdrawn.type: sentence("Withdrawn"),
    RegistrationCancelled.type: sentence("The protection was ended"),
    RegistrationExpired.type: sentence("Expired"),
    RegistrationConverted.type: sentence("Turned into an opportunity"),
    RegistrationWon.type: sentence("Won"),
    RegistrationLost.type: sentence("Lost"),
    ExtensionGranted.type: sentence("The protection was extended"),
    ExtensionRefused.type: sentence("The extension was refused"),
    ManagerReassigned.type: sentence("The channel manager changed"),
    ReviewEscalated.type: sentence("About to be late"),
    ReviewOverdue.type: sentence("Overdue"),
    DirectOpportunityBlocked.type: sentence("Direct sales were stopped by this protection"),
    ArbiterNamed.type: sentence("An arbiter was named"),
    DisputeWithdrawn.type: sentence("The dispute was withdrawn"),
    DisputeOverdue.type: sentence("The ruling is late"),
    DirectOverrideRecorded.type: sentence("Direct sales opened an opportunity despite the protection"),
}
"""Events on the page of their own registration, where its name need not be said again."""

_TONES = {
    **dict.fromkeys(("approved", "partly_approved", "granted", "converted"), "green"),
    **dict.fromkeys(("won",), "teal"),
    **dict.fromkeys(("filed", "arbiter_named"), "violet"),
    **dict.fromkeys(("held",), "violet"),
    **dict.fromkeys(("submitted", "submitted_on_behalf", "information_given", "added"), "blue"),
    **dict.fromkeys(("evidence_requested", "ending", "escalated", "blocked"), "amber"),
    **dict.fromkeys(("rejected", "refused", "cancelled", "overdue", "overridden"), "red"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One entry of the timeline; `words` are somebody's own, `rules` the version that decided."""

    at: datetime
    by: PersonCard
    icon: str
    tone: str
    title: str
    words: str = ""
    is_said: bool = False
    is_internal: bool = False
    rules: str = ""
    is_by_rules: bool = False


def list_moments(actor: Actor, registration_id: UUID, *, limit: int = 100) -> list[Moment]:
    """Return what happened to the registration, as far as the actor may know, newest first."""
    return [_moment(entry) for entry in list_feed(actor, registration_id, limit=limit)]


def _moment(entry: FeedEntry) -> Moment:
    facts = entry.facts
    if entry.type in _SAID:
        field, title = _SAID[entry.type]
        return Moment(
            at=entry.occurred_at,
            by=entry.actor,
            icon=entry.icon,
            tone="blue",
            title=_(title).format(name=entry.actor.name) if title else entry.actor.name,
            words=str(facts.get(field) or ""),
            is_said=True,
            is_internal=entry.is_internal,
        )
    is_decision = issubclass(event_types()[entry.type], RegistrationDecided)
    is_by_rules = not facts.get("by_hand", True)
    return Moment(
        at=entry.occurred_at,
        by=entry.actor,
        icon=entry.icon,
        tone=_TONES.get(entry.type.rpartition(".")[2], "neutral"),
        title=_(_TITLES[entry.type]).format(**facts) if entry.type in _TITLES else entry.sentence,
        words="" if is_by_rules else str(facts.get("reason") or ""),
        is_internal=entry.is_internal,
        rules=str(facts.get("rules") or "") if is_decision else "",
        is_by_rules=is_by_rules,
    )
