"""Registering a deal, and for whom."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from steelyard.deals.drafts import EvidenceDraft, LineDraft, RegistrationDraft
from steelyard.deals.forms.evidence import EvidenceFields
from steelyard.deals.terms import RegistrationType
from steelyard.kernel.ids import parse_public_id, public_id
from steelyard.kernel.money import Money
from steelyard.kernel.refusals import NotFound
from steelyard.partners.public import find_id as find_partner
from steelyard.platform.directory import PersonCard
from steelyard.program.public import ProductFamilyCard
from steelyard.ui.forms import Chosen, ComboboxField, DateInput, MoneyField, RadioCards
from steelyard.ui.locale import list_countries

ROLES = {
    RegistrationType.SOURCED: gettext_lazy("You brought it to us. Protected against everyone else."),
    RegistrationType.TEAMING: gettext_lazy("Beside another partner or our own sales. Excludes nobody."),
    RegistrationType.FULFILMENT: gettext_lazy("The customer is won and buys through you. Protected."),
    RegistrationType.RENEWAL: gettext_lazy("The customer has the product and the term ends. Protected."),
    RegistrationType.SERVICES: gettext_lazy("You implement or run it; somebody else sells. Excludes nobody."),
}
ROLES_OF_PARTNER = {
    RegistrationType.SOURCED: gettext_lazy("The partner brought it to us. Protected against everyone else."),
    RegistrationType.FULFILMENT: gettext_lazy("The customer is won and buys through the partner. Protected."),
    RegistrationType.SERVICES: gettext_lazy("The partner implements or runs it; somebody else sells. Excludes nobody."),
}
"""What is said otherwise to the host, who registers on a partner's behalf."""


class PartnerForm(forms.Form):
    """For whom a deal is registered; without script the name is enough."""

    partner = ComboboxField(url_name="partners:suggest", label=gettext_lazy("Partner"), at_least=1)

    def clean_partner(self) -> UUID:
        """Return the partner's key."""
        said: Chosen = self.cleaned_data["partner"]
        ProhibitNullCharactersValidator()(said.text + said.id)
        found = find_partner(said.id or said.text)
        if found is None:
            raise ValidationError(_("No partner goes by exactly this name. Choose one."), "unknown")
        return found


