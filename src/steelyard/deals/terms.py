"""The words of deal registration: states, closures, roles, lines, evidence, outcomes, and which state may follow which."""

from collections.abc import Mapping
from enum import StrEnum

from steelyard.kernel.refusals import sentence


class RegistrationState(StrEnum):
    """Where a registration stands. Why it ended is its closure code; that it was extended is a count, not a state.

    "Submitted" lasts no longer than its decision: the rules answer in the same transaction.
    """

    DRAFT = "draft"
    UNDER_REVIEW = "under_review"
    INFORMATION_REQUESTED = "information_requested"
    APPROVED = "approved"
    CONVERTED = "converted"
    WON = "won"
    LOST = "lost"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"
    REJECTED = "rejected"

    @property
    def label(self) -> str:
        return _STATE_LABELS[self]


_STATE_LABELS = {
    RegistrationState.DRAFT: sentence("Draft"),
    RegistrationState.UNDER_REVIEW: sentence("Under review"),
    RegistrationState.INFORMATION_REQUESTED: sentence("Information requested"),
    RegistrationState.APPROVED: sentence("Approved"),
    RegistrationState.CONVERTED: sentence("Converted"),
    RegistrationState.WON: sentence("Won"),
    RegistrationState.LOST: sentence("Lost"),
    RegistrationState.EXPIRED: sentence("Expired"),
    RegistrationState.WITHDRAWN: sentence("Withdrawn"),
    RegistrationState.CANCELLED: sentence("Cancelled"),
    RegistrationState.REJECTED: sentence("Rejected"),
}

_S = RegistrationState

NEXT_STATES: Mapping[RegistrationState, frozenset[RegistrationState]] = {
    _S.DRAFT: frozenset({_S.UNDER_REVIEW, _S.INFORMATION_REQUESTED, _S.APPROVED, _S.REJECTED}),
    _S.UNDER_REVIEW: frozenset({_S.INFORMATION_REQUESTED, _S.APPROVED, _S.REJECTED, _S.WITHDRAWN}),
    _S.INFORMATION_REQUESTED: frozenset({_S.UNDER_REVIEW, _S.APPROVED, _S.REJECTED, _S.WITHDRAWN, _S.EXPIRED}),
    _S.APPROVED: frozenset({_S.UNDER_REVIEW, _S.CONVERTED, _S.LOST, _S.EXPIRED, _S.WITHDRAWN, _S.CANCELLED}),
    _S.CONVERTED: frozenset({_S.WON, _S.LOST, _S.EXPIRED, _S.CANCELLED}),
    _S.REJECTED: frozenset({_S.UNDER_REVIEW}),
    _S.WON: frozenset(),
    _S.LOST: frozenset(),
    _S.EXPIRED: frozenset(),
    _S.WITHDRAWN: frozenset(),
    _S.CANCELLED: frozenset(),
}
"""The state machine; a trigger in the database keeps to it too. A rejection is reopened by an appeal only, an approval only
where another claim superseded what it protects and some lines still wait."""

WAITING_STATES = frozenset({_S.UNDER_REVIEW, _S.INFORMATION_REQUESTED})
PROTECTED_STATES = frozenset({_S.APPROVED, _S.CONVERTED})
LIVE_STATES = WAITING_STATES | PROTECTED_STATES
"""What counts against a partner's capacity."""


class ClosureCode(StrEnum):
    """Why a registration ended."""

    REJECTED = "rejected"
    """Refused on its merits: by a claim that comes first, or by a person."""
    NOT_ELIGIBLE = "not_eligible"
    """Refused before anybody weighed it: something about the partner or the deal has to change first."""
    DUPLICATE = "duplicate"
    INCOMPLETE_EXPIRED = "incomplete_expired"
    PROTECTION_EXPIRED = "protection_expired"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"
    REVOKED = "revoked"
    WON = "won"
    LOST = "lost"

    @property
    def label(self) -> str:
        return _CLOSURE_LABELS[self]


_CLOSURE_LABELS = {
    ClosureCode.REJECTED: sentence("Rejected"),
    ClosureCode.NOT_ELIGIBLE: sentence("Not eligible"),
    ClosureCode.DUPLICATE: sentence("Duplicate of another registration of yours"),
    ClosureCode.INCOMPLETE_EXPIRED: sentence("Incomplete and expired"),
    ClosureCode.PROTECTION_EXPIRED: sentence("Protection expired"),
    ClosureCode.WITHDRAWN: sentence("Withdrawn"),
    ClosureCode.SUPERSEDED: sentence("Superseded"),
    ClosureCode.REVOKED: sentence("Revoked"),
    ClosureCode.WON: sentence("Won"),
    ClosureCode.LOST: sentence("Lost"),
}


