"""Forms of recruiting: what people type, before a command judges it."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from steelyard.identity.public import list_host_people
from steelyard.kernel.actors import Role
from steelyard.partners.models import Prospect
from steelyard.partners.queries import list_types
from steelyard.partners.recruiting.terms import ProspectDraft
from steelyard.ui.forms import TagsField
from steelyard.ui.locale import list_countries

_SEARCHABLE = {"data-island": "select"}


def _types() -> list[tuple[str, str]]:
    return [(kind.key, _(kind.name)) for kind in list_types()]


def _countries() -> list[tuple[str, str]]:
    return [("", _("Not known")), *list_countries()]


def _owners() -> list[tuple[str, str]]:
    people = (*list_host_people(Role.CHANNEL_MANAGER), *list_host_people(Role.PROGRAM_ADMIN))
    return list(dict.fromkeys((str(person.id), person.name) for person in people if person.id))


class CompanyForm(forms.Form):
    """A company, and whom to talk to there."""

    name = forms.CharField(label=gettext_lazy("Company"), max_length=200)
    type = forms.ChoiceField(label=gettext_lazy("Type of partner"), choices=_types)
    domain = forms.CharField(
        label=gettext_lazy("Web domain"),
        max_length=253,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "url"}),
    )
    country = forms.ChoiceField(
        label=gettext_lazy("Country"), choices=_countries, required=False, widget=forms.Select(attrs=_SEARCHABLE)
    )
    contact_name = forms.CharField(label=gettext_lazy("Contact"), max_length=200, required=False)
    contact_email = forms.EmailField(label=gettext_lazy("Mail address"), max_length=254, required=False)
    employees = forms.IntegerField(label=gettext_lazy("Employees"), min_value=1, max_value=10_000_000, required=False)
    capabilities = TagsField(label=gettext_lazy("Capabilities"))
    verticals = TagsField(label=gettext_lazy("Industries"))


class ProspectForm(CompanyForm):
    """A company that may become a partner, as the host knows it."""

    specializations = TagsField(label=gettext_lazy("Specializations"))
    traits = TagsField(label=gettext_lazy("Traits"))
    note = forms.CharField(
        label=gettext_lazy("Note"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    @property
    def draft(self) -> ProspectDraft:
        """What was typed, once it is valid."""
        return ProspectDraft(**self.cleaned_data)

    @staticmethod
    def initial_of(prospect: Prospect) -> dict[str, Any]:
        """Return what the form shows of a prospect."""
        said = {name: getattr(prospect, name) for name in ProspectForm.base_fields if name != "type"}
        return {**said, "type": prospect.type_id}


class OwnerForm(forms.Form):
    """Who looks after a prospect."""

    owner_id = forms.TypedChoiceField(label=gettext_lazy("Who looks after it"), choices=_owners, coerce=UUID)


class ApprovalForm(forms.Form):
    """Why a prospect becomes a partner."""

    reason = forms.CharField(
        label=gettext_lazy("Why?"),
        help_text=gettext_lazy("Needed where the screening speaks against it."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class RefusalForm(forms.Form):
    """Why a prospect does not become a partner."""

    reason = forms.CharField(
        label=gettext_lazy("Why?"),
        help_text=gettext_lazy("It is kept with the decision. The company is not told."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
