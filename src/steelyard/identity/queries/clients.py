"""Reading OAuth clients."""

from datetime import datetime
from uuid import UUID

from steelyard.identity.models import OAuthClient
from steelyard.identity.permissions import can_manage_people, can_revoke_key
from steelyard.identity.queries.access import KeyLine, describe_keys
from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import NotFound


def list_oauth_clients(actor: Actor, *, now: datetime, of_organization: bool = False) -> list[KeyLine]:
    """Return the actor's own clients, or with `of_organization` those of everybody there whom the actor manages.

    Raises: NotFound when the actor does not manage the organization's people.
    """
    rows = OAuthClient.visible_to(actor).filter(membership__partner_id=actor.partner_id)
    if actor.person_id is None:
        return []
    if not of_organization:
        rows = rows.filter(membership__person_id=actor.person_id)
    elif not can_manage_people(actor, actor.partner_id):
        raise NotFound
    return describe_keys(rows, now)


def get_oauth_client(actor: Actor, client_id: UUID, *, now: datetime) -> KeyLine:
    """Return one client that the actor holds or manages. Raises: NotFound."""
    rows = OAuthClient.visible_to(actor).filter(id=client_id)
    client = rows.select_related("membership").first()
    if client is None or not can_revoke_key(actor, client.membership.person_id, client.membership.partner_id):
        raise NotFound
    return describe_keys(rows, now)[0]