class RegistrationType(StrEnum):
    """The partner's role in the deal."""

    SOURCED = "sourced"
    TEAMING = "teaming"
    FULFILMENT = "fulfilment"
    RENEWAL = "renewal"
    SERVICES = "services"

    @property
    def label(self) -> str:
        return _TYPE_LABELS[self]


_TYPE_LABELS = {
    RegistrationType.SOURCED: sentence("Found the deal"),
    RegistrationType.TEAMING: sentence("Helps to win the deal"),
    RegistrationType.FULFILMENT: sentence("Delivers the order"),
    RegistrationType.RENEWAL: sentence("Renews a contract"),
    RegistrationType.SERVICES: sentence("Delivers services"),
}


class LineState(StrEnum):
    """What became of one product family of a registration."""

    HELD = "held"
    PROTECTED = "protected"
    TEAMING = "teaming"
    REFUSED = "refused"
    ENDED = "ended"

    @property
    def label(self) -> str:
        return _LINE_LABELS[self]


_LINE_LABELS = {
    LineState.HELD: sentence("Held for review"),
    LineState.PROTECTED: sentence("Protected"),
    LineState.TEAMING: sentence("Second partner"),
    LineState.REFUSED: sentence("Refused"),
    LineState.ENDED: sentence("Ended"),
}

NEXT_LINE_STATES: Mapping[LineState, frozenset[LineState]] = {
    LineState.HELD: frozenset({LineState.PROTECTED, LineState.TEAMING, LineState.REFUSED, LineState.ENDED}),
    LineState.PROTECTED: frozenset({LineState.ENDED}),
    LineState.TEAMING: frozenset({LineState.ENDED}),
    LineState.REFUSED: frozenset({LineState.HELD}),
    LineState.ENDED: frozenset(),
}


class LineOutcome(StrEnum):
    """What the rules say of one line, best first; of several answers the worst counts."""

    APPROVED = "approved"
    TEAMING = "teaming"
    HELD = "held"
    REJECTED = "rejected"

    @property
    def label(self) -> str:
        return _LINE_OUTCOME_LABELS[self]

    @property
    def state(self) -> LineState:
        """The state that a line has after this outcome."""
        return _STATE_AFTER[self]


_LINE_OUTCOME_LABELS = {
    LineOutcome.APPROVED: sentence("Approve"),
    LineOutcome.TEAMING: sentence("Approve as second partner"),
    LineOutcome.HELD: sentence("Hold for a person"),
    LineOutcome.REJECTED: sentence("Reject"),
}
_STATE_AFTER = {
    LineOutcome.APPROVED: LineState.PROTECTED,
    LineOutcome.TEAMING: LineState.TEAMING,
    LineOutcome.HELD: LineState.HELD,
    LineOutcome.REJECTED: LineState.REFUSED,
}


class Outcome(StrEnum):
    """What the rules, or a person, say of a whole registration, best first."""

    APPROVED = "approved"
    APPROVED_AS_TEAMING = "approved_as_teaming"
    APPROVED_IN_PART = "approved_in_part"
    HELD = "held"
    REJECTED = "rejected"

    @property
    def label(self) -> str:
        return _OUTCOME_LABELS[self]

    @property
    def is_approval(self) -> bool:
        return self in {Outcome.APPROVED, Outcome.APPROVED_AS_TEAMING, Outcome.APPROVED_IN_PART}


_OUTCOME_LABELS = {
    Outcome.APPROVED: sentence("Approved"),
    Outcome.APPROVED_AS_TEAMING: sentence("Approved as second partner"),
    Outcome.APPROVED_IN_PART: sentence("Approved in part"),
    Outcome.HELD: sentence("Held for review"),
    Outcome.REJECTED: sentence("Rejected"),
}

_BEST_FIRST: Mapping[StrEnum, int] = {
    word: place for words in (LineOutcome, Outcome) for place, word in enumerate(words)
}


def is_better(one: LineOutcome | Outcome, other: LineOutcome | Outcome) -> bool:
    """Tell whether the first outcome is better for the partner than the second of the same kind."""
    return _BEST_FIRST[one] < _BEST_FIRST[other]


def worst(*outcomes: LineOutcome) -> LineOutcome:
    """Return the worst of the outcomes for the partner."""
    return max(outcomes, key=_BEST_FIRST.__getitem__)


