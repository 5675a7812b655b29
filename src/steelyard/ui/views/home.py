"""Home: what must I do, what changed, what do I get; put together from what the contexts contribute."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import islice
from typing import Any

from babel.dates import format_date
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import resolve, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import SignInRequired
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker
from steelyard.ui.locale import reader_locale
from steelyard.ui.portal import ChecklistStep, Figure, FigureValue, HomePage, HomePanel, PaletteAction, Text, portal

FIGURES, ACTIONS = 4, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A first step with its state."""

    label: Text
    url: str
    is_done: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Checklist:
    """The first steps of the actor's role."""

    steps: list[Step]

    @property
    def done(self) -> int:
        return sum(step.is_done for step in self.steps)

    @property
    def total(self) -> int:
        return len(self.steps)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the actor's Home, or the page that stands in for it."""
    actor = asker(request)
    if actor.is_anonymous:
        raise SignInRequired
    for page in portal.of(HomePage, actor):
        response: HttpResponse = resolve(reverse(page.url_name)).func(request)
        return response
    now = utc_now()
    panels = [(panel, panel.load(actor, now)) for panel in portal.of(HomePanel, actor)]
    context = {
        "greeting": _greeting(actor, timezone.localtime(now)),
        "today": format_date(timezone.localdate(now), "full", locale=reader_locale()),
        "actions": _actions(actor),
        "figures": _figures(actor, now),
        "main": [
            _Drawn(panel.template, loaded) for panel, loaded in panels if loaded is not None and panel.column == "main"
        ],
        "side": [
            _Drawn(panel.template, loaded) for panel, loaded in panels if loaded is not None and panel.column == "side"
        ],
        "checklist": None if request.COOKIES.get(settings.CHECKLIST_COOKIE_NAME) == "hidden" else _checklist(actor),
    }
    return render(request, "ui/home.html", context)


@dataclass(frozen=True, slots=True)
class _Drawn:
    template: str
    context: dict[str, Any]


def _greeting(actor: Actor, local: datetime) -> str:
    name = actor.name.split()[0] if actor.name else ""
    if local.hour < 12:
        return _("Good morning, %(name)s") % {"name": name}
    if local.hour < 18:
        return _("Good afternoon, %(name)s") % {"name": name}
    return _("Good evening, %(name)s") % {"name": name}


def _figures(actor: Actor, now: datetime) -> list[tuple[Figure, FigureValue]]:
    load = cache(lambda source: source(actor, now))
    read = ((figure, figure.read(load(figure.load))) for figure in portal.of(Figure, actor))
    return list(islice(((figure, value) for figure, value in read if value is not None), FIGURES))


def _actions(actor: Actor) -> list[dict[str, Any]]:
    actions = islice(portal.of(PaletteAction, actor), ACTIONS)
    return [
        {"label": action.label, "icon": action.icon, "url": reverse(action.url_name), "is_create": action.is_create}
        for action in actions
    ]


def _checklist(actor: Actor) -> Checklist | None:
    steps = [
        Step(label=step.label, url=reverse(step.url_name), is_done=step.done(actor))
        for step in portal.of(ChecklistStep, actor)
    ]
    checklist = Checklist(steps=steps)
    return checklist if checklist.total > checklist.done else None
