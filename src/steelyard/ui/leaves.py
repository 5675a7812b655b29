"""Components drawn by functions: the small ones that stand in every row of every list, where a template each costs too much.

A function's keywords are the attributes of its tag; `slot` is what stands between the tags, `more` the other attributes, as text
for the element.
"""

from collections.abc import Callable
from datetime import date, datetime
from html import escape
from typing import TypeVar

from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from steelyard.kernel.money import Money
from steelyard.ui import writing
from steelyard.ui.assets import asset_url

Draw = TypeVar("Draw", bound=Callable[..., str])

NOTHING = '<span class="text-secondary">–</span>'  # noqa: RUF001 - a dash as wide as a number

_leaves: dict[str, Callable[..., str]] = {}


def esc(text: object) -> str:
    """Return the text as it may stand in a page; what a template made is safe already. Django's own, without its detours."""
    return text if isinstance(text, SafeString) else escape(str(text))


def leaf(name: str) -> Callable[[Draw], Draw]:
    """Register a function as what draws `<c-name>`."""

    def register(draw: Draw) -> Draw:
        _leaves[name] = draw
        return draw

    return register


def find_leaf(name: str) -> Callable[..., str] | None:
    """Return the function that draws the component, or None when a template does."""
    return _leaves.get(name)


def list_leaves() -> list[str]:
    """Return the names of all components that functions draw."""
    return sorted(_leaves)


# --- Signs ------------------------------------------------------------------------------------------------------------


@leaf("icon")
def draw_icon(*, name: str, size: str = "", label: str = "", class_: str = "") -> str:
    """Draw an icon of the sprite; without a label it is decoration."""
    size = f" icon-{esc(size)}" if size else ""
    about = f'role="img" aria-label="{esc(label)}"' if label else 'aria-hidden="true"'
    return f'<svg class="icon{size}{_class(class_)}" {about}><use href="{asset_url("icons.svg")}#{esc(name)}"/></svg>'


@leaf("pill")
def draw_pill(
    *, slot: str, more: str, tone: str = "neutral", dot: object = "", icon: str = "", square: object = ""
) -> str:
    """Draw a state or a label in its tone."""
    shape = (" pill-dot" if dot else "") + (" pill-square" if square else "")
    return f'<span class="pill tone-{esc(tone)}{shape}"{more}>{_small(icon=icon)}{slot}</span>'


@leaf("count")
def draw_count(*, value: int | None = 0, label: str = "") -> str:
    """Draw how many wait; nothing for none."""
    if not value:
        return ""
    label = f'<span class="visually-hidden"> {esc(label)}</span>' if label else ""
    return f'<span class="count">{esc(writing.number_short(value))}{label}</span>'


@leaf("avatar")
def draw_avatar(*, name: object, size: str = "", square: object = "", tone: str = "") -> str:
    """Draw the initials of a person or organization."""
    text = str(name)
    size = (f" avatar-{esc(size)}" if size else "") + (" avatar-square" if square else "")
    return (
        f'<span class="avatar-mark tone-{esc(tone or writing.tone_of(text))}{size}" aria-hidden="true"'
        f' title="{esc(text)}">{esc(writing.initials(text))}</span>'
    )


@leaf("kbd")
def draw_kbd(*, slot: str) -> str:
    """Draw a key of the keyboard."""
    return f'<kbd class="from-md">{slot}</kbd>'


@leaf("rule")
def draw_rule(*, slot: str) -> str:
    """Draw the number of a rule."""
    return f'<span class="chip-rule"><span class="visually-hidden">{esc(_("Rule"))} </span>{slot}</span>'


# --- Values -----------------------------------------------------------------------------------------------------------


@leaf("money")
def draw_money(*, value: Money | None = None, reporting: Money | None = None, how: str = "", short: object = "") -> str:
    """Draw an amount in its own currency, with the program's beneath where it is given; `how` links to how it came about."""
    if not value:
        return NOTHING
    whole = esc(writing.money(value))
    text = esc(writing.money_short(value)) if short else whole
    second = f'<small class="money-second">≈ {esc(writing.money(reporting))}</small>' if reporting else ""
    if how:
        return f'<a class="money" href="{esc(how)}">{text}</a>{second}'
    title = f' title="{whole}"' if short else ""
    return f'<span class="money"{title}>{text}</span>{second}'


