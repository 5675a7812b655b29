"""Paths that assign themselves: at once to who joins or has other roles, by night to whomever they are for by now."""

from datetime import datetime

from steelyard.identity.events import PersonJoined, RolesChanged
from steelyard.identity.public import list_host_people, list_partner_people
from steelyard.kernel.actors import HOST_ROLES, PARTNER_ROLES, Role
from steelyard.learning.models import LearningPath
from steelyard.learning.paths import commands
from steelyard.learning.queries.courses import audience_of, list_partners_admitted
from steelyard.platform.clock import utc_now
from steelyard.platform.db import as_system
from steelyard.platform.jobs import every
from steelyard.platform.reactions import Happened, reacts_to

_AT_ONCE = 500


@reacts_to(PersonJoined, RolesChanged)
def put_on_paths(happened: Happened, now: datetime) -> None:
    """Put somebody on the paths that assign themselves to people like them."""
    event = happened.event
    commands.assign_to_joiner(person_id=event.subject_id, partner_id=event.partner_id, roles=event.roles, now=now)


@every("40 2 * * *", "steelyard.learning.assign_paths")
def assign_paths() -> None:
    """Put everybody on the paths that assign themselves to them by now: of five hundred partners in a transaction."""
    now = utc_now()
    with as_system():
        paths = list(LearningPath.objects.filter(is_active=True, assigns_itself=True))
    for path in paths:
        audience = audience_of(path)
        roles = {Role(role) for role in audience.roles}
        with as_system():
            partners = list_partners_admitted(audience, at=now) if audience.for_partners else []
            if audience.for_host:
                own = {one.id for role in (roles & HOST_ROLES or HOST_ROLES) for one in list_host_people(role)}
                commands.assign_to_many(path_id=path.id, people=[(one, None) for one in own if one], now=now)
        for start in range(0, len(partners), _AT_ONCE):
            with as_system():
                some = set(partners[start : start + _AT_ONCE])
                people = list_partner_people(some, roles=roles & PARTNER_ROLES or PARTNER_ROLES)
                commands.assign_to_many(path_id=path.id, people=people, now=now)
