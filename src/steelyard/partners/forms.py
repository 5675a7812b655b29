"""Forms of partners: what people type, before a command judges it."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from steelyard.identity.public import list_host_people
from steelyard.kernel.actors import Role
from steelyard.partners.agreements.terms import AgreementKind
from steelyard.partners.models import Partner
from steelyard.partners.queries import list_tiers, list_types
from steelyard.partners.terms import NEXT_STATUSES, STATUS_NAMES, PartnerStatus, ProfileDraft
from steelyard.program.public import list_product_families, list_regions
from steelyard.ui.forms import Chosen, ComboboxField, DateInput, TagsField
from steelyard.ui.locale import list_countries
from steelyard.ui.words import WordForm

Choices = list[tuple[str, str]]
_SEARCHABLE = {"data-island": "select"}


def _regions() -> Choices:
    return [(region.key, _(region.name)) for region in list_regions()]


def _types() -> Choices:
    return [(kind.key, _(kind.name)) for kind in list_types()]


def _agreement_kinds() -> Choices:
    return [(str(kind), _(kind.label)) for kind in AgreementKind]


def _tiers() -> Choices:
    return [(tier.key, _(tier.name)) for tier in list_tiers()]


def _families() -> Choices:
    return [(family.key, _(family.name)) for family in list_product_families() if family.is_active]


def _managers() -> Choices:
    return [(str(person.id), person.name) for person in list_host_people(Role.CHANNEL_MANAGER)]


def _countries() -> Choices:
    return [("", _("Not known")), *list_countries()]


class EnrollForm(forms.Form):
    """The company to enroll and what it shall be."""

    name = forms.CharField(label=gettext_lazy("Company"), max_length=200)
    domain = forms.CharField(
        label=gettext_lazy("Web domain"),
        max_length=253,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "url"}),
    )
    country = forms.ChoiceField(
        label=gettext_lazy("Country"), choices=_countries, required=False, widget=forms.Select(attrs=_SEARCHABLE)
    )
    region = forms.ChoiceField(label=gettext_lazy("Region"), choices=_regions)
    types = forms.MultipleChoiceField(
        label=gettext_lazy("Roles"), choices=_types, required=False, widget=forms.SelectMultiple(attrs=_SEARCHABLE)
    )
    status = forms.TypedChoiceField(
        label=gettext_lazy("Status"),
        choices=lambda: [(str(status), _(STATUS_NAMES[status])) for status in list(PartnerStatus)[:3]],
        coerce=PartnerStatus,
    )
    tier = forms.ChoiceField(
        label=gettext_lazy("Tier"), choices=lambda: [("", _("None yet")), *_tiers()], required=False
    )
    manager = forms.ChoiceField(
        label=gettext_lazy("Channel manager"), choices=lambda: [("", _("Nobody yet")), *_managers()], required=False
    )
    external_id = forms.CharField(label=gettext_lazy("CRM id"), max_length=100, required=False)


class FactsForm(forms.Form):
    """What the host keeps about a partner."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    region = forms.ChoiceField(label=gettext_lazy("Region"), choices=_regions)
    external_id = forms.CharField(label=gettext_lazy("CRM id"), max_length=100, required=False)


class StatusForm(forms.Form):
    """Another status, and why."""

    status = forms.TypedChoiceField(label=gettext_lazy("Status"), coerce=PartnerStatus)
    reason = forms.CharField(
        label=gettext_lazy("Why?"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("The partner reads this. Suspending and ending need it."),
    )

    def __init__(self, *args: Any, present: PartnerStatus, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["status"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            (str(status), _(STATUS_NAMES[status])) for status in PartnerStatus if status in NEXT_STATUSES[present]
        ]


class TierForm(forms.Form):
    """A tier from a day on."""

    tier = forms.ChoiceField(label=gettext_lazy("Tier"), choices=_tiers)
    since_on = forms.DateField(label=gettext_lazy("From"), widget=DateInput())
    reason = forms.CharField(label=gettext_lazy("Why?"), max_length=500, required=False)
    fixed_until = forms.DateField(
        label=gettext_lazy("Fixed until"),
        help_text=gettext_lazy("Until then the rules leave it there. Empty: they move it as they say."),
        required=False,
        widget=DateInput(),
    )


class RoleForm(forms.Form):
    """A role from a day on."""

    type_key = forms.ChoiceField(label=gettext_lazy("Role"), choices=_types)
    since_on = forms.DateField(label=gettext_lazy("From"), widget=DateInput())


class AgreementForm(forms.Form):
    """A version of an agreement that was signed elsewhere."""

    kind = forms.TypedChoiceField(label=gettext_lazy("Kind"), choices=_agreement_kinds, coerce=AgreementKind)
    version = forms.CharField(label=gettext_lazy("Version"), max_length=50)
    signed_on = forms.DateField(label=gettext_lazy("Signed"), widget=DateInput())
    valid_until = forms.DateField(
        label=gettext_lazy("First day it no longer binds"), required=False, widget=DateInput()
    )


class CertificationForm(forms.Form):
    """A product family that the partner is certified for."""

    family = forms.ChoiceField(label=gettext_lazy("Product family"), choices=_families)
    since_on = forms.DateField(label=gettext_lazy("From"), widget=DateInput())
    until = forms.DateField(label=gettext_lazy("First day it no longer holds"), required=False, widget=DateInput())
    credential = forms.CharField(label=gettext_lazy("Certificate"), max_length=200, required=False)


class ManagerForm(forms.Form):
    """Who of the host looks after the partner, too."""

    person_id = forms.TypedChoiceField(label=gettext_lazy("Channel manager"), choices=_managers, coerce=UUID)


class ParentForm(forms.Form):
    """The partner that this one belongs under; empty for none."""

    parent = ComboboxField(
        label=gettext_lazy("Belongs under"),
        url_name="partners:suggest",
        required=False,
        help_text=gettext_lazy("It will see this partner's registrations and opportunities. Leave empty for none."),
    )


class OtherPartnerForm(forms.Form):
    """A partner that is the same as the one at hand, chosen from the known ones."""

    partner = ComboboxField(label=gettext_lazy("The other partner"), url_name="partners:suggest")

    def clean_partner(self) -> UUID:
        """Return the id of the chosen partner."""
        chosen: Chosen = self.cleaned_data["partner"]
        if not chosen.id:
            raise forms.ValidationError(_("Choose a partner from the suggestions."))
        return Partner.parse_id(chosen.id)


class ProfileForm(forms.Form):
    """What a partner says of itself."""

    website = forms.URLField(label=gettext_lazy("Website"), max_length=200, required=False, assume_scheme="https")
    phone = forms.CharField(
        label=gettext_lazy("Phone"), max_length=50, required=False, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    description = forms.CharField(
        label=gettext_lazy("In a few sentences"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    capabilities = TagsField(label=gettext_lazy("Capabilities"))
    verticals = TagsField(label=gettext_lazy("Industries"))
    specializations = TagsField(label=gettext_lazy("Specializations"))

    def draft(self) -> ProfileDraft:
        """Return the profile as it was typed."""
        return ProfileDraft(**self.cleaned_data)


class TierLevelForm(WordForm):
    """A tier with its rank."""

    rank = forms.IntegerField(
        min_value=1,
        max_value=1000,
        label=gettext_lazy("Rank"),
        help_text=gettext_lazy("A higher rank is a higher tier."),
    )


class PartnerTypeForm(WordForm):
    """A type of partner."""

    transacts = forms.BooleanField(required=False, label=gettext_lazy("Sells and invoices our products"))