@leaf("date")
def draw_date(*, on: date | datetime | None = None) -> str:
    """Draw a day."""
    if not on:
        return NOTHING
    local = timezone.localtime(on) if isinstance(on, datetime) else on
    return f'<time datetime="{local:%Y-%m-%d}">{esc(writing.day(on))}</time>'


@leaf("when")
def draw_when(*, at: datetime | None = None, relative: object = "") -> str:
    """Draw an instant, or how far away it is; the zone shows on hover."""
    if not at:
        return NOTHING
    text = f" data-relative>{esc(writing.relative(at))}" if relative else f">{esc(writing.moment(at))}"
    title = esc(writing.moment_with_zone(at))
    return f'<time datetime="{timezone.localtime(at).isoformat()}" title="{title}"{text}</time>'


@leaf("clock")
def draw_clock(*, due: datetime | None = None, label: str = "") -> str:
    """Draw how long is left of a promise: red when it has passed, amber in its last hours."""
    if not due:
        return ""
    label = f"{esc(label)} " if label else ""
    when = draw_when(at=due, relative=True)
    return f'<span class="clock tone-{writing.clock_tone(due)}">{_small(icon="clock")}<span>{label}{when}</span></span>'


# --- Parts of tables, lists and menus ---------------------------------------------------------------------------------


@leaf("table.row")
def draw_row(
    *, slot: str, more: str, href: str = "", check: str = "", check_label: str = "", name: str = "ids", form: str = ""
) -> str:
    """Draw a row of a table: a click opens `href`, `check` gives it a box to tick."""
    href = f' data-href="{esc(href)}"' if href else ""
    box = ""
    if check:
        form = f' form="{esc(form)}"' if form else ""
        label = _("Select %(check_label)s") % {"check_label": esc(check_label)}
        box = (
            '<td role="cell" class="cell-check"><label><input type="checkbox" class="form-check-input row-check"'
            f' name="{esc(name)}" value="{esc(check)}"{form} aria-label="{esc(label)}"></label></td>'
        )
    return f'<tr role="row"{href}{more}>{box}{slot}</tr>'


@leaf("table.cell")
def draw_cell(*, slot: str, more: str, at: str = "", num: object = "", class_: str = "") -> str:
    """Draw a cell; `at` says where a phone shows it: lead, end, sub, subend, menu; without it a phone leaves the cell out."""
    place = f"cell-{esc(at)}" if at else ""
    return f'<td role="cell" class="{place}{" num" if num else ""}{_class(class_)}"{more}>{slot}</td>'


@leaf("tab")
def draw_tab(*, slot: str, more: str, href: str, current: object = "", count: int | None = 0) -> str:
    """Draw one view of a list, or one part of a record, with how much it holds."""
    here = ' aria-current="page"' if current else ""
    number = f'<span class="count">{esc(writing.number_short(count))}</span>' if count else ""
    return f'<li><a class="tab" href="{esc(href)}"{here}{more}>{slot}{number}</a></li>'


@leaf("menu.item")
def draw_menu_item(
    *,
    slot: str,
    more: str,
    href: str = "",
    icon: str = "",
    danger: object = "",
    current: object = "",
    type_: str = "button",
) -> str:
    """Draw an entry of a menu: a link where it has an address, otherwise a button."""
    look = "menu-item menu-item-danger" if danger else "menu-item"
    sign = draw_icon(name=icon) if icon else ""
    if href:
        here = ' aria-current="true"' if current else ""
        return f'<a class="{look}" href="{esc(href)}"{here}{more}>{sign}<span>{slot}</span></a>'
    return f'<button type="{esc(type_)}" class="{look}"{more}>{sign}<span>{slot}</span></button>'


@leaf("fact")
def draw_fact(*, slot: str, label: str) -> str:
    """Draw one fact of a record."""
    return f"<div><dt>{esc(label)}</dt><dd>{slot or NOTHING}</dd></div>"


def _class(more: str) -> str:
    return f" {esc(more)}" if more else ""


def _small(*, icon: str) -> str:
    return draw_icon(name=icon, size="sm") if icon else ""
