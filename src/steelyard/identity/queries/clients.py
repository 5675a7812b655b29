"""Reading OAuth clients."""

from datetime import datetime
from uuid import UUID

from steelyard.identity.models import OAuthClient
from steelyard.identity.queries.access import KeyLine, get_credential, list_credentials
from steelyard.kernel.actors import Actor


def list_oauth_clients(actor: Actor, *, now: datetime, of_organization: bool = False) -> list[KeyLine]:
    """Return the actor's own clients, or with `of_organization` those of everybody there whom the actor manages.

    Raises: NotFound when the actor does not manage the organization's people.
    """
    return list_credentials(OAuthClient.visible_to(actor), actor, now=now, of_organization=of_organization)


def get_oauth_client(actor: Actor, client_id: UUID, *, now: datetime) -> KeyLine:
    """Return one client that the actor holds or manages. Raises: NotFound."""
    return get_credential(OAuthClient.visible_to(actor).filter(id=client_id), actor, now=now)
