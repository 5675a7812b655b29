"""Second factors: who must have one, what is noted when a person sets one up or drops it, help for who has lost theirs."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db import transaction

from steelyard.identity import events
from steelyard.identity.authentication import actor_of
from steelyard.identity.models import AccessPolicy, Membership, Session
from steelyard.identity.permissions import can_decide_access, require
from steelyard.identity.queries.security import get_account
from steelyard.identity.refusals import NoSecondFactor, RolesNotPossible
from steelyard.identity.terms import in_order
from steelyard.kernel.actors import PARTNER_ROLES, Actor, Role
from steelyard.kernel.events import Event
from steelyard.kernel.refusals import NotFound
from steelyard.platform.db import as_system
from steelyard.platform.events import record


@transaction.atomic
def require_second_factor(*, actor: Actor, partner_id: UUID | None, roles: Collection[Role], now: datetime) -> None:
    """Ask exactly these roles for a second factor, from their next request on: the host of any role, a partner of its own.

    Raises: NotAllowed, RolesNotPossible.
    """
    require(can_decide_access(actor, partner_id))
    wanted = frozenset(roles)
    if partner_id is not None and not wanted <= PARTNER_ROLES:
        raise RolesNotPossible(fields={"roles": RolesNotPossible.text})
    policy = AccessPolicy.objects.select_for_update().filter(partner_id=partner_id).first()
    if policy is None:
        policy = AccessPolicy(partner_id=partner_id)
    before = policy.role_set
    if wanted == before:
        return
    policy.second_factor_roles = in_order(wanted)
    policy.changed_at = now
    policy.changed_by_id = actor.person_id
    policy.save()
    changed = events.SecondFactorRolesChanged(
        subject_id=policy.id,
        subject_label=actor.organization,
        partner_id=partner_id,
        before=in_order(before),
        roles=in_order(wanted),
    )
    record(changed, actor=actor, now=now)


@transaction.atomic
def reset_second_factor(*, actor: Actor, membership_id: UUID, now: datetime) -> None:
    """Remove all second factors of a member who has lost them, and end the member's sessions.

    Raises: NotFound, NotAllowed, PersonOfOthersToo, NoSecondFactor.
    """
    member = get_account(actor, membership_id)
    with as_system():
        count, _ = Authenticator.objects.filter(user_id=member.person_id).delete()
        if not count:
            raise NoSecondFactor
        Session.objects.filter(person_id=member.person_id).delete()
        reset = events.SecondFactorReset(
            subject_id=member.person_id, subject_label=member.person.name, partner_id=member.partner_id
        )
        record(reset, actor=actor, now=now)


@transaction.atomic
def end_member_sessions(*, actor: Actor, membership_id: UUID, now: datetime, session_id: UUID | None = None) -> int:
    """End one session of a member, or without `session_id` all of them; return how many ended.

    Raises: NotFound, NotAllowed, PersonOfOthersToo.
    """
    member = get_account(actor, membership_id)
    with as_system():
        sessions = Session.objects.filter(person_id=member.person_id)
        if session_id is not None:
            sessions = sessions.filter(id=session_id)
        count, _ = sessions.delete()
        if session_id is not None and not count:
            raise NotFound
        if count:
            ended = events.MemberSessionsEnded(
                subject_id=member.person_id,
                subject_label=member.person.name,
                partner_id=member.partner_id,
                count=count,
            )
            record(ended, actor=actor, now=now)
    return count


# --- Noted after the sign-in package has done it --------------------------------------------------------------------------


@transaction.atomic
def note_factor_added(*, membership: Membership, kind: str, session_key: str | None, now: datetime) -> None:
    """Record a new second factor, and end the person's other sessions: they were opened with less proof."""
    with as_system():
        Session.objects.filter(person_id=membership.person_id).exclude(session_key=session_key or "").delete()
    _note(membership, events.SecondFactorAdded, now, kind=kind)


def note_factor_removed(*, membership: Membership, kind: str, now: datetime) -> None:
    """Record that a person dropped a second factor."""
    _note(membership, events.SecondFactorRemoved, now, kind=kind)


def note_recovery_codes(*, membership: Membership, now: datetime) -> None:
    """Record that a person made new recovery codes."""
    _note(membership, events.RecoveryCodesReplaced, now)


def _note(membership: Membership, kind_of_event: type[Event], now: datetime, **facts: str) -> None:
    person = membership.person
    happened = kind_of_event(subject_id=person.id, subject_label=person.name, partner_id=membership.partner_id, **facts)
    record(happened, actor=actor_of(membership), now=now)
