"""The frame by itself: the product's templates, headers and static files, without a database and with an actor of choice."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.test import Client, override_settings

from steelyard.kernel.actors import ANONYMOUS, Actor, ActorKind, Role
from steelyard.ui import portal as portal_module
from steelyard.ui.gallery import specimen_context
from steelyard.ui.portal import (
    AccountEntry,
    Bell,
    ChecklistStep,
    Figure,
    FigureValue,
    HomePanel,
    NavEntry,
    PaletteAction,
    PaletteHit,
    PaletteSource,
    Portal,
    Seat,
    Seats,
    Section,
)
from tests.serving import serving

PERSON = UUID(int=1)
HOST = Actor(
    kind=ActorKind.HOST,
    person_id=PERSON,
    roles=frozenset({Role.CHANNEL_MANAGER}),
    name="Marta Lind",
    organization="Netrise",
)
PARTNER = Actor(
    kind=ActorKind.PARTNER,
    person_id=PERSON,
    partner_id=UUID(int=2),
    roles=frozenset({Role.SELLER}),
    name="Ana Reyes",
    organization="CloudForge GmbH",
)
ACTORS = {"host": HOST, "partner": PARTNER, "nobody": ANONYMOUS}
NEED_A_DATABASE = (
    "RequestTransaction",
    "AuthenticationMiddleware",
    "allauth.",
    "ActorMiddleware",
    "IdempotencyMiddleware",
)


class Acting:
    """Lets the cookie `actor` say who asks."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> Any:
        request.actor = ACTORS[request.COOKIES.get("actor", "host")]
        return self.get_response(request)


def _without_database() -> dict[str, Any]:
    middleware = [name for name in settings.MIDDLEWARE if not any(part in name for part in NEED_A_DATABASE)]
    before = middleware.index("django.contrib.messages.middleware.MessageMiddleware")
    middleware.insert(before, "tests.ui.conftest.Acting")
    return {
        "MIDDLEWARE": middleware,
        "ROOT_URLCONF": "tests.ui.urls",
        "SESSION_ENGINE": "django.contrib.sessions.backends.signed_cookies",
        "MESSAGE_STORAGE": "django.contrib.messages.storage.cookie.CookieStorage",
        "TEMPLATES": [{**settings.TEMPLATES[0], "DIRS": [Path(__file__).parent / "templates"]}],
        "LANGUAGES": [("en", "English"), ("de", "Deutsch"), ("ar", "العربية")],
        "DEMO": True,
    }


def contributions() -> Portal:
    """Return a portal as the contexts would fill it."""
    portal = Portal()
    portal.add(
        NavEntry(key="home", label="Home", icon="home", url_name="home", order=0, go_key="h"),
        NavEntry(
            key="deals",
            label="Deals",
            icon="briefcase",
            url_name="deal-list",
            section=Section.SELLING,
            order=1,
            badge=lambda actor: 3,
            go_key="d",
        ),
        NavEntry(
            key="board",
            label="Pipeline",
            icon="layout-kanban",
            url_name="board",
            section=Section.SELLING,
            order=2,
            visible=lambda actor: actor.is_host,
        ),
        NavEntry(
            key="gallery",
            label="Gallery",
            icon="palette",
            url_name="gallery",
            section=Section.PROGRAM,
            order=0,
        ),
        AccountEntry(key="out", label="Sign out", icon="logout", url_name="seat", order=9, is_post=True),
        Bell(url_name="bell", unread=lambda actor: 4),
        Seats(
            find=lambda actor: [
                Seat(key="a", organization="Netrise", role="Channel manager", is_current=True),
                Seat(key="b", organization="CloudForge GmbH", role="Seller"),
            ],
            url_name="seat",
        ),
        PaletteAction(
            key="new", label="Register a deal", icon="plus", url_name="deal-new", order=1, is_create=True, words="new"
        ),
        PaletteSource(key="deals", label="Deals", icon="briefcase", search=_search),
        Figure(
            key="one",
            label="Live",
            icon="shield-check",
            order=2,
            load=lambda actor, now: FigureValue(value=14, hint="of 25"),
        ),
        Figure(key="none", label="Nothing", icon="x", order=1, load=lambda actor, now: None),
        HomePanel(
            key="todo", order=1, template="tests/panel.html", load=lambda actor, now: {"names": ["Nordwind", "Helios"]}
        ),
        HomePanel(key="absent", order=2, template="tests/panel.html", load=lambda actor, now: None),
        ChecklistStep(key="a", label="Complete the profile", url_name="seat", order=1, done=lambda actor: True),
        ChecklistStep(key="b", label="Register a first deal", url_name="deal-new", order=2, done=lambda actor: False),
    )
    return portal


def _search(actor: Actor, text: str, limit: int) -> list[PaletteHit]:
    rows = specimen_context()["rows"]
    found = [row for row in rows if text.lower() in row.company.lower()]
    return [
        PaletteHit(label=row.company, url="/deals/", detail=row.number, state=row.state, tone=row.tone)
        for row in found[:limit]
    ]


@pytest.fixture(scope="module")
def frame() -> Iterator[None]:
    """Serve the frame without a database while a module of these tests runs; the other tests have the whole product."""
    kept = dict(portal_module.portal._kept)
    with override_settings(**_without_database()):
        portal_module.portal._kept = contributions()._kept
        try:
            yield
        finally:
            portal_module.portal._kept = kept


@pytest.fixture
def ask(frame: None) -> Client:
    """A client that asks as the host; set the cookie `actor` for others."""
    return Client()


@pytest.fixture(scope="module")
def base_url(frame: None) -> Iterator[str]:
    """The address of a server that shows the frame."""
    with serving() as address:
        yield address
