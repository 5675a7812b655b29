"""Names of roles in the reader's language, and what tabs a reader gets."""

from collections.abc import Iterable

from django import template
from django.utils.translation import gettext as _

from steelyard.identity.permissions import can_decide_access, can_manage_connections, can_review_access
from steelyard.identity.queries.reviews import may_review_partners
from steelyard.identity.terms import (
    FACTOR_LABELS,
    REVIEW_OUTCOMES,
    STANDING_LABELS,
    ReviewOutcome,
    Standing,
    role_label,
)
from steelyard.kernel.actors import Actor, Role
from steelyard.platform.privacy.retention import can_decide_retention
from steelyard.platform.webhooks.permissions import can_manage_webhooks

register = template.Library()


@register.filter
def role_name(role: Role | None) -> str:
    """Return the role's name; nothing for no role."""
    return "" if role is None else _(role_label(role))


@register.filter
def role_names(roles: Iterable[Role]) -> str:
    """Return the names of several roles in one line."""
    return ", ".join(_(role_label(role)) for role in roles)


@register.filter
def manages_webhooks(actor: Actor) -> bool:
    """Tell whether the actor may manage webhooks."""
    return can_manage_webhooks(actor)


@register.filter
def decides_access(actor: Actor) -> bool:
    """Tell whether the actor may decide how people of their own organization sign in."""
    return can_decide_access(actor, actor.partner_id)


@register.filter
def factor_name(kind: str) -> str:
    """Return the name of a kind of second factor."""
    name = _(FACTOR_LABELS[kind])
    return name[:1].upper() + name[1:]


@register.filter
def decides_retention(actor: Actor) -> bool:
    """Tell whether the actor may decide how long what is kept."""
    return can_decide_retention(actor)


@register.filter
def manages_connections(actor: Actor) -> bool:
    """Tell whether the actor may manage connections."""
    return can_manage_connections(actor)


@register.filter
def connection_kind(kind: str) -> str:
    """Return how a kind of connection is called."""
    return {"oidc": "OpenID Connect", "saml": "SAML"}[kind]


@register.filter
def standing_name(standing: Standing | None) -> str:
    """Return why an account of a directory has access or has none; nothing for nothing."""
    return "" if standing is None else _(STANDING_LABELS[standing])


@register.filter
def outcome_name(outcome: ReviewOutcome | None) -> str:
    """Return what became of a membership in a review; nothing for nothing."""
    return "" if outcome is None else _(REVIEW_OUTCOMES[outcome])


@register.filter
def reviews_access(actor: Actor) -> bool:
    """Tell whether the actor may decide in access reviews of their own organization, or of partners."""
    return can_review_access(actor, actor.partner_id) or may_review_partners(actor)
