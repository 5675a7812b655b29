"""The menu that gives a list as a file."""

from typing import Any

from django import template
from django.http import QueryDict
from django.template.context import Context
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from steelyard.platform.exports.permissions import can_export
from steelyard.platform.exports.terms import FileFormat

register = template.Library()

FORMAT_NAMES = {FileFormat.XLSX: _("Excel (XLSX)"), FileFormat.CSV: _("Text (CSV)"), FileFormat.JSON: _("Data (JSON)")}


@register.inclusion_tag("ui/partials/export_menu.html", takes_context=True)
def export_menu(context: Context, name: str, **within: str) -> dict[str, Any]:
    """Show the menu of a list that is declared by that name; `within` says which record it belongs to."""
    question = _question(context, **within)
    files = [(label, f"{reverse('export', args=[name, form])}{question}") for form, label in FORMAT_NAMES.items()]
    return _menu(context, name, files)


@register.inclusion_tag("ui/partials/export_menu.html", takes_context=True)
def figures_menu(context: Context, url: str, key: str) -> dict[str, Any]:
    """Show the menu of figures that have an address of their own as files."""
    files = [(label, f"{url}{_question(context, format=str(form))}") for form, label in FORMAT_NAMES.items()]
    return _menu(context, key, files)


def _question(context: Context, **more: str) -> str:
    """Return what this page was asked, with more, as the query string of another address."""
    asked: QueryDict = context["request"].GET.copy()
    for name in ("page", "size"):
        asked.pop(name, None)
    for name, value in more.items():
        asked[name] = value
    return f"?{asked.urlencode()}" if asked else ""


def _menu(context: Context, key: str, files: list[tuple[Any, str]]) -> dict[str, Any]:
    return {"key": key, "files": files if can_export(context["request"].actor) else []}
