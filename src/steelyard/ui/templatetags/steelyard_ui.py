"""Money, numbers and times in the reader's language and zone, and the small helpers of the components."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django import template
from django.contrib.messages.storage.base import Message
from django.forms import MultiWidget
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from steelyard.kernel.pages import Page
from steelyard.kernel.refusals import Refusal
from steelyard.platform.http.problems import refusal_text
from steelyard.ui import fields, writing
from steelyard.ui.assets import asset_url
from steelyard.ui.prose import render_prose

register = template.Library()

for _write in (
    *(writing.money, writing.money_short, writing.number, writing.number_short, writing.percent),
    *(writing.day, writing.moment, writing.moment_with_zone, writing.relative, writing.duration),
    *(writing.initials, writing.tone_of, writing.clock_tone, writing.is_money, writing.is_number),
):
    register.filter(_write)

register.filter("prose", render_prose)


@register.simple_tag
def asset(name: str) -> str:
    """Return the address of a built front-end file."""
    return asset_url(name)


@register.simple_tag
def fresh_id(prefix: str = "x") -> str:
    """Return an id that no other element of the page has."""
    return f"{prefix}-{uuid4().hex[:8]}"


@register.simple_tag
def idempotency_field() -> SafeString:
    """Return the hidden field by which a form that is sent twice is done once."""
    return format_html('<input type="hidden" name="idempotency_key" value="{}" autocomplete="off">', uuid4().hex)


@register.simple_tag(takes_context=True)
def query(context: Context, **changes: Any) -> str:
    """Return this page's query string with some parameters replaced; an empty value removes one, and `page` starts anew."""
    request = context.get("request")
    params = request.GET.copy() if request else QueryDict(mutable=True)
    if "page" not in changes:
        params.pop("page", None)
    for name, value in changes.items():
        if value in (None, "", False):
            params.pop(name, None)
        elif isinstance(value, (list, tuple)):
            params.setlist(name, [str(item) for item in value])
        else:
            params[name] = str(value)
    return f"?{params.urlencode()}"


@register.filter
def field_facts(bound: BoundField) -> fields.FieldFacts:
    """Return what the field component must know of a bound form field."""
    return fields.facts_of(bound)


@register.simple_tag(takes_context=True)
def without_param(context: Context, name: str) -> str:
    """Return this page's query string without one parameter, for the cross of a filter chip."""
    return query(context, **{name: None})


@register.filter
def page_sizes(page: Page[Any]) -> list[int]:
    """Return the page sizes to offer: the usual ones and the present one."""
    return sorted({25, 50, 100, page.request.size})


@register.filter
def input_id(bound: BoundField) -> str:
    """Return the id of the first input of a field, where a link from the error summary lands."""
    if isinstance(bound.field.widget, MultiWidget):
        return f"{bound.auto_id}_0"
    return bound.id_for_label or f"{bound.auto_id}_0"


@register.filter
def times(count: str | int) -> range:
    """Return a range of that length, to repeat something."""
    return range(int(count))


@register.filter
def extension(name: str) -> str:
    """Return the ending of a file's name, at most four letters; stands on its mark."""
    ending = str(name).rpartition(".")[2] if "." in str(name) else ""
    return ending[:4]


@register.filter
def chart_rows(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the figures of a chart as rows of a table: a label and one value per series."""
    columns = [series["data"] for series in data.get("series", [])]
    return [{"label": label, "values": values} for label, *values in zip(data.get("labels", []), *columns, strict=True)]


_MESSAGE_LOOKS = {
    "error": ("red", "alert-triangle"),
    "warning": ("amber", "alert-triangle"),
    "success": ("green", "circle-check"),
}


@register.filter
def message_tone(message: Message) -> str:
    """Return the tone of a Django message."""
    return _MESSAGE_LOOKS.get(message.level_tag, ("blue", ""))[0]


@register.filter
def message_icon(message: Message) -> str:
    """Return the icon of a Django message."""
    return _MESSAGE_LOOKS.get(message.level_tag, ("", "info-circle"))[1]


@register.filter
def refusal_title(refusal: Refusal) -> str:
    """Return a heading for a refusal, by its status."""
    titles = {403: _("You may not do this"), 404: _("There is nothing here"), 409: _("This changed meanwhile")}
    return titles.get(refusal.status, _("This cannot be done"))


register.filter("refusal_text", refusal_text)
