"""Forms of agreements: a version with its texts, a name that is typed, a kind that is asked for."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from steelyard.partners import queries
from steelyard.partners.agreements.terms import AgreementKind, TextDraft, VersionDraft
from steelyard.program.public import list_regions
from steelyard.ui.forms import DateInput


def _kinds() -> list[tuple[str, str]]:
    return [(str(kind), _(kind.label)) for kind in AgreementKind]


def _types() -> list[tuple[str, str]]:
    return [(kind.key, _(kind.name)) for kind in queries.list_types()]


def _regions() -> list[tuple[str, str]]:
    return [("", _("Everywhere")), *((region.key, _(region.name)) for region in list_regions())]


class VersionForm(forms.Form):
    """A version of an agreement with a text for each language of the portal."""

    kind = forms.TypedChoiceField(label=gettext_lazy("Kind"), choices=_kinds, coerce=AgreementKind)
    version = forms.CharField(
        label=gettext_lazy("Version"), max_length=50, help_text=gettext_lazy("What it is called, such as 2027.1.")
    )
    valid_from = forms.DateField(label=gettext_lazy("Holds from"), widget=DateInput())
    types = forms.MultipleChoiceField(
        label=gettext_lazy("For partners of these types"),
        choices=_types,
        required=False,
        widget=forms.SelectMultiple(attrs={"data-island": "select"}),
        help_text=gettext_lazy("For all where none is chosen."),
    )
    region = forms.ChoiceField(label=gettext_lazy("In this region"), choices=_regions, required=False)
    term_months = forms.IntegerField(
        label=gettext_lazy("Term in months"),
        min_value=1,
        max_value=240,
        required=False,
        help_text=gettext_lazy("Empty: it has no end."),
    )
    asks_again = forms.BooleanField(
        label=gettext_lazy("Whoever accepted an older version accepts this one, too"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for language, name in settings.LANGUAGES:
            self.fields[f"title_{language}"] = forms.CharField(
                label=_("Title ({language})").format(language=name), max_length=200, required=False
            )
            self.fields[f"body_{language}"] = forms.CharField(
                label=_("Text ({language})").format(language=name),
                max_length=200_000,
                required=False,
                widget=forms.Textarea(attrs={"rows": 10}),
            )

    def clean(self) -> dict[str, Any]:
        """Ask for a text in one language at least, each with its title."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        for language, _name in settings.LANGUAGES:
            for one, other in (("title", "body"), ("body", "title")):
                if said.get(f"{one}_{language}") and not said.get(f"{other}_{language}"):
                    self.add_error(f"{other}_{language}", _("A text has a title and a body."))
        if not any(said.get(f"{name}_{key}") for key, _name in settings.LANGUAGES for name in ("title", "body")):
            self.add_error(f"title_{settings.LANGUAGES[0][0]}", _("Write the text in one language at least."))
        return said

    def draft(self) -> VersionDraft:
        """Return the version as it was typed."""
        said = self.cleaned_data
        return VersionDraft(
            kind=said["kind"],
            version=said["version"],
            valid_from=said["valid_from"],
            types=tuple(said["types"]),
            region=said["region"],
            term_months=said["term_months"],
            asks_again=said["asks_again"],
            texts=tuple(
                TextDraft(language=key, title=said[f"title_{key}"], body=said[f"body_{key}"])
                for key, _name in settings.LANGUAGES
                if said[f"title_{key}"]
            ),
        )


class SignForm(forms.Form):
    """The name of who signs, as typed, under the text that was shown."""

    text = forms.CharField(widget=forms.HiddenInput(), max_length=60)
    digest = forms.CharField(widget=forms.HiddenInput(), max_length=64)
    name = forms.CharField(
        label=gettext_lazy("Your full name"),
        min_length=2,
        max_length=200,
        help_text=gettext_lazy("By typing it you accept this text for your organization."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


class CountersignForm(forms.Form):
    """The name of who signs for the host."""

    name = forms.CharField(
        label=gettext_lazy("Your full name"),
        min_length=2,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


class RequestForm(forms.Form):
    """The kind of agreement that a partner is asked to accept."""

    kind = forms.TypedChoiceField(label=gettext_lazy("Kind"), choices=_kinds, coerce=AgreementKind)
