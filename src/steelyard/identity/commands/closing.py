"""Ending everybody's access to a partner at once, and opening it again for those who had it."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from steelyard.identity import events
from steelyard.identity.commands.people import end_membership, open_membership
from steelyard.identity.models import Connection, Invitation, Membership, ScimToken
from steelyard.identity.permissions import can_manage_people, require
from steelyard.identity.terms import in_order
from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import NotAllowed
from steelyard.platform.db import as_system
from steelyard.platform.events import record
from steelyard.platform.webhooks.commands import disable_webhooks_of


@transaction.atomic
def end_access(*, actor: Actor, partner_id: UUID, now: datetime) -> list[UUID]:
    """End every way into a partner, for its people and its programs, and return the memberships that ended.

    With the memberships end sessions, keys and clients; invitations are taken back, identity providers and directories trusted
    no more, endpoints of webhooks told nothing more. The last administrator goes as well, so it is for the host alone.

    Raises: NotAllowed.
    """
    _require_host(actor, partner_id)
    with as_system():
        members = Membership.objects.filter(partner_id=partner_id, until=None).select_related("person")
        ended = list(members.select_for_update(of=("self",)).order_by("id"))
        for membership in ended:
            end_membership(membership, now)
        Invitation.objects.filter(partner_id=partner_id, accepted_at=None, revoked_at=None).update(revoked_at=now)
        Connection.objects.filter(partner_id=partner_id, is_enabled=True).update(is_enabled=False, changed_at=now)
        ScimToken.objects.filter(connection__partner_id=partner_id, revoked_at=None).update(revoked_at=now)
        disable_webhooks_of(actor=actor, partner_id=partner_id, now=now)
        happened = [
            events.PersonDeactivated(
                subject_id=membership.person_id, subject_label=membership.person.name, partner_id=partner_id
            )
            for membership in ended
        ]
        if happened:
            record(*happened, actor=actor, now=now)
    return [membership.id for membership in ended]


@transaction.atomic
def restore_access(*, actor: Actor, membership_ids: Collection[UUID], now: datetime) -> int:
    """Open new memberships, with the same roles, for those whose membership ended, and return how many.

    Whoever is back already keeps what they have. Keys, directories and endpoints stay off.

    Raises: NotAllowed.
    """
    with as_system():
        ended = list(Membership.objects.filter(id__in=membership_ids).select_related("person").order_by("id"))
        for partner_id in {membership.partner_id for membership in ended if membership.partner_id}:
            _require_host(actor, partner_id)
        live = set(
            Membership.objects.filter(
                person__in=[one.person_id for one in ended],
                partner_id__in=[one.partner_id for one in ended],
                until=None,
            ).values_list("person_id", "partner_id")
        )
        back = [one for one in ended if (one.person_id, one.partner_id) not in live]
        happened = []
        for membership in back:
            open_membership(membership.person, membership.partner_id, membership.role_set, now=now)
            happened.append(
                events.PersonReactivated(
                    subject_id=membership.person_id,
                    subject_label=membership.person.name,
                    partner_id=membership.partner_id,
                    roles=in_order(membership.role_set),
                )
            )
        if happened:
            record(*happened, actor=actor, now=now)
    return len(back)


def _require_host(actor: Actor, partner_id: UUID) -> None:
    require(can_manage_people(actor, partner_id))
    if actor.is_partner:
        raise NotAllowed
