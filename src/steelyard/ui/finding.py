"""Search over everything one may see: what to do, pages, records, rules; a word with an error in it finds what was meant.

Each source is asked with what was typed. Only where it finds nothing, it is asked again with the words corrected to those of the
names that the reader may see: nothing of others is found, nor makes an answer slower.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.translation import gettext as _

from steelyard.kernel.actors import Actor
from steelyard.kernel.spelling import correct
from steelyard.ui.portal import NavEntry, PaletteAction, PaletteHit, PaletteSource, portal

SHORTEST, LONGEST = 2, 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Hits of one kind, under its name; `corrected` is what they were found by where that is not what was typed."""

    key: str
    label: str
    hits: Sequence[PaletteHit]
    corrected: str = ""


def find_all(actor: Actor, text: str, *, most: int) -> list[Group]:
    """Return what the text finds for the actor, kind by kind: things to do, pages, records, help; at most so many of a kind."""
    sources = [
        PaletteSource(key="actions", label=_("Actions"), icon="", search=_actions, names=_action_labels),
        PaletteSource(key="pages", label=_("Pages"), icon="", search=_pages, names=_page_labels),
        *(portal.of(PaletteSource, actor) if len(text) >= SHORTEST else ()),
        PaletteSource(key="help", label=_("Help"), icon="", search=_help),
    ]
    return [group for source in sources if (group := _find_in(source, actor, text, most)).hits]


def _find_in(source: PaletteSource, actor: Actor, text: str, most: int) -> Group:
    hits, corrected = source.search(actor, text, most), ""
    if not hits and source.names is not None and (corrected := correct(text, source.names(actor, text))):
        hits = source.search(actor, corrected, most)
    shown = [hit if hit.icon else replace(hit, icon=source.icon) for hit in hits]
    return Group(key=source.key, label=str(source.label), hits=shown, corrected=corrected)


def _action_labels(actor: Actor, _text: str) -> Iterable[str]:
    return (f"{action.label} {action.words}" for action in portal.of(PaletteAction, actor))


def _page_labels(actor: Actor, _text: str) -> Iterable[str]:
    return (str(entry.label) for entry in portal.of(NavEntry, actor))


def _actions(actor: Actor, text: str, _most: int) -> list[PaletteHit]:
    return [
        PaletteHit(label=str(action.label), url=reverse(action.url_name), icon=action.icon)
        for action in portal.of(PaletteAction, actor)
        if _says(text, action.label, action.words)
    ]


def _pages(actor: Actor, text: str, _most: int) -> list[PaletteHit]:
    return [
        PaletteHit(label=str(entry.label), url=reverse(entry.url_name), icon=entry.icon)
        for entry in portal.of(NavEntry, actor)
        if _says(text, entry.label)
    ]


def _help(_actor: Actor, text: str, _most: int) -> list[PaletteHit]:
    label = _("Keyboard shortcuts")
    is_meant = _says(text, label, _("keys help"))
    return [PaletteHit(label=label, url=reverse("keyboard-help"), icon="keyboard")] if is_meant else []


def _says(text: str, *words: object) -> bool:
    """Tell whether every typed word begins a word of the label."""
    known = " ".join(str(word) for word in words).casefold().split()
    return all(any(word.startswith(typed) for word in known) for typed in text.casefold().split())
