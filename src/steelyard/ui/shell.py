"""The frame around a page as its layout reads it; everything is computed only when a layout asks for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from steelyard.kernel.actors import ANONYMOUS, Actor
from steelyard.platform.clock import utc_now
from steelyard.ui.portal import (
    AccountEntry,
    Bell,
    Guide,
    Mark,
    NavEntry,
    PageLink,
    PaletteAction,
    Seat,
    Seats,
    Text,
    portal,
)

THEMES = ("auto", "light", "dark")


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuLink:
    """An entry as it is drawn: its address resolved, its badge counted."""

    key: str
    label: Text
    icon: str
    url: str
    badge: int = 0
    go_key: str = ""
    is_current: bool = False
    is_post: bool = False
    section: Text = ""


class Shell:
    """What layouts show around the page for this request's actor."""

    def __init__(self, request: HttpRequest, here: str = "") -> None:
        self._request = request
        self._here = here
        self.actor: Actor = getattr(request, "actor", ANONYMOUS)
        self.brand: str = settings.HOST_NAME
        self.version: str = settings.VERSION

    @property
    def theme(self) -> str:
        wanted = self._request.COOKIES.get(settings.THEME_COOKIE_NAME, "")
        return wanted if wanted in THEMES else "auto"

    @property
    def keys_are_on(self) -> bool:
        return self._request.COOKIES.get(settings.KEYS_COOKIE_NAME) != "off"

    @property
    def place(self) -> str:
        """Which of the two portals this is, in words."""
        return _("Partner portal") if self.actor.is_partner else _("Console")

    @cached_property
    def navigation(self) -> tuple[MenuLink, ...]:
        return tuple(
            MenuLink(
                key=entry.key,
                label=entry.label,
                icon=entry.icon,
                url=reverse(entry.url_name),
                badge=entry.badge(self.actor) if entry.badge else 0,
                go_key=entry.go_key,
                is_current=entry.key == self.here,
                section=entry.section.label,
            )
            for entry in self._entries
        )

    @cached_property
    def _entries(self) -> list[NavEntry]:
        return sorted(portal.of(NavEntry, self.actor), key=lambda entry: (entry.section.place, entry.order))

    @cached_property
    def here(self) -> str:
        """The key of the menu entry that the page belongs to, or nothing."""
        if self._here:
            return self._here
        places = {reverse(name): entry.key for entry in self._entries for name in (entry.url_name, *entry.also)}
        return places.get(_longest_prefix(self._request.path, list(places)), "")

    @property
    def counted(self) -> str:
        """What the menu counts, as topics of news."""
        return " ".join(sorted({topic for entry in self._entries for topic in entry.counted}))

    @cached_property
    def opened_at(self) -> str:
        """The instant from which an open page asks for news, in seconds."""
        return str(utc_now().timestamp())

    @cached_property
    def account(self) -> list[MenuLink]:
        return [
            MenuLink(
                key=entry.key,
                label=entry.label,
                icon=entry.icon,
                url=reverse(entry.url_name),
                is_post=entry.is_post,
            )
            for entry in portal.of(AccountEntry, self.actor)
        ]

    @cached_property
    def seats(self) -> Sequence[Seat]:
        return [seat for source in portal.of(Seats, self.actor) for seat in source.find(self.actor)]

    @cached_property
    def seats_url(self) -> str:
        return next((reverse(source.url_name) for source in portal.of(Seats, self.actor)), "")

    @cached_property
    def bell(self) -> MenuLink | None:
        for bell in portal.of(Bell, self.actor):
            return MenuLink(
                key="bell",
                label=_("Notifications"),
                icon="bell",
                url=reverse(bell.url_name),
                badge=bell.unread(self.actor),
            )
        return None

    @cached_property
    def marks(self) -> list[tuple[Mark, str]]:
        """The words at the top that are true for this actor, each with where it leads."""
        here = urlencode({"page": self._request.path})
        return [(mark, f"{reverse(mark.url_name)}?{here}") for mark in portal.of(Mark, self.actor)]

    @cached_property
    def guides(self) -> list[PageLink]:
        """What says how this page works, for this actor."""
        page = self._request.resolver_match.view_name if self._request.resolver_match else ""
        return [link for guide in portal.of(Guide, self.actor) for link in guide.find(self.actor, page)]

    @cached_property
    def create(self) -> MenuLink | None:
        """The one thing that this actor creates most; the `c` key."""
        for action in portal.of(PaletteAction, self.actor):
            if action.is_create:
                return MenuLink(key=action.key, label=action.label, icon=action.icon, url=reverse(action.url_name))
        return None


def _longest_prefix(path: str, urls: Sequence[str]) -> str:
    """Return the entry that the path lies under: `/` only for itself, otherwise the most specific one."""
    under = [url for url in urls if path == url or (url != "/" and path.startswith(url.rstrip("/") + "/"))]
    return max(under, key=len, default="")
