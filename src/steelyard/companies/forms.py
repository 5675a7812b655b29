"""Forms of the company pages."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from steelyard.companies.cards import CompanyDraft
from steelyard.companies.models import Company, NameKind
from steelyard.companies.queries.merging import CompanyMergePreview
from steelyard.companies.terms import IdentifierScheme, MergeChoice
from steelyard.companies.wording import say_fact
from steelyard.platform.merging.terms import FactLine
from steelyard.ui.forms import Chosen, ComboboxField
from steelyard.ui.locale import list_countries
from steelyard.ui.merging import MergeForm as FactsForm

SUGGESTIONS = "companies:suggestions"


def _countries() -> list[tuple[str, str]]:
    return [("", "—"), *list_countries()]


class CompanyForm(forms.Form):
    """The facts of a company."""

    name = forms.CharField(label=gettext_lazy("Legal name"), max_length=200)
    display_name = forms.CharField(
        label=gettext_lazy("Shown as"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Where people call it by a shorter name."),
    )
    country = forms.ChoiceField(
        label=gettext_lazy("Country"),
        choices=_countries,
        required=False,
        widget=forms.Select(attrs={"data-island": "select"}),
    )
    city = forms.CharField(label=gettext_lazy("City"), max_length=100, required=False)
    website = forms.URLField(label=gettext_lazy("Website"), required=False, assume_scheme="https", max_length=500)
    industry = forms.CharField(label=gettext_lazy("Industry"), max_length=100, required=False)
    employees = forms.IntegerField(label=gettext_lazy("Employees"), min_value=0, max_value=10_000_000, required=False)


class NewCompanyForm(CompanyForm):
    """The facts of a company that is not known yet."""

    domain = forms.CharField(
        label=gettext_lazy("Domain"),
        max_length=253,
        required=False,
        help_text=gettext_lazy("Such as acme.example; a web or mail address will do."),
    )

    def draft(self) -> CompanyDraft:
        """Return what was filled in."""
        return CompanyDraft(**self.cleaned_data)


class NameForm(forms.Form):
    """One more name."""

    text = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=[(NameKind.TRADING, gettext_lazy("Trading name")), (NameKind.FORMER, gettext_lazy("Former name"))],
    )


class DomainForm(forms.Form):
    """One more domain."""

    domain = forms.CharField(label=gettext_lazy("Domain"), max_length=253)


class IdentifierForm(forms.Form):
    """A number in a register."""

    scheme = forms.ChoiceField(
        label=gettext_lazy("Register"), choices=[(scheme.value, scheme.name) for scheme in IdentifierScheme]
    )
    value = forms.CharField(label=gettext_lazy("Number"), max_length=50)


class ParentForm(forms.Form):
    """The owner, chosen from the known companies; empty for none."""

    parent = ComboboxField(url_name=SUGGESTIONS, label=gettext_lazy("Belongs to"), required=False)

    def clean_parent(self) -> UUID | None:
        """Return the id of the chosen owner."""
        chosen: Chosen | None = self.cleaned_data["parent"]
        return None if chosen is None else _id_of(chosen)


class OtherCompanyForm(forms.Form):
    """A company that is the same as the one at hand, chosen from the known ones."""

    other = ComboboxField(url_name=SUGGESTIONS, label=gettext_lazy("The other company"))

    def clean_other(self) -> UUID:
        """Return the id of the chosen company."""
        return _id_of(self.cleaned_data["other"])


class MergeForm(FactsForm):
    """For each fact that differs whose is kept, and what else of the merged company is taken over."""

    def __init__(self, preview: CompanyMergePreview, data: Any = None) -> None:
        names = preview.survivor.card.name, preview.merged.card.name
        super().__init__(preview, data, names=names, say_fact=say_fact)
        self.optional = [one for one in preview.belongings if not one.must_follow]
        if self.optional:
            self.fields["kept"] = forms.MultipleChoiceField(
                label=_("Also known of it"),
                help_text=_("What is not ticked stays with the record that goes away."),
                choices=[(one.key, one.text) for one in self.optional],
                initial=[one.key for one in self.optional],
                widget=forms.CheckboxSelectMultiple,
                required=False,
            )

    def show(self, fact: FactLine, value: str) -> str:
        """Return a value as people read it."""
        if fact.field == "is_listed":
            return _("Yes") if value else _("No")
        return super().show(fact, value)

    def choice(self) -> MergeChoice:
        """Return what was chosen."""
        kept = set(self.cleaned_data.get("kept", ()))
        return MergeChoice(taken=self.taken(), left=frozenset(one.key for one in self.optional if one.key not in kept))


def _id_of(chosen: Chosen) -> UUID:
    if not chosen.id:
        raise forms.ValidationError(_("Choose a company from the suggestions; add it first if it is not there."))
    return Company.parse_id(chosen.id)


class CompareForm(forms.Form):
    """A name to compare a company, or another name, with."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    domain = forms.CharField(label=gettext_lazy("Domain"), max_length=253, required=False)
    country = forms.ChoiceField(label=gettext_lazy("Country"), choices=_countries, required=False)
