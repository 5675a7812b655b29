"""Reading why somebody may or may not read something."""

from datetime import datetime
from uuid import UUID

from steelyard.content import permissions
from steelyard.content.models import Asset
from steelyard.content.models.libraries import reader_at
from steelyard.content.policies import decide_entitlement
from steelyard.kernel.actors import PARTNER_ROLES, Actor, Role
from steelyard.kernel.decisions import Decision
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.partners.public import get_standing


def explain_entitlement(actor: Actor, asset_id: UUID, *, partner_id: UUID, role: Role | None, at: datetime) -> Decision:
    """Return whether a partner's people (those in a role, or in any) belong to the audience of an asset, and why.

    Raises: NotFound, NotAllowed for partners.
    """
    if not permissions.can_see_usage(actor):
        raise NotAllowed
    asset = Asset.visible_to(actor).select_related("audience").filter(id=asset_id).first()
    if asset is None:
        raise NotFound
    roles = frozenset({role.value} if role else {one.value for one in PARTNER_ROLES})
    return decide_entitlement(reader_at(get_standing(partner_id, at=at), roles=roles), asset.audience.terms)
