"""Names of roles in the reader's language."""

from collections.abc import Iterable

from django import template
from django.utils.translation import gettext as _

from steelyard.identity.terms import role_label
from steelyard.kernel.actors import Role

register = template.Library()


@register.filter
def role_name(role: Role | None) -> str:
    """Return the role's name; nothing for no role."""
    return "" if role is None else _(role_label(role))


@register.filter
def role_names(roles: Iterable[Role]) -> str:
    """Return the names of several roles in one line."""
    return ", ".join(_(role_label(role)) for role in roles)
