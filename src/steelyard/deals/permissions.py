"""Who may do what with registrations."""

from uuid import UUID

from steelyard.deals.models import DealRegistration
from steelyard.deals.terms import LIVE_STATES, NEXT_STATES, PROTECTED_STATES, WAITING_STATES, RegistrationState, Side
from steelyard.kernel.actors import Actor, Role
from steelyard.kernel.refusals import sentence
from steelyard.platform.features import Feature, declare, is_open

DISPUTES = declare(
    Feature(
        key="disputes",
        name=sentence("Disputes"),
        about=sentence(
            "Dispute what was decided about a deal. Disputes that were filed before go on to their ruling and appeal."
        ),
    )
)
REGISTERING = (Role.SELLER, Role.PARTNER_ADMIN)
REVIEWING = (Role.CHANNEL_MANAGER, Role.PROGRAM_ADMIN)
SELLING = (Role.ACCOUNT_EXECUTIVE, *REVIEWING)


def can_see_registrations(actor: Actor) -> bool:
    """Tell whether the actor sees registrations at all; which ones is `visible_to`."""
    return actor.is_host or actor.is_partner or actor.is_system


def can_register_deals(actor: Actor) -> bool:
    """Tell whether the actor registers deals at all: for its own partner, or for any on its behalf."""
    return actor.has_role(*REGISTERING) if actor.is_partner else can_review(actor)


def can_register_for(actor: Actor, partner_id: UUID) -> bool:
    """Tell whether the actor may register deals of the partner: its sellers, and channel managers on its behalf."""
    return can_register_deals(actor) and (not actor.is_partner or actor.partner_id == partner_id)


def can_follow_up(actor: Actor, registration: DealRegistration) -> bool:
    """Tell whether the actor may act for the partner: answer, add evidence, extend, withdraw, convert."""
    return can_register_for(actor, registration.partner_id)


def can_review(actor: Actor) -> bool:
    """Tell whether the actor may decide, ask and revoke."""
    return (actor.is_host or actor.is_system) and actor.has_role(*REVIEWING)


def has_registered(actor: Actor, registration: DealRegistration) -> bool:
    """Tell whether the actor registered the deal on the partner's behalf, and so may not decide on it."""
    return actor.person_id is not None and registration.registered_by_id == actor.person_id


def can_comment(actor: Actor, registration: DealRegistration) -> bool:
    """Tell whether the actor may comment: the host, and everyone of the partner itself."""
    return actor.is_host or actor.is_system or (actor.is_partner and actor.partner_id == registration.partner_id)


def can_comment_internally(actor: Actor) -> bool:
    """Tell whether the actor may write what a partner never sees."""
    return actor.is_host or actor.is_system


def side_of(actor: Actor, registration: DealRegistration) -> Side | None:
    """Return for which side the actor may speak in a dispute: the partner that registered, or those of the host who sell."""
    if actor.is_partner:
        return Side.PARTNER if can_follow_up(actor, registration) else None
    return Side.HOST if actor.is_host and actor.has_role(*SELLING) else None


def can_name_arbiter(actor: Actor) -> bool:
    """Tell whether the actor may say who rules on disputes."""
    return (actor.is_host or actor.is_system) and actor.has_role(Role.PROGRAM_ADMIN)


def can_see_review(actor: Actor) -> bool:
    """Tell whether the actor may see what the rules know across partners: competing claims, match evidence, the ladder."""
    return actor.is_host or actor.is_system


def can_open_direct_opportunity(actor: Actor) -> bool:
    """Tell whether the actor may open an opportunity without a partner."""
    return (actor.is_host or actor.is_system) and actor.has_role(*SELLING)


def list_actions(
    actor: Actor, registration: DealRegistration, *, has_held_lines: bool, has_waiting_extension: bool
) -> frozenset[str]:
    """Return what the actor may do with the registration as it stands."""
    state = RegistrationState(registration.state)
    if state is RegistrationState.DRAFT:
        return frozenset({"submit", "save", "discard", "add_evidence"} if can_follow_up(actor, registration) else ())
    after = NEXT_STATES[state]
    for_partner = {
        "add_evidence": state in LIVE_STATES,
        "give_information": state is RegistrationState.INFORMATION_REQUESTED,
        "request_extension": state in PROTECTED_STATES and not has_waiting_extension,
        "withdraw": RegistrationState.WITHDRAWN in after,
        "convert": RegistrationState.CONVERTED in after,
        "appeal": state is RegistrationState.REJECTED,
    }
    for_host = {
        "decide": has_held_lines and state in LIVE_STATES,
        "request_information": state in WAITING_STATES,
        "decide_extension": has_waiting_extension,
        "cancel": RegistrationState.CANCELLED in after,
        "reassign_manager": True,
    }
    possible = {
        "dispute": side_of(actor, registration) is not None and is_open(DISPUTES, actor),
        "comment": can_comment(actor, registration),
        "comment_internally": can_comment_internally(actor),
    }
    if can_follow_up(actor, registration):
        possible |= for_partner
    if can_review(actor):
        possible |= for_host
    return frozenset(action for action, is_possible in possible.items() if is_possible)