class RegistrationForm(EvidenceFields):
    """A deal as a seller describes it. Seven things must be said; the rest may help.

    With `owners` it is registered on a partner's behalf: one of these people there becomes its owner.
    """

    company_name = ComboboxField(url_name="deals:companies", label=gettext_lazy("Company"), max_length=200)
    company_domain = forms.CharField(
        label=gettext_lazy("Web domain"),
        required=False,
        max_length=253,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocapitalize": "none", "placeholder": "example.com"}),
    )
    company_country = forms.ChoiceField(label=gettext_lazy("Country"), required=False)
    company_city = forms.CharField(label=gettext_lazy("City"), required=False, max_length=200)
    division = forms.CharField(
        label=gettext_lazy("Division"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("If the deal concerns one part of the customer only."),
    )
    lines = forms.MultipleChoiceField(label=gettext_lazy("Product lines"), widget=forms.CheckboxSelectMultiple)
    value = MoneyField(label=gettext_lazy("Total value"))
    close_on = forms.DateField(label=gettext_lazy("Expected close"), widget=DateInput)
    is_public_tender = forms.BooleanField(label=gettext_lazy("It is a published tender"), required=False)
    type = forms.ChoiceField(
        label=gettext_lazy("Your role"),
        choices=[(role.value, gettext_lazy(role.label)) for role in RegistrationType],
        initial=RegistrationType.SOURCED,
        widget=RadioCards(details={role.value: words for role, words in ROLES.items()}),
    )
    contact_name = forms.CharField(
        label=gettext_lazy("Contact's name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    contact_email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        required=False,
        max_length=254,
        help_text=gettext_lazy("Needed, unless you give a phone number."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    contact_phone = forms.CharField(
        label=gettext_lazy("Phone"),
        required=False,
        max_length=50,
        widget=forms.TextInput(attrs={"inputmode": "tel", "type": "tel", "autocomplete": "off"}),
    )
    contact_title = forms.CharField(label=gettext_lazy("Job title"), required=False, max_length=200)
    description = forms.CharField(
        label=gettext_lazy("What is the customer trying to do?"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self,
        *args: Any,
        families: Sequence[ProductFamilyCard],
        today: date,
        owners: Sequence[PersonCard] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.families = families
        if owners is not None:
            self._ask_on_behalf(owners)
        self.fields["lines"].choices = [(family.key, _(family.name)) for family in families]  # type: ignore[attr-defined]
        self.fields["company_country"].choices = [("", _("As found")), *list_countries()]  # type: ignore[attr-defined]
        self.fields["close_on"].widget.attrs["min"] = today.isoformat()
        for family in families:
            self.fields[value_field(family.key)] = forms.DecimalField(
                label=_("Value of {product}").format(product=_(family.name)),
                required=False,
                min_value=0,
                max_digits=15,
                decimal_places=3,
                localize=True,
                widget=forms.TextInput(
                    attrs={"inputmode": "decimal", "autocomplete": "off", "placeholder": _("Its value")}
                ),
            )

    def _ask_on_behalf(self, owners: Sequence[PersonCard]) -> None:
        names = [(public_id("person", one.id), one.name) for one in owners if one.id]
        if names:
            choices = names if len(names) == 1 else [("", _("Choose a person")), *names]
            self.fields["owner"] = forms.ChoiceField(
                label=_("Owner at the partner"),
                choices=choices,
                help_text=_("Works on the deal and is told what becomes of it."),
            )
            self.order_fields(["owner"])
        self.fields["type"].label = _("The partner's role")
        cards: RadioCards = self.fields["type"].widget
        cards.details = {role.value: words for role, words in (ROLES | ROLES_OF_PARTNER).items()}

    @property
    def owner_id(self) -> UUID | None:
        """The partner's person who was chosen to own the deal."""
        said = self.cleaned_data.get("owner")
        return parse_public_id("person", said) if said else None

    def clean_company_name(self) -> Chosen:
        """Refuse words that no database can hold; other text fields do so by themselves."""
        chosen: Chosen = self.cleaned_data["company_name"]
        ProhibitNullCharactersValidator()(chosen.text)
        return chosen

    @property
    def choices_of_lines(self) -> list[dict[str, Any]]:
        """Each product family with its tick and its field for a value."""
        ticked = set(self["lines"].value() or [])
        return [
            {"family": family, "is_ticked": family.key in ticked, "value": self[value_field(family.key)]}
            for family in self.families
        ]

    def draft(self) -> RegistrationDraft:
        """Return what was said, once it is valid. Raises: Refusal."""
        said = self.cleaned_data
        chosen = said["company_name"]
        return RegistrationDraft(
            company_name=chosen.text,
            company_id=company_of(chosen.id),
            lines=tuple(LineDraft(family=key, value=said.get(value_field(key))) for key in said["lines"]),
            type=RegistrationType(said["type"]),
            value=said["value"],
            close_on=said["close_on"],
            **{name: said[name] for name in _PLAIN},
        )

    def sketch(self, evidence: tuple[EvidenceDraft, ...], *, today: date) -> RegistrationDraft:
        """Return what was said so far, with neutral words where something is missing or wrong."""
        said = self.cleaned_data
        chosen: Chosen = said.get("company_name") or Chosen(text="")
        return RegistrationDraft(
            company_name=chosen.text,
            company_id=company_of(chosen.id),
            lines=tuple(LineDraft(family=key) for key in said.get("lines") or ()),
            type=RegistrationType(said.get("type") or RegistrationType.SOURCED),
            value=said.get("value") or Money(Decimal(0), settings.REPORTING_CURRENCY),
            close_on=said.get("close_on") or today,
            evidence=(*evidence, *self.pieces(())),
            **{
                name: said.get(name) or "" for name in ("company_domain", "company_country", "company_city", "division")
            },
            is_public_tender=bool(said.get("is_public_tender")),
        )


_PLAIN = (
    *("company_domain", "company_country", "company_city", "division", "is_public_tender", "description"),
    *("contact_name", "contact_email", "contact_phone", "contact_title"),
)


def value_field(family: str) -> str:
    """Return the name of the field that takes the value of one product family."""
    return f"value_of_{family}"


def company_of(text: str) -> UUID | None:
    """Return the company that a typeahead chose; None where the words stand alone."""
    try:
        return parse_public_id("company", text) if text else None
    except NotFound:
        return None