class EvidenceKind(StrEnum):
    """What shows that a deal is real."""

    MEETING = "meeting"
    QUOTE = "quote"
    PROOF_OF_CONCEPT = "proof_of_concept"
    LETTER_OF_CHOICE = "letter_of_choice"
    TENDER_DOCUMENT = "tender_document"
    OTHER = "other"

    @property
    def label(self) -> str:
        return _EVIDENCE_LABELS[self]


_EVIDENCE_LABELS = {
    EvidenceKind.MEETING: sentence("Minutes of a meeting"),
    EvidenceKind.QUOTE: sentence("Quote"),
    EvidenceKind.PROOF_OF_CONCEPT: sentence("Proof of concept"),
    EvidenceKind.LETTER_OF_CHOICE: sentence("Customer's letter of choice"),
    EvidenceKind.TENDER_DOCUMENT: sentence("Tender document"),
    EvidenceKind.OTHER: sentence("Other evidence"),
}


class ExtensionState(StrEnum):
    """What became of a request for a longer protection."""

    WAITING = "waiting"
    GRANTED = "granted"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        return _EXTENSION_LABELS[self]


_EXTENSION_LABELS = {
    ExtensionState.WAITING: sentence("Waiting"),
    ExtensionState.GRANTED: sentence("Granted"),
    ExtensionState.REFUSED: sentence("Refused"),
}


class Match(StrEnum):
    """How a claim's company relates to the one that was registered."""

    SAME = "same"
    RELATED = "related"
    MAYBE = "maybe"


class RungKind(StrEnum):
    """What one rung of the ladder asks."""

    PARTNER_ACTIVE = "partner_active"
    AGREEMENT_SIGNED = "agreement_signed"
    REQUIREMENTS_MET = "requirements_met"
    CERTIFIED = "certified"
    CAPACITY_LEFT = "capacity_left"
    NO_PUBLIC_TENDER = "no_public_tender"
    MINIMUM_VALUE = "minimum_value"
    RESUBMISSIONS_LEFT = "resubmissions_left"
    EVIDENCE_COMPLETE = "evidence_complete"
    LARGE_VALUE = "large_value"
    OWN_REGISTRATION = "own_registration"
    PROTECTED_CLAIM = "protected_claim"
    PENDING_CLAIM = "pending_claim"
    DIRECT_OPPORTUNITY = "direct_opportunity"
    CUSTOMER_CONTACT = "customer_contact"
    EXISTING_CUSTOMER = "existing_customer"
    NAMED_ACCOUNT = "named_account"
    INCUMBENT_PARTNER = "incumbent_partner"

    @property
    def label(self) -> str:
        return _RUNG_LABELS[self]

    @property
    def is_conflict(self) -> bool:
        """True where the rung weighs the registration against somebody else's claim."""
        return self in CONFLICTS

    @property
    def is_eligibility(self) -> bool:
        """True where the rung asks about the partner and the deal alone, whoever else wants it."""
        return self not in CONFLICTS and self is not RungKind.OWN_REGISTRATION


_RUNG_LABELS = {
    RungKind.PARTNER_ACTIVE: sentence("The partner is active"),
    RungKind.AGREEMENT_SIGNED: sentence("An agreement is in force"),
    RungKind.REQUIREMENTS_MET: sentence("The program's requirements are met"),
    RungKind.CERTIFIED: sentence("The partner is certified for the product"),
    RungKind.CAPACITY_LEFT: sentence("The partner has capacity left"),
    RungKind.NO_PUBLIC_TENDER: sentence("It is no published tender"),
    RungKind.MINIMUM_VALUE: sentence("The deal is large enough"),
    RungKind.RESUBMISSIONS_LEFT: sentence("Resubmissions are left"),
    RungKind.EVIDENCE_COMPLETE: sentence("The evidence is complete"),
    RungKind.LARGE_VALUE: sentence("The deal is too large to decide without a person"),
    RungKind.OWN_REGISTRATION: sentence("The partner has registered the same before"),
    RungKind.PROTECTED_CLAIM: sentence("Another partner is protected"),
    RungKind.PENDING_CLAIM: sentence("Another partner was first and waits"),
    RungKind.DIRECT_OPPORTUNITY: sentence("Direct sales are at work"),
    RungKind.CUSTOMER_CONTACT: sentence("Direct sales were in contact"),
    RungKind.EXISTING_CUSTOMER: sentence("The customer has the product"),
    RungKind.NAMED_ACCOUNT: sentence("It is a named account"),
    RungKind.INCUMBENT_PARTNER: sentence("Another partner has the contract to renew"),
}

