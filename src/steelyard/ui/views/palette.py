"""The palette: actions first, then records, then help; also a page of its own, for readers without script."""

from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import SignInRequired
from steelyard.ui.portal import NavEntry, PaletteAction, PaletteHit, PaletteSource, portal

PER_SOURCE, SHORTEST, LONGEST = 5, 2, 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Hits of one kind, under its name."""

    label: str
    hits: list[PaletteHit]


def palette(request: HttpRequest) -> HttpResponse:
    """Show what the actor can do or open that matches `q`."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.is_anonymous:
        raise SignInRequired
    text = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST]
    is_fragment = bool(getattr(request, "htmx", False))
    context = {"groups": _groups(actor, text), "text": text, "as_options": is_fragment}
    return render(request, "ui/palette.html#hits" if is_fragment else "ui/palette.html", context)


def keyboard_help(request: HttpRequest) -> HttpResponse:
    """Show which keys do what, and the switch that turns single keys off."""
    if request.actor.is_anonymous:  # type: ignore[attr-defined]
        raise SignInRequired
    return render(request, "ui/keyboard.html")


def _groups(actor: Actor, text: str) -> list[Group]:
    groups = [Group(label=_("Actions"), hits=_actions(actor, text)), Group(label=_("Pages"), hits=_pages(actor, text))]
    if len(text) >= SHORTEST:
        groups += [
            Group(
                label=str(source.label),
                hits=[_with_icon(hit, source) for hit in source.search(actor, text, PER_SOURCE)],
            )
            for source in portal.of(PaletteSource, actor)
        ]
    groups.append(Group(label=_("Help"), hits=_help(text)))
    return [group for group in groups if group.hits]


def _actions(actor: Actor, text: str) -> list[PaletteHit]:
    return [
        PaletteHit(label=str(action.label), url=reverse(action.url_name), icon=action.icon)
        for action in portal.of(PaletteAction, actor)
        if _says(text, action.label, action.words)
    ]


def _pages(actor: Actor, text: str) -> list[PaletteHit]:
    return [
        PaletteHit(label=str(entry.label), url=reverse(entry.url_name), icon=entry.icon)
        for entry in portal.of(NavEntry, actor)
        if _says(text, entry.label)
    ]


def _help(text: str) -> list[PaletteHit]:
    label = _("Keyboard shortcuts")
    return (
        [PaletteHit(label=label, url=reverse("keyboard-help"), icon="keyboard")]
        if _says(text, label, _("keys help"))
        else []
    )


def _with_icon(hit: PaletteHit, source: PaletteSource) -> PaletteHit:
    return hit if hit.icon else replace(hit, icon=source.icon)


def _says(text: str, *words: object) -> bool:
    """Tell whether every typed word begins a word of the label."""
    known = " ".join(str(word) for word in words).casefold().split()
    return all(any(word.startswith(typed) for word in known) for typed in text.casefold().split())
