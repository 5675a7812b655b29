"""What a list needs so that its records can be changed together."""

from typing import Any

from django import template
from django.template.context import Context
from django.urls import reverse
from django.utils.translation import gettext as _

from steelyard.platform.bulk_edits.lists import Change, editable_lists

register = template.Library()


@register.simple_tag(takes_context=True)
def changes_of(context: Context, name: str) -> list[Change]:
    """Return the changes that the reader may make to many records of a list: without any, rows need no boxes to tick."""
    return editable_lists()[name].changes_of(context["request"].actor)


@register.inclusion_tag("ui/bulk_edits/form.html", takes_context=True)
def bulk_edit_form(context: Context, name: str) -> dict[str, Any]:
    """Write the form that the boxes of a list's rows belong to (`form="several"`)."""
    return {"changes": changes_of(context, name), "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("ui/bulk_edits/menu.html", takes_context=True)
def bulk_edit_menu(context: Context, name: str, key: str = "several") -> dict[str, Any]:
    """Show the menu of the changes of a list: for the ticked rows, or without any for all that match what the page was asked."""
    asked = context["request"].GET.copy()
    for one in ("page", "size"):
        asked.pop(one, None)
    question = f"?{asked.urlencode()}" if asked else ""
    changes = [
        (_(one.label), f"{reverse('bulk-edit-new', args=[name, one.key])}{question}")
        for one in changes_of(context, name)
    ]
    return {"changes": changes, "key": key}