CONFLICTS = frozenset(
    {
        RungKind.PROTECTED_CLAIM,
        RungKind.PENDING_CLAIM,
        RungKind.DIRECT_OPPORTUNITY,
        RungKind.CUSTOMER_CONTACT,
        RungKind.EXISTING_CUSTOMER,
        RungKind.NAMED_ACCOUNT,
        RungKind.INCUMBENT_PARTNER,
    }
)


class DirectOutcome(StrEnum):
    """Whether direct sales may open an opportunity."""

    FREE = "free"
    BLOCKED = "blocked"
    OVERRIDDEN = "overridden"

    @property
    def label(self) -> str:
        return _DIRECT_LABELS[self]


_DIRECT_LABELS = {
    DirectOutcome.FREE: sentence("Free"),
    DirectOutcome.BLOCKED: sentence("Blocked by a protection"),
    DirectOutcome.OVERRIDDEN: sentence("Protection overridden"),
}


class Outlook(StrEnum):
    """What a draft can expect."""

    FREE = "free"
    REVIEW = "review"
    NOT_POSSIBLE = "not_possible"
    INCOMPLETE = "incomplete"


# --- Disputes ---------------------------------------------------------------------------------------------------------


class Side(StrEnum):
    """Which of the two sides of a deal somebody speaks for."""

    PARTNER = "partner"
    HOST = "host"

    @property
    def label(self) -> str:
        return _SIDE_LABELS[self]


_SIDE_LABELS = {Side.PARTNER: sentence("Partner"), Side.HOST: sentence("Host")}


class DisputeGround(StrEnum):
    """What a dispute is about."""

    WRONG_COMPANY = "wrong_company"
    EARLIER_WORK = "earlier_work"
    OTHER_SCOPE = "other_scope"
    CUSTOMER_CHOICE = "customer_choice"
    RULES_OF_ENGAGEMENT = "rules_of_engagement"
    OTHER = "other"

    @property
    def label(self) -> str:
        return _GROUND_LABELS[self]


_GROUND_LABELS = {
    DisputeGround.WRONG_COMPANY: sentence("It is another company"),
    DisputeGround.EARLIER_WORK: sentence("We were at work on it before"),
    DisputeGround.OTHER_SCOPE: sentence("It is another project or product"),
    DisputeGround.CUSTOMER_CHOICE: sentence("The customer chose otherwise"),
    DisputeGround.RULES_OF_ENGAGEMENT: sentence("The rules of engagement were broken"),
    DisputeGround.OTHER: sentence("Something else"),
}


class DisputeState(StrEnum):
    """Where a dispute stands. A ruling is final once the time to appeal is over; an appeal is a dispute of its own."""

    OPEN = "open"
    RULED = "ruled"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        return _DISPUTE_LABELS[self]


_DISPUTE_LABELS = {
    DisputeState.OPEN: sentence("Open"),
    DisputeState.RULED: sentence("Ruled"),
    DisputeState.WITHDRAWN: sentence("Withdrawn"),
}


class Ruling(StrEnum):
    """What an arbiter found."""

    UPHELD = "upheld"
    DISMISSED = "dismissed"

    @property
    def label(self) -> str:
        return _RULING_LABELS[self]


_RULING_LABELS = {Ruling.UPHELD: sentence("Upheld"), Ruling.DISMISSED: sentence("Dismissed")}


class Part(StrEnum):
    """A part that somebody has in a deal, and that keeps them from ruling on it."""

    FILED = "filed"
    REGISTERED = "registered"
    DECIDED = "decided"
    MANAGES_PARTNER = "manages_partner"
    SELLS_DIRECTLY = "sells_directly"
    OWNS_ACCOUNT = "owns_account"
    RULED_BEFORE = "ruled_before"

    @property
    def label(self) -> str:
        return _PART_LABELS[self]


_PART_LABELS = {
    Part.FILED: sentence("filed the dispute"),
    Part.REGISTERED: sentence("registered the deal on the partner's behalf"),
    Part.DECIDED: sentence("decided on the registration"),
    Part.MANAGES_PARTNER: sentence("looks after the partner"),
    Part.SELLS_DIRECTLY: sentence("sells directly to the account"),
    Part.OWNS_ACCOUNT: sentence("owns the account"),
    Part.RULED_BEFORE: sentence("ruled on it before"),
}
