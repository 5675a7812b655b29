"""Pages on which two records become one: choose the other, compare and say whose facts are kept, merge, undo."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from steelyard.kernel.pages import Page
from steelyard.kernel.refusals import NotAllowed, Refusal
from steelyard.platform.clock import utc_now
from steelyard.platform.http.problems import refusal_text
from steelyard.platform.merging.following import say_collision
from steelyard.platform.merging.terms import FactLine, MergeCard, MergePreview
from steelyard.ui.form_pages import show_form
from steelyard.ui.form_refusals import refusals_shown_in
from steelyard.ui.forms import RadioCards
from steelyard.ui.portal import Text
from steelyard.ui.records import record_url

Crumbs = Sequence[tuple[Text, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class MergePages:
    """What the pages say on which records of one kind are merged, and the names of their addresses."""

    under: tuple[Text, str]
    title: Text
    choose: Text
    merged: Text
    undone: Text
    compare_route: str
    undo_route: str
    list_key: str

    @property
    def top(self) -> tuple[Text, str]:
        """Return the list of all records of the kind."""
        label, route = self.under
        return label, reverse(route)

    def crumbs_to(self, name: str, record_id: str) -> Crumbs:
        """Return the way to one record."""
        return [self.top, (name, record_url(record_id))]


class MergeForm(forms.Form):
    """For each fact that differs, whose is kept. `names` are those of the survivor and of the one that goes away."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def __init__(
        self,
        preview: MergePreview[Any],
        data: Any = None,
        *,
        names: tuple[str, str],
        say_fact: Callable[[str], str],
    ) -> None:
        super().__init__(data, initial={"seen": preview.seen})
        self.names = names
        self.differing = [fact for fact in preview.facts if fact.differs]
        for fact in self.differing:
            self.fields[fact.field] = forms.ChoiceField(
                label=say_fact(fact.field),
                choices=[("survivor", self.show(fact, fact.survivor)), ("merged", self.show(fact, fact.merged))],
                initial="merged" if fact.is_taken_by_default else "survivor",
                widget=RadioCards(dict(zip(("survivor", "merged"), names, strict=True))),
            )

    def show(self, fact: FactLine, value: str) -> str:
        """Return a value as people read it."""
        return value or "—"

    @property
    def choices(self) -> list[forms.BoundField]:
        """Return the fields that choose between two facts."""
        return [self[fact.field] for fact in self.differing]

    def taken(self) -> frozenset[str]:
        """Return the facts that the survivor takes over."""
        return frozenset(fact.field for fact in self.differing if self.cleaned_data[fact.field] == "merged")


def ask_for_other(request: HttpRequest, pages: MergePages, form: forms.Form, *, crumbs: Crumbs) -> HttpResponse:
    """Ask which record is the same as the one at hand."""
    return show_form(
        request,
        form,
        title=pages.choose,
        about=_("Both are shown side by side before anything happens."),
        crumbs=crumbs,
        save=_("Compare"),
    )


def compare(
    request: HttpRequest,
    pages: MergePages,
    form: MergeForm,
    *,
    preview: MergePreview[Any],
    ids: tuple[str, str],
    merge: Callable[[], object],
    template: str,
) -> HttpResponse:
    """Show two records side by side, and `merge` the second into the first; `ids` are their outside ids, in this order."""
    survivor, merged = ({"name": name, "url": record_url(one)} for name, one in zip(form.names, ids, strict=True))
    if form.is_valid():
        with refusals_shown_in(form):
            merge()
            messages.success(request, str(pages.merged))
            return redirect(survivor["url"])
    context = {
        "form": form,
        "preview": preview,
        "crumbs": pages.crumbs_to(survivor["name"], ids[0]),
        "survivor": survivor,
        "merged": merged,
        "swap_url": reverse(pages.compare_route, args=[ids[1], ids[0]]),
        "hanging": [{"text": _(line.text), "line": line} for line in preview.hanging],
        "collisions": [
            {
                "text": say_collision(one),
                "blocks": one.blocks,
                "links": [address for address in map(record_url, one.records) if address],
            }
            for one in preview.collisions
        ],
        "is_blocked": preview.is_blocked,
    }
    return render(request, template, context, status=422 if request.method == "POST" else 200)


def show_merges(request: HttpRequest, pages: MergePages, page: Page[MergeCard], *, may_undo: bool) -> HttpResponse:
    """Show the merges that were done."""
    context = {
        "title": pages.title,
        "about": _("Nothing is lost: for thirty days a merge can be undone, as long as nothing it moved has changed."),
        "crumbs": [pages.top],
        "items": lines_of(pages, page.items, may_undo=may_undo, now=utc_now()),
        "page": page,
        "list_key": pages.list_key,
    }
    return render(request, "ui/layouts/merges.html", context)


def lines_of(pages: MergePages, cards: Sequence[MergeCard], *, may_undo: bool, now: datetime) -> list[dict[str, Any]]:
    """Return merges as templates show them, each with the addresses of its survivor and of its undoing."""
    return [
        {
            "card": card,
            "survivor_url": record_url(card.survivor_id),
            "undo_url": reverse(pages.undo_route, args=[card.id]),
            "can_be_undone": may_undo and card.can_be_undone_at(now),
        }
        for card in cards
    ]


def undo_or_say_why(
    request: HttpRequest, pages: MergePages, card: MergeCard, undo: Callable[[], object]
) -> HttpResponse:
    """Take a merge back and go to the record that is there again, or stay at the survivor and say what stands against it."""
    try:
        undo()
    except NotAllowed:
        raise
    except Refusal as refusal:
        messages.error(request, refusal_text(refusal))
        return redirect(record_url(card.survivor_id))
    messages.success(request, str(pages.undone))
    return redirect(record_url(card.merged_id))
