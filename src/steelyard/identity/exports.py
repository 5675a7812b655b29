"""The lists of people, invitations and webhook deliveries as files."""

from dataclasses import asdict
from typing import Any

from django.http import QueryDict

from steelyard.identity.filters import members_wanted, organization_asked_for
from steelyard.identity.queries import access, people
from steelyard.identity.schemas.invitations import InvitationOut
from steelyard.identity.schemas.people import MemberOut
from steelyard.kernel.actors import Actor
from steelyard.kernel.pages import Page, PageRequest
from steelyard.platform.clock import utc_now
from steelyard.platform.exports.lists import ListExport, register_export
from steelyard.platform.webhooks import queries as webhooks
from steelyard.platform.webhooks.models import Webhook
from steelyard.platform.webhooks.schemas import DeliveryOut
from steelyard.platform.webhooks.terms import DELIVERY_STATES


def _people(actor: Actor, asked: QueryDict, page: PageRequest) -> Page[Any]:
    organization = organization_asked_for(actor, asked.get("partner", ""))
    return people.list_members(actor, organization, members_wanted(asked), page).map(MemberOut.of)


def _invitations(actor: Actor, asked: QueryDict, page: PageRequest) -> Page[Any]:
    organization = organization_asked_for(actor, asked.get("partner", ""))
    return access.list_invitations(actor, organization, page, now=utc_now()).map(InvitationOut.of)


def _deliveries(actor: Actor, asked: QueryDict, page: PageRequest) -> Page[Any]:
    state = asked.get("state", "")
    found = webhooks.list_deliveries(
        actor, Webhook.parse_id(asked.get("webhook", "")), page, state=state if state in DELIVERY_STATES else ""
    )
    return found.map(lambda line: DeliveryOut(**asdict(line)))


register_export(
    ListExport(name="people", shape=MemberOut, read=_people),
    ListExport(name="invitations", shape=InvitationOut, read=_invitations),
    ListExport(name="webhooks-deliveries", shape=DeliveryOut, read=_deliveries),
)
