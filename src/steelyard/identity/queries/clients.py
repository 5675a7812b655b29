"""Reading OAuth clients."""

from datetime import datetime
from uuid import UUID

from django.db.models import F, QuerySet

from steelyard.identity.models import OAuthClient
from steelyard.identity.permissions import can_manage_people, can_revoke_key
from steelyard.identity.queries.access import KeyLine
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
    return _lines(rows, now)


def get_oauth_client(actor: Actor, client_id: UUID, *, now: datetime) -> KeyLine:
    """Return one client that the actor holds or manages. Raises: NotFound."""
    rows = OAuthClient.visible_to(actor).filter(id=client_id)
    client = rows.select_related("membership").first()
    if client is None or not can_revoke_key(actor, client.membership.person_id, client.membership.partner_id):
        raise NotFound
    return _lines(rows, now)[0]


def _lines(rows: QuerySet[OAuthClient], now: datetime) -> list[KeyLine]:
    ordered = rows.select_related("membership__person").order_by(F("revoked_at").asc(nulls_first=True), "-created_at")
    return [
        KeyLine(
            id=row.public_id,
            name=row.name,
            hint=row.hint,
            scopes=tuple(row.scopes),
            person_id=row.membership.person.public_id,
            person_name=row.membership.person.name,
            state="live" if row.is_live(now) else "revoked" if row.revoked_at else "expired",
            created_at=row.created_at,
            expires_at=row.expires_at,
            last_used_at=row.last_used_at,
        )
        for row in ordered
    ]
