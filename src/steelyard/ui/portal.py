"""What contexts contribute to the frame: each calls `portal.add(...)` from its own `portal.py`, loaded by `AppConfig.ready`."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal, TypeVar
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from steelyard.kernel.actors import Actor
from steelyard.kernel.money import Money

MOST_NAMES = 2_000
"""Among how many of the newest names of a kind a search looks for what was misspelled."""

Text = str | Promise
Visible = Callable[[Actor], bool]


def signed_in(actor: Actor) -> bool:
    """Tell whether the actor is a person or program of the host or a partner; the default for every contribution."""
    return not actor.is_anonymous


class Section(StrEnum):
    """A part of the side menu, in the order in which the parts stand; the first has no heading."""

    START = "start"
    SELLING = "selling"
    PARTNERS = "partners"
    OWN = "own"
    KNOWLEDGE = "knowledge"
    PROGRAM = "program"

    @property
    def label(self) -> Text:
        return _SECTIONS.get(self, "")

    @property
    def place(self) -> int:
        return list(Section).index(self)


_SECTIONS = {
    Section.SELLING: gettext_lazy("Selling"),
    Section.PARTNERS: gettext_lazy("Partners"),
    Section.OWN: gettext_lazy("Our organization"),
    Section.KNOWLEDGE: gettext_lazy("Library and learning"),
    Section.PROGRAM: gettext_lazy("Program and people"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NavEntry:
    """An entry of the side menu, `order` within its section. `badge` counts what waits there; `go_key` is the letter after `g`.

    `also` names the pages that belong to it, though their addresses do not begin with its own; `counted` the kinds of records,
    by the prefixes of their ids, whose changes may change the badge.
    """

    key: str
    label: Text
    icon: str
    url_name: str
    section: Section = Section.START
    order: int
    visible: Visible = signed_in
    badge: Callable[[Actor], int] | None = None
    counted: tuple[str, ...] = ()
    go_key: str = ""
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountEntry:
    """An entry of the menu behind the avatar: profile, sessions, notification settings, administration."""

    key: str
    label: Text
    icon: str
    url_name: str
    order: int
    visible: Visible = signed_in
    is_post: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """One organization and role in which a person may act; `is_current` marks the present one."""

    key: str
    organization: str
    role: Text
    is_current: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Seats:
    """Where a person may sit, and the address that takes `seat=<key>` by POST to change."""

    find: Callable[[Actor], Sequence[Seat]]
    url_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bell:
    """Where notifications are read, and how many the actor has not read."""

    url_name: str
    unread: Callable[[Actor], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A word at the top of every page, for whom it is true; it leads somewhere, with the present page's address as `page`."""

    key: str
    label: Text
    title: Text
    icon: str
    url_name: str
    order: int
    visible: Visible = signed_in


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLink:
    """A link of a page to what says how it works."""

    label: Text
    title: Text
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """What says how pages work: `find(actor, page)` returns its links for the page with that name of an address."""

    key: str
    find: Callable[[Actor, str], Sequence[PageLink]]
    visible: Visible = signed_in


@dataclass(frozen=True, slots=True, kw_only=True)
class PaletteHit:
    """One record found by the palette."""

    label: str
    url: str
    detail: Text = ""
    icon: str = ""
    state: Text = ""
    tone: str = "neutral"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaletteSource:
    """A kind of record that the palette finds: `search(actor, text, limit)` returns only what the actor may see.

    `names(actor, text)` returns the names of records that the actor may see and may have meant, to forgive an error in the text.
    """

    key: str
    label: Text
    icon: str
    search: Callable[[Actor, str, int], Sequence[PaletteHit]]
    names: Callable[[Actor, str], Iterable[str]] | None = None
    order: int = 100
    visible: Visible = signed_in


@dataclass(frozen=True, slots=True, kw_only=True)
class PaletteAction:
    """Something to do from anywhere. `words` are further words it is found by; the first visible `is_create` is the `c` key."""

    key: str
    label: Text
    icon: str
    url_name: str
    order: int
    visible: Visible = signed_in
    words: Text = ""
    is_create: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureValue:
    """The state of a figure: a number, amount or phrase, what it means, how it moved, and the records behind it."""

    value: Money | int | str
    hint: Text = ""
    change: Text = ""
    change_is_good: bool = True
    url: str = ""


def _itself(value: FigureValue | None) -> FigureValue | None:
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One of the four figures at the top of Home; the first four visible ones with a value are shown.

    Figures with the same `load` share what it returned, and each reads its own value from it.
    """

    key: str
    label: Text
    icon: str
    order: int
    load: Callable[[Actor, datetime], Any]
    read: Callable[[Any], FigureValue | None] = _itself
    visible: Visible = signed_in


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePanel:
    """A panel of Home: `load` returns the template's context, or None to leave the panel out.

    Order: below 100 what must I do, below 200 what changed, above what do I get.
    """

    key: str
    order: int
    template: str
    load: Callable[[Actor, datetime], dict[str, Any] | None]
    column: Literal["main", "side"] = "main"
    visible: Visible = signed_in


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePage:
    """A page that stands in for Home where a role has one of its own; the first visible one does."""

    key: str
    url_name: str
    visible: Visible
    order: int = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordPanel:
    """A panel that a context adds to the record page of another one below it.

    `record` is the prefix of that record's outside ids; `load` gives the template its `panel`, None leaves it out.
    """

    key: str
    record: str
    order: int
    template: str
    load: Callable[[Actor, UUID, datetime], dict[str, Any] | None]
    column: Literal["main", "side"] = "main"
    visible: Visible = signed_in


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecklistStep:
    """A first step of a role, done when the real state says so."""

    key: str
    label: Text
    url_name: str
    order: int
    done: Callable[[Actor], bool]
    visible: Visible = signed_in


Contribution = (
    NavEntry
    | AccountEntry
    | Seats
    | Bell
    | Mark
    | Guide
    | PaletteSource
    | PaletteAction
    | Figure
    | HomePanel
    | HomePage
    | RecordPanel
    | ChecklistStep
)
T = TypeVar("T", bound=Contribution)


@dataclass(slots=True)
class Portal:
    """All contributions, kept by kind and key."""

    _kept: dict[tuple[type, str], Contribution] = field(default_factory=dict)

    def add(self, *contributions: Contribution) -> None:
        """Keep the contributions.

        Raises: ValueError when a key of that kind is already taken.
        """
        for contribution in contributions:
            place = type(contribution), str(getattr(contribution, "key", ""))
            if place in self._kept:
                raise ValueError(f"two contributions of {place[0].__name__} {place[1]!r}")
            self._kept[place] = contribution

    def of(self, kind: type[T], actor: Actor) -> Iterator[T]:
        """Return the contributions of one kind that the actor sees, in their order."""
        for entry in sorted(self.every(kind), key=lambda entry: getattr(entry, "order", 0)):
            if getattr(entry, "visible", signed_in)(actor):
                yield entry

    def every(self, kind: type[T]) -> list[T]:
        """Return the contributions of one kind, whoever sees them."""
        return [entry for entry in self._kept.values() if isinstance(entry, kind)]

    def panels_of(
        self, record: str, record_id: UUID, actor: Actor, now: datetime
    ) -> list[tuple[RecordPanel, dict[str, Any]]]:
        """Return the panels that contexts add to one record's page, each with what its template shows."""
        wanted = (panel for panel in self.of(RecordPanel, actor) if panel.record == record)
        loaded = ((panel, panel.load(actor, record_id, now)) for panel in wanted)
        return [(panel, context) for panel, context in loaded if context is not None]


portal = Portal()
