"""What happens to registrations."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from steelyard.deals.terms import RegistrationState
from steelyard.kernel.events import Event
from steelyard.kernel.refusals import sentence
from steelyard.platform.events import event


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationEvent(Event):
    """Something that happened to a registration; its partner hears of it."""

    subject_type = "dealreg"


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationSubmitted(RegistrationEvent):
    """A partner claimed a deal."""

    type = "deals.registration.submitted"
    sentence = sentence("The registration {subject} was submitted")
    icon = "send"

    company_id: UUID
    role: str
    families: tuple[str, ...]
    division: str
    region: str
    value: Decimal
    currency: str
    close_on: date
    evidence: tuple[str, ...]


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationSubmittedOnBehalf(RegistrationSubmitted):
    """Somebody of the host claimed a deal for a partner; its owner there hears of it."""

    type = "deals.registration.submitted_on_behalf"
    sentence = sentence("{registrar} registered {subject} on the partner's behalf")

    registrar: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationDecided(RegistrationEvent):
    """The rules or a person decided; families by what became of them."""

    decision_id: UUID
    rules: str
    by_hand: bool
    protected: tuple[str, ...] = ()
    teaming: tuple[str, ...] = ()
    held: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    protected_until: datetime | None = None


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationApproved(RegistrationDecided):
    """Every line was approved, alone or beside others."""

    type = "deals.registration.approved"
    sentence = sentence("The registration {subject} was approved")
    icon = "shield-check"

    is_provisional: bool = False


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationPartlyApproved(RegistrationDecided):
    """Some lines were approved, others held or refused."""

    type = "deals.registration.partly_approved"
    sentence = sentence("The registration {subject} was approved in part")
    icon = "shield-half"

    is_provisional: bool = False


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationHeld(RegistrationDecided):
    """A person has to decide."""

    type = "deals.registration.held"
    sentence = sentence("The registration {subject} waits for review")
    icon = "hourglass"

    due_at: datetime | None = None


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceRequested(RegistrationDecided):
    """The rules ask for evidence before anything else."""

    type = "deals.registration.evidence_requested"
    sentence = sentence("The registration {subject} needs evidence")
    icon = "file-alert"

    answer_due_at: datetime | None = None


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationRejected(RegistrationDecided):
    """No line was approved or held."""

    type = "deals.registration.rejected"
    sentence = sentence("The registration {subject} was rejected")
    icon = "shield-x"

    closure_code: str
    reason: str = ""


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationImported(RegistrationEvent):
    """A registration that another system decided was brought in as it stood."""

    type = "deals.registration.imported"
    sentence = sentence("The registration {subject} was imported as {state}")
    terms = {"state": {state: state.label for state in RegistrationState}}
    icon = "file-import"

    state: str
    protected_until: datetime | None


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class InformationRequested(RegistrationEvent):
    """The host asked the partner a question."""

    type = "deals.registration.information_requested"
    sentence = sentence("A question about {subject}: {question}")
    icon = "help-circle"

    request_id: UUID
    question: str
    answer_due_at: datetime


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class InformationGiven(RegistrationEvent):
    """The partner answered."""

    type = "deals.registration.information_given"
    sentence = sentence("The question about {subject} was answered: {answer}")
    icon = "message-reply"

    request_id: UUID | None
    answer: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceAdded(RegistrationEvent):
    """The partner added evidence."""

    type = "deals.evidence.added"
    sentence = sentence("Evidence was added to {subject}")
    icon = "paperclip"

    evidence_id: UUID
    kind: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionRequested(RegistrationEvent):
    """The partner asked for a longer protection."""

    type = "deals.extension.requested"
    sentence = sentence("An extension of {subject} was requested")
    icon = "clock-plus"

    extension_id: UUID
    reason: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionGranted(RegistrationEvent):
    """The protection is longer now."""

    type = "deals.extension.granted"
    sentence = sentence("The protection of {subject} was extended")
    icon = "clock-check"

    extension_id: UUID
    protected_until: datetime
    by_hand: bool


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionRefused(RegistrationEvent):
    """The protection stays as it is."""

    type = "deals.extension.refused"
    sentence = sentence("The extension of {subject} was refused")
    icon = "clock-x"

    extension_id: UUID
    reason: str
    by_hand: bool


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationWithdrawn(RegistrationEvent):
    """The partner gave its claim up."""

    type = "deals.registration.withdrawn"
    sentence = sentence("The registration {subject} was withdrawn: {reason}")
    icon = "arrow-back-up"

    reason: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationCancelled(RegistrationEvent):
    """The host ended the protection of some families, or of all: revoked, or superseded by another claim."""

    type = "deals.registration.cancelled"
    sentence = sentence("The protection of {subject} was ended: {reason}")
    icon = "shield-off"

    closure_code: str
    reason: str
    families: tuple[str, ...]


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationPassedOn(RegistrationEvent):
    """The partner of a registration left; it is another partner's now. Whose it was stays in the log."""

    type = "deals.registration.passed_on"
    sentence = sentence("The registration {subject} was passed on")
    icon = "arrow-right-circle"


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationExpired(RegistrationEvent):
    """A protection ran out, or a question stayed unanswered."""

    type = "deals.registration.expired"
    sentence = sentence("The registration {subject} expired")
    icon = "clock-off"

    closure_code: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationAppealed(RegistrationEvent):
    """The partner appealed against a rejection."""

    type = "deals.registration.appealed"
    sentence = sentence("An appeal was made for {subject}: {reason}")
    icon = "gavel"

    reason: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationConverted(RegistrationEvent):
    """The registration became an opportunity."""

    type = "deals.registration.converted"
    sentence = sentence("The registration {subject} became an opportunity")
    icon = "target-arrow"

    opportunity_id: UUID


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationWon(RegistrationEvent):
    """The deal was won."""

    type = "deals.registration.won"
    sentence = sentence("The registration {subject} was won")
    icon = "trophy"

    opportunity_id: UUID


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationLost(RegistrationEvent):
    """The deal was lost."""

    type = "deals.registration.lost"
    sentence = sentence("The registration {subject} was lost")
    icon = "mood-sad"

    reason: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class ProtectionEnding(RegistrationEvent):
    """The protection ends soon."""

    type = "deals.protection.ending"
    sentence = sentence("The protection of {subject} ends on {protected_until}")
    icon = "bell"

    days_left: int
    protected_until: datetime


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewEscalated(RegistrationEvent):
    """A review is about to be late."""

    type = "deals.review.escalated"
    sentence = sentence("The review of {subject} is about to be late")
    icon = "alert-triangle"
    is_internal = True

    due_at: datetime


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewOverdue(RegistrationEvent):
    """The hard limit of a review passed and the rules could not approve."""

    type = "deals.review.overdue"
    sentence = sentence("The review of {subject} is overdue")
    icon = "alert-octagon"
    is_internal = True

    hard_due_at: datetime


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class ManagerReassigned(RegistrationEvent):
    """Another person of the host looks after the registration."""

    type = "deals.registration.manager_reassigned"
    sentence = sentence("Another channel manager looks after {subject}")
    icon = "user-check"

    manager_id: UUID | None


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class CommentAdded(RegistrationEvent):
    """Somebody said something that both sides read."""

    type = "deals.comment.added"
    sentence = sentence("Comment on {subject}: {body}")
    icon = "message"

    comment_id: UUID
    body: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class InternalCommentAdded(CommentAdded):
    """Somebody of the host wrote a note for the host."""

    type = "deals.comment.added_internally"
    sentence = sentence("Internal note on {subject}: {body}")
    icon = "lock"
    is_internal = True


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class DirectOpportunityBlocked(RegistrationEvent):
    """Direct sales were stopped by the protection of a registration."""

    type = "deals.direct.blocked"
    sentence = sentence("Direct sales were stopped by the protection of {subject}")
    icon = "shield-lock"


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class DirectOverrideRecorded(RegistrationEvent):
    """Direct sales went on against the protection of a registration; the partner reads why."""

    type = "deals.direct.overridden"
    sentence = sentence("Direct sales opened an opportunity despite the protection of {subject}: {reason}")
    icon = "shield-exclamation"

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeEvent(RegistrationEvent):
    """Something happened in a dispute about the registration."""

    icon = "scale"

    dispute_id: UUID


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeFiled(DisputeEvent):
    """A side disputes what was decided, or appeals against a ruling."""

    type = "deals.dispute.filed"
    sentence = sentence("A dispute was filed about {subject}: {statement}")

    side: str
    ground: str
    statement: str
    is_appeal: bool


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeAnswered(DisputeEvent):
    """A side said something in a dispute."""

    type = "deals.dispute.answered"
    sentence = sentence("Statement in the dispute about {subject}: {body}")

    side: str
    body: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class ArbiterNamed(DisputeEvent):
    """Somebody who has no part in the deal is to rule."""

    type = "deals.dispute.arbiter_named"
    sentence = sentence("An arbiter was named for the dispute about {subject}")

    arbiter_id: UUID


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeUpheld(DisputeEvent):
    """The arbiter found that the dispute is right."""

    type = "deals.dispute.upheld"
    sentence = sentence("The dispute about {subject} was upheld: {reason}")

    reason: str
    final_at: datetime


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeDismissed(DisputeEvent):
    """The arbiter found that what was decided stands."""

    type = "deals.dispute.dismissed"
    sentence = sentence("The dispute about {subject} was dismissed: {reason}")

    reason: str
    final_at: datetime


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeWithdrawn(DisputeEvent):
    """Whoever filed the dispute took it back."""

    type = "deals.dispute.withdrawn"
    sentence = sentence("The dispute about {subject} was withdrawn")


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeOverdue(DisputeEvent):
    """The day by which somebody had to rule has passed."""

    type = "deals.dispute.overdue"
    sentence = sentence("The ruling on the dispute about {subject} is late")
    is_internal = True

    due_at: datetime
