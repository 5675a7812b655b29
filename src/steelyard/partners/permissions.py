"""Who may do what with partners."""

from uuid import UUID

from steelyard.kernel.actors import Actor, Role
from steelyard.partners.models import Partner
from steelyard.partners.models.vetting import READING_ROLES
from steelyard.partners.onboarding.terms import Doer
from steelyard.partners.vetting.terms import Approver


def can_list_partners(actor: Actor) -> bool:
    """Tell whether the actor sees more partners than its own."""
    return actor.is_host or actor.is_system


def can_manage_partners(actor: Actor) -> bool:
    """Tell whether the actor may enroll partners and change what the host keeps about them."""
    return (actor.is_host or actor.is_system) and actor.has_role(Role.CHANNEL_MANAGER, Role.PROGRAM_ADMIN)


def can_merge_partners(actor: Actor) -> bool:
    """Tell whether the actor may say that two partners are one, and take it back: it moves people, deals and what is protected."""
    return can_manage_partners(actor)


def can_recruit(actor: Actor) -> bool:
    """Tell whether the actor may keep prospects and decide about them: whoever may make partners of them."""
    return can_manage_partners(actor)


def can_define_program_words(actor: Actor) -> bool:
    """Tell whether the actor may add types of partner and tiers."""
    return (actor.is_host or actor.is_system) and actor.has_role(Role.PROGRAM_ADMIN)


def can_change_profile(actor: Actor, partner: Partner) -> bool:
    """Tell whether the actor may change what the partner says of itself."""
    if can_manage_partners(actor):
        return True
    return actor.is_partner and actor.partner_id == partner.id and actor.has_role(Role.PARTNER_ADMIN)


def can_agree_goals(actor: Actor, partner_id: UUID) -> bool:
    """Tell whether the actor may propose goals of a partner and answer proposals: who manages partners, its own administrator."""
    if can_manage_partners(actor):
        return True
    return actor.is_partner and actor.partner_id == partner_id and actor.has_role(Role.PARTNER_ADMIN)


def can_audit_partners(actor: Actor) -> bool:
    """Tell whether the actor may begin audits of partnerships, decide in them, and dismiss rises of small partners."""
    return can_manage_partners(actor)


def can_publish_agreements(actor: Actor) -> bool:
    """Tell whether the actor may publish texts of agreements."""
    return can_define_program_words(actor)


def can_accept_agreements(actor: Actor) -> bool:
    """Tell whether the actor may accept agreements for its partner: a person who administers it."""
    return actor.is_partner and actor.person_id is not None and actor.has_role(Role.PARTNER_ADMIN)


def can_answer_vetting(actor: Actor) -> bool:
    """Tell whether the actor may answer questionnaires for its partner: a person who administers it."""
    return can_accept_agreements(actor)


def can_read_vetting(actor: Actor) -> bool:
    """Tell whether the actor may read what partners answered, how much risk it shows, and red flags."""
    return (actor.is_host or actor.is_system) and actor.has_role(*READING_ROLES)


def can_decide_vetting(actor: Actor) -> bool:
    """Tell whether the actor may decide about some answers; about which risk, the rules say."""
    return actor.is_host and actor.has_role(*(one.role for one in Approver))


def can_record_red_flags(actor: Actor) -> bool:
    """Tell whether the actor may put red flags on record: whoever may decide about answers, and the system."""
    return can_decide_vetting(actor) or actor.is_system


def can_give_evidence(actor: Actor, partner_id: UUID) -> bool:
    """Tell whether the actor may give documents that requirements ask for: who manages partners, its own administrator."""
    return can_agree_goals(actor, partner_id)


def can_close_journey_task(actor: Actor, *, partner_id: UUID, doer: Doer) -> bool:
    """Tell whether the actor may close a task of a partner's journey: who does it, its administrator, the host for both."""
    if can_manage_partners(actor):
        return True
    if actor.is_partner:
        return actor.partner_id == partner_id and doer.is_partner and actor.has_role(doer.role, Role.PARTNER_ADMIN)
    return actor.is_host and not doer.is_partner and actor.has_role(doer.role)
