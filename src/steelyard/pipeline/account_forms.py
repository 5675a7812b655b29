"""Forms of what the program keeps about accounts and stages."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from steelyard.companies.public import CompanyCard, suggest_companies
from steelyard.kernel.actors import Actor
from steelyard.kernel.ids import parse_public_id, public_id
from steelyard.kernel.refusals import NotFound
from steelyard.partners.public import suggest_partners
from steelyard.pipeline.cards import InstalledCard
from steelyard.pipeline.models import Stage
from steelyard.platform.clock import utc_now
from steelyard.program.public import list_product_families
from steelyard.ui.forms import Chosen, ComboboxField, DateInput
from steelyard.ui.words import WordForm

_HUNDRED = Decimal(100)


def _chosen(said: Chosen, prefix: str, known: Mapping[str, UUID]) -> UUID:
    """Return what was chosen; words alone do where they are the whole name of one."""
    if said.id:
        try:
            return parse_public_id(prefix, said.id)
        except NotFound:
            pass
    if (found := known.get(said.text.strip().casefold())) is None:
        raise ValidationError(_("Choose one from the list."))
    return found


class OfCompany(forms.Form):
    """A form about a company that is known."""

    company = ComboboxField(url_name="companies:suggestions", label=gettext_lazy("Company"))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor

    @staticmethod
    def shown(card: CompanyCard) -> Chosen:
        """Return a company as the field shows it."""
        return Chosen(text=card.name, id=public_id("company", card.id))

    def clean_company(self) -> UUID:
        """Return the company's key."""
        said: Chosen = self.cleaned_data["company"]
        known = {card.name.casefold(): card.id for card in suggest_companies(self.actor, said.text, 20)}
        return _chosen(said, "company", known)


class NamedAccountForm(OfCompany):
    """Which company belongs to whom, from when on."""

    owner = forms.ChoiceField(label=gettext_lazy("Owner"))
    since_on = forms.DateField(label=gettext_lazy("From"), widget=DateInput())
    is_house = forms.BooleanField(
        label=gettext_lazy("House account"),
        help_text=gettext_lazy("Sold by us alone."),
        required=False,
    )

    def __init__(self, *args: Any, people: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = [("", _("Choose a person")), *people.items()]  # type: ignore[attr-defined]


class ReleaseForm(forms.Form):
    """From which day on a company is nobody's named account."""

    until = forms.DateField(label=gettext_lazy("First day without an owner"), widget=DateInput())


class InstalledForm(OfCompany):
    """What a company has, who sold it and when it renews."""

    family = forms.ChoiceField(label=gettext_lazy("Product"))
    partner = ComboboxField(
        url_name="partners:suggest",
        label=gettext_lazy("Sold by"),
        help_text=gettext_lazy("The partner with first right to renew. Leave it empty where we sold it."),
        required=False,
    )
    since_on = forms.DateField(label=gettext_lazy("Since"), widget=DateInput())
    renews_on = forms.DateField(label=gettext_lazy("Renews on"), widget=DateInput(), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["family"].choices = [  # type: ignore[attr-defined]
            (family.key, _(family.name)) for family in list_product_families(include_inactive=True)
        ]

    @staticmethod
    def initial_of(card: InstalledCard) -> dict[str, object]:
        """Return what the form shows of a product that is recorded."""
        return {
            "company": Chosen(text=card.company, id=card.company_public_id),
            "family": card.family,
            "partner": Chosen(text=card.partner, id=card.partner_public_id) if card.partner_id else None,
            "since_on": card.since_on,
            "renews_on": card.renews_on,
        }

    def clean_partner(self) -> UUID | None:
        """Return the partner's key, or nothing."""
        said: Chosen | None = self.cleaned_data["partner"]
        if said is None:
            return None
        known = {
            card.name.casefold(): card.id for card in suggest_partners(self.actor, said.text, limit=20, at=utc_now())
        }
        return _chosen(said, "partner", known)


class EndForm(forms.Form):
    """From which day on a company does not have a product."""

    ended_on = forms.DateField(label=gettext_lazy("First day without it"), widget=DateInput())


class StageForm(WordForm):
    """A stage with its place and how likely it is won."""

    position = forms.IntegerField(min_value=1, max_value=1000, label=gettext_lazy("Position"))
    probability = forms.DecimalField(
        min_value=0,
        max_value=100,
        decimal_places=0,
        label=gettext_lazy("Probability in percent"),
        help_text=gettext_lazy("How likely an opportunity in this stage is won; the forecast weighs by it."),
    )

    def __init__(self, data: Mapping[str, Any] | None, *, known: Sequence[Stage], key: str) -> None:
        super().__init__(data, known=known, key=key)
        self.fields["position"].initial = len(known) + 1

    @classmethod
    def values_of(cls, item: Stage) -> dict[str, Any]:
        """Return what the fields show of a stage."""
        return {**super().values_of(item), "probability": f"{item.probability * _HUNDRED:.0f}"}

    def clean_probability(self) -> Decimal:
        """Return the probability as a rate."""
        percent: Decimal = self.cleaned_data["probability"]
        return percent / _HUNDRED
