"""Who may do what in learning."""

from uuid import UUID

from steelyard.kernel.actors import Actor, Role

_AUTHORS = (Role.ENABLEMENT, Role.PROGRAM_ADMIN)
_TRAINERS = (*_AUTHORS, Role.CHANNEL_MANAGER)


def can_learn(actor: Actor) -> bool:
    """Tell whether the actor is a person who may take courses."""
    return (actor.is_host or actor.is_partner) and actor.person_id is not None


def can_write_courses(actor: Actor) -> bool:
    """Tell whether the actor may write and publish courses, and say whom they are for."""
    return _is_of_host(actor) and actor.has_role(*_AUTHORS)


def can_define_certifications(actor: Actor) -> bool:
    """Tell whether the actor may define what people are certified for and what partners are competent in."""
    return can_write_courses(actor)


def can_enroll_others(actor: Actor, partner_id: UUID | None) -> bool:
    """Tell whether the actor may enroll people of that partner, or of the host (None), in courses."""
    if _is_of_host(actor):
        return actor.has_role(*_TRAINERS)
    return partner_id is not None and can_lead_team(actor) and actor.partner_id == partner_id


def can_enroll_many(actor: Actor) -> bool:
    """Tell whether the actor may enroll the people of many partners at once."""
    return _is_of_host(actor) and actor.has_role(*_TRAINERS)


def can_grade_work(actor: Actor) -> bool:
    """Tell whether the actor looks at what learners hand in, and accepts it or gives it back."""
    return actor.is_host and actor.person_id is not None and actor.has_role(*_TRAINERS)


def can_run_sessions(actor: Actor) -> bool:
    """Tell whether the actor schedules live sessions, records who was there, and sees who comes."""
    return _is_of_host(actor) and actor.has_role(*_TRAINERS)


def can_lead_team(actor: Actor) -> bool:
    """Tell whether the actor sees how far the people of its own partner are."""
    return actor.is_partner and actor.has_role(Role.PARTNER_ADMIN)


def can_see_teams(actor: Actor) -> bool:
    """Tell whether the actor sees how far the people of every partner are."""
    return _is_of_host(actor)


def can_revoke_certificates(actor: Actor) -> bool:
    """Tell whether the actor may take certificates back."""
    return can_write_courses(actor)


def can_import_completions(actor: Actor) -> bool:
    """Tell whether the actor may record what was completed elsewhere, with its own day."""
    return can_write_courses(actor)


def _is_of_host(actor: Actor) -> bool:
    return actor.is_host or actor.is_system
