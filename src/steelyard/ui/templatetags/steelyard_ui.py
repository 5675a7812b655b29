"""Money, numbers and times in the reader's language and zone, and the small helpers of the components."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4
from zlib import crc32

from babel.dates import format_date, format_datetime, format_timedelta, get_timezone_name
from babel.numbers import format_compact_currency, format_compact_decimal, format_decimal, format_percent, parse_pattern
from django import template
from django.contrib.messages.storage.base import Message
from django.forms import MultiWidget
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.template.context import Context
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from steelyard.kernel.money import Money, minor_units
from steelyard.kernel.pages import Page
from steelyard.kernel.refusals import Refusal
from steelyard.platform.clock import utc_now
from steelyard.platform.http.problems import refusal_text
from steelyard.ui import fields
from steelyard.ui.assets import asset_url
from steelyard.ui.locale import reader_locale

register = template.Library()


@register.filter
def money(value: Money | None) -> str:
    """Return the amount with its currency as the reader writes it; cents only where there are some."""
    if value is None:
        return ""
    locale = reader_locale()
    pattern = parse_pattern(locale.currency_formats["standard"].pattern)
    is_whole = value.amount == value.amount.to_integral_value()
    digits = 0 if is_whole else minor_units(value.currency)
    pattern.frac_prec = (digits, digits)
    return str(pattern.apply(value.amount, locale, currency=value.currency, currency_digits=False))


@register.filter
def money_short(value: Money | None) -> str:
    """Return the amount in short form (€1.2M), for figures and lanes."""
    if value is None:
        return ""
    short = str(format_compact_currency(value.amount, value.currency, locale=reader_locale(), fraction_digits=1))
    whole = round(value.amount)
    # German has no short form of thousands: what stays long needs its separators.
    return money(Money(Decimal(whole), value.currency)) if str(whole) in short else short


@register.filter
def number(value: Decimal | int | None) -> str:
    """Return the number with the reader's separators."""
    return "" if value is None else str(format_decimal(value, locale=reader_locale()))


@register.filter
def number_short(value: Decimal | int | None) -> str:
    """Return the number in short form (28K)."""
    return "" if value is None else str(format_compact_decimal(value, locale=reader_locale(), fraction_digits=1))


@register.filter
def percent(value: Decimal | float | None) -> str:
    """Return a rate (0..1) as a percentage."""
    return "" if value is None else str(format_percent(value, locale=reader_locale()))


@register.filter
def day(value: date | datetime | None) -> str:
    """Return the date in words short enough for a table: 12 Jan 2027."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    return str(format_date(value, "medium", locale=reader_locale()))


@register.filter
def moment(value: datetime | None) -> str:
    """Return date and time in the reader's zone."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    return str(format_datetime(local, "medium", locale=reader_locale(), tzinfo=local.tzinfo))


@register.filter
def moment_with_zone(value: datetime | None) -> str:
    """Return date, time and the name of the reader's zone, for the hover."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    zone = get_timezone_name(local, width="short", locale=reader_locale())
    return f"{format_datetime(local, 'full', locale=reader_locale(), tzinfo=local.tzinfo)} ({zone})"


@register.filter
def relative(value: datetime | None, now: datetime | None = None) -> str:
    """Return how far away the instant is: in 3 days, 2 hours ago."""
    if value is None:
        return ""
    return str(format_timedelta(value - (now or utc_now()), add_direction=True, locale=reader_locale()))


@register.filter
def duration(value: timedelta | None) -> str:
    """Return a length of time in its largest unit: 3 hours."""
    return "" if value is None else str(format_timedelta(value, locale=reader_locale()))


@register.filter
def initials(name: str) -> str:
    """Return the first letters of the first and the last word of a name."""
    words = [word for word in str(name).split() if word[0].isalnum()]
    return "".join(word[0] for word in dict.fromkeys([*words[:1], *words[-1:]]))


@register.filter
def tone_of(name: str) -> str:
    """Return one of the tones for a name, always the same one; colours avatars."""
    tones = ("blue", "violet", "teal", "green", "amber")
    return tones[crc32(str(name).encode()) % len(tones)]


@register.filter
def is_money(value: object) -> bool:
    """Tell whether the value is an amount with a currency."""
    return isinstance(value, Money)


@register.filter
def is_number(value: object) -> bool:
    """Tell whether the value is a plain number."""
    return isinstance(value, (int, Decimal)) and not isinstance(value, bool)


@register.filter
def clock_tone(due_at: datetime, now: datetime | None = None) -> str:
    """Return how urgent an instant is: red when it has passed, amber in the last four hours, otherwise neutral."""
    left = due_at - (now or utc_now())
    if left <= timedelta(0):
        return "red"
    return "amber" if left <= timedelta(hours=4) else "neutral"


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
