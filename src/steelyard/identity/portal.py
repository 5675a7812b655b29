"""What identity adds to the shell: people, the account's menu, the switch between organizations."""

from collections.abc import Sequence, Set
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from steelyard.identity.models import Membership
from steelyard.identity.permissions import can_manage_people
from steelyard.identity.queries import people
from steelyard.identity.terms import role_label
from steelyard.kernel.actors import Actor
from steelyard.kernel.ids import public_id
from steelyard.kernel.pages import PageRequest
from steelyard.platform.webhooks.permissions import can_manage_webhooks
from steelyard.ui.portal import (
    AccountEntry,
    NavEntry,
    PaletteAction,
    PaletteHit,
    PaletteSource,
    Seat,
    Seats,
    Section,
    portal,
)
from steelyard.ui.records import register_record_names, register_record_page


def find_names(ids: Set[UUID]) -> dict[UUID, str]:
    """Return the names of those people whom the current asker may know."""
    return {key: card.name for key, card in people.find_people(ids).items()}


def _manages(actor: Actor) -> bool:
    return can_manage_people(actor, actor.partner_id)


def _is_person(actor: Actor) -> bool:
    return actor.person_id is not None


def find_seats(actor: Actor) -> Sequence[Seat]:
    """Return the organizations that the person may work for; none when there is only the one."""
    if actor.person_id is None or not people.has_several_seats(actor.person_id):
        return []
    return [
        Seat(
            key=seat.id,
            organization=seat.organization,
            role=", ".join(_(role_label(role)) for role in seat.roles),
            is_current=seat.partner_id == actor.partner_id,
        )
        for seat in people.list_seats(actor.person_id)
    ]


def search_people(actor: Actor, text: str, limit: int) -> Sequence[PaletteHit]:
    """Return the colleagues whose name or address matches."""
    found = people.list_members(
        actor, actor.partner_id, people.MemberFilter(text=text, is_active=True), PageRequest(size=limit)
    )
    return [
        PaletteHit(
            label=member.name,
            url=reverse("identity:member", args=[public_id(Membership.PREFIX, member.key)]),
            detail=", ".join(_(role_label(role)) for role in member.roles),
            icon="user",
        )
        for member in found.items
    ]


register_record_names("person", find_names)
register_record_page("webhook", "identity:webhook")
register_record_page("erasure", "identity:erasure")
register_record_page("connection", "identity:connection")
register_record_page("review", "identity:review")
portal.add(
    NavEntry(
        key="people",
        label=gettext_lazy("People"),
        icon="users",
        url_name="identity:people",
        section=Section.PROGRAM,
        order=10,
        go_key="p",
    ),
    PaletteAction(
        key="invite",
        label=gettext_lazy("Invite somebody"),
        icon="user-plus",
        url_name="identity:invite",
        order=80,
        visible=_manages,
        words=gettext_lazy("new person colleague user"),
    ),
    PaletteSource(
        key="people",
        label=gettext_lazy("People"),
        icon="users",
        search=search_people,
        names=lambda actor, _text: [card.name for card in people.list_cards(actor.partner_id)],
        order=80,
    ),
    AccountEntry(
        key="profile",
        label=gettext_lazy("Profile"),
        icon="user",
        url_name="identity:profile",
        order=10,
        visible=_is_person,
    ),
    AccountEntry(
        key="security",
        label=gettext_lazy("Security"),
        icon="shield-check",
        url_name="identity:security",
        order=15,
        visible=_is_person,
    ),
    AccountEntry(
        key="sessions",
        label=gettext_lazy("Sessions"),
        icon="device-laptop",
        url_name="identity:sessions",
        order=20,
        visible=_is_person,
    ),
    AccountEntry(
        key="keys", label=gettext_lazy("API keys"), icon="key", url_name="identity:keys", order=30, visible=_is_person
    ),
    AccountEntry(
        key="webhooks",
        label=gettext_lazy("Webhooks"),
        icon="webhook",
        url_name="identity:webhooks",
        order=40,
        visible=can_manage_webhooks,
    ),
    AccountEntry(
        key="logout",
        label=gettext_lazy("Sign out"),
        icon="logout",
        url_name="account_logout",
        order=90,
        visible=_is_person,
        is_post=True,
    ),
    Seats(find=find_seats, url_name="identity:seat"),
)
