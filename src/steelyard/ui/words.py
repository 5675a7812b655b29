"""Words that a program defines for itself (tiers, stages, regions): the page that lists one kind, and the form of one word."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from steelyard.kernel.refusals import NotFound
from steelyard.ui.form_pages import show_form
from steelyard.ui.form_refusals import refusals_shown_in
from steelyard.ui.portal import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """One kind of word. `route` names the address of one; with `-new` after it, of a new one; `first` says why to add one."""

    title: Text
    about: Text
    new: Text
    first: Text
    icon: str
    route: str
    list_route: str
    under: tuple[Text, str]

    @property
    def crumbs(self) -> list[tuple[Text, str]]:
        """Return the way to the list: what it belongs to."""
        label, route = self.under
        return [(label, reverse(route))]


class WordForm(forms.Form):
    """A word of the program: its key is given once, the rest can change.

    A name that nobody changed stays in the language of its source, for readers of every language.
    """

    key = forms.RegexField(
        regex=r"^[a-z][a-z0-9_]*$",
        max_length=40,
        label=gettext_lazy("Key"),
        help_text=gettext_lazy("A short word in small letters. It cannot be changed later."),
    )
    name = forms.CharField(max_length=100, label=gettext_lazy("Name"))

    def __init__(self, data: Mapping[str, Any] | None, *, known: Sequence[Any], key: str) -> None:
        """Ask for a new word, or with `key` for what changes on one of those known. Raises: NotFound."""
        item = next((item for item in known if item.key == key), None)
        if key and item is None:
            raise NotFound
        self._source_name = item.name if item else ""
        self._taken = frozenset() if item else frozenset(other.key for other in known)
        shown = {**self.values_of(item), "name": _(item.name)} if item else {}
        super().__init__(data, initial=shown)
        self.fields["key"].disabled = item is not None

    @classmethod
    def values_of(cls, item: Any) -> dict[str, Any]:
        """Return what the fields show of a word."""
        return {name: getattr(item, name) for name in cls.base_fields}

    def clean_key(self) -> str:
        """Return the key; another word's is refused."""
        key: str = self.cleaned_data["key"]
        if key in self._taken:
            raise ValidationError(_("There is one with this key already."), "taken")
        return key

    def clean_name(self) -> str:
        """Return the name as it is kept."""
        name: str = self.cleaned_data["name"]
        return self._source_name if name == self.initial.get("name") else name


def show_words(
    request: HttpRequest, words: Words, template: str, items: Sequence[object], *, may_edit: bool
) -> HttpResponse:
    """Show the words of one kind; the template, on `ui/layouts/words.html`, adds what they have beside name and key."""
    context = {
        "words": words,
        "title": words.title,
        "about": words.about,
        "crumbs": words.crumbs,
        "items": items,
        "may_edit": may_edit,
    }
    return render(request, template, context)


def edit_word(
    request: HttpRequest, words: Words, form: WordForm, keep: Callable[[dict[str, Any]], object]
) -> HttpResponse:
    """Ask for a word and `keep` what is said."""
    if form.is_valid():
        with refusals_shown_in(form):
            keep(form.cleaned_data)
            name = form.cleaned_data["name"]
            messages.success(request, _("{name} is saved.").format(name=_(name)))
            return redirect(words.list_route)
    crumbs = [*words.crumbs, (words.title, reverse(words.list_route))]
    return show_form(request, form, title=form.initial.get("name") or words.new, crumbs=crumbs)
