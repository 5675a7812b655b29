"""Forms of the pipeline: what people type, before a command judges it."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from steelyard.identity.public import list_host_people
from steelyard.kernel.refusals import sentence
from steelyard.pipeline.models import Opportunity
from steelyard.pipeline.terms import (
    ACTIVITY_NAMES,
    DIRECTION_NAMES,
    FORECAST_NAMES,
    LOST_REASON_NAMES,
    TRANSACTOR_NAMES,
    ActivityKind,
    Direction,
    ForecastCategory,
    LineDraft,
    LostReason,
    OpportunityTerms,
)
from steelyard.program.public import list_product_families, list_regions
from steelyard.ui.forms import DateInput, MoneyField

NOT_KNOWN = sentence("Not known yet")
CHOOSE = sentence("Choose a reason")
Choices = list[tuple[str, str]]


def _named(names: Mapping[Any, str], *, empty: str = "") -> Callable[[], Choices]:
    """Return what gives the choices in the reader's language, headed by an empty one if that has a name."""
    return lambda: [*([("", _(empty))] if empty else []), *((str(key), _(name)) for key, name in names.items())]


def _families() -> Choices:
    return [(family.key, _(family.name)) for family in list_product_families() if family.is_active]


def _regions() -> Choices:
    return [(region.key, _(region.name)) for region in list_regions()]


def _host_people() -> Choices:
    return [("", _("Nobody")), *((str(person.id), person.name) for person in list_host_people())]


class SharedTermsForm(forms.Form):
    """The terms that the partner of an opportunity may change as well as the host."""

    next_step = forms.CharField(label=gettext_lazy("Next step"), max_length=500, required=False)
    next_step_on = forms.DateField(label=gettext_lazy("Due"), required=False, widget=DateInput())
    close_on = forms.DateField(label=gettext_lazy("Expected close"), widget=DateInput())
    quote_reference = forms.CharField(
        label=gettext_lazy("Quote"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("Its number in your system."),
    )
    order_reference = forms.CharField(label=gettext_lazy("Order"), max_length=100, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def terms(self, before: OpportunityTerms) -> dict[str, Any]:
        """Return the terms as they shall be, by name."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return {**{name: getattr(before, name) for name in before.__slots__}, **said}


class TermsForm(SharedTermsForm):
    """All terms of an opportunity, for the host."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    amount = MoneyField(label=gettext_lazy("Amount"), help_text=gettext_lazy("First year, without tax."))
    families = forms.MultipleChoiceField(
        label=gettext_lazy("Product families"),
        choices=_families,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    region = forms.ChoiceField(label=gettext_lazy("Region"), choices=_regions)
    forecast_category = forms.TypedChoiceField(
        label=gettext_lazy("Forecast"), choices=_named(FORECAST_NAMES), coerce=ForecastCategory
    )
    transacted_by = forms.ChoiceField(
        label=gettext_lazy("Who transacts"), choices=_named(TRANSACTOR_NAMES, empty=NOT_KNOWN), required=False
    )
    external_id = forms.CharField(label=gettext_lazy("CRM id"), max_length=100, required=False)

    field_order = ["name", "amount", "close_on", "next_step", "next_step_on"]

    def terms(self, before: OpportunityTerms) -> dict[str, Any]:
        said = super().terms(before)
        chosen = said.pop("families")
        amounts = {line.family: line.amount for line in before.lines}
        lines = tuple(LineDraft(family=family, amount=amounts.get(family)) for family in sorted(chosen))
        return {**said, "lines": lines}


class ActivityForm(forms.Form):
    """What was done on an opportunity, and when."""

    kind = forms.TypedChoiceField(
        label=gettext_lazy("What was it?"), choices=_named(ACTIVITY_NAMES), coerce=ActivityKind
    )
    direction = forms.TypedChoiceField(
        label=gettext_lazy("Who reached out?"), choices=_named(DIRECTION_NAMES), coerce=Direction
    )
    occurred_at = forms.DateTimeField(
        label=gettext_lazy("When"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    summary = forms.CharField(
        label=gettext_lazy("What happened?"), max_length=5000, widget=forms.Textarea(attrs={"rows": 2})
    )
    is_internal = forms.BooleanField(
        label=gettext_lazy("Internal: the partner never sees this"), required=False, initial=True
    )

    def __init__(self, *args: Any, may_be_internal: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["occurred_at"].initial = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
        if not may_be_internal:
            del self.fields["is_internal"]


class WonForm(forms.Form):
    """What was sold, and by which order."""

    amount = MoneyField(label=gettext_lazy("Amount"), help_text=gettext_lazy("As ordered, first year, without tax."))
    order_reference = forms.CharField(label=gettext_lazy("Order"), max_length=100, required=False)
    transacted_by = forms.ChoiceField(
        label=gettext_lazy("Who transacts"), choices=_named(TRANSACTOR_NAMES, empty=NOT_KNOWN), required=False
    )

    def __init__(self, *args: Any, opportunity: Opportunity, may_change_amount: bool, **kwargs: Any) -> None:
        initial = {
            "amount": opportunity.money,
            "order_reference": opportunity.order_reference,
            "transacted_by": opportunity.transacted_by,
        }
        super().__init__(*args, **{"initial": initial, **kwargs})
        if not may_change_amount:
            del self.fields["amount"]


class LostForm(forms.Form):
    """Why it was lost."""

    reason = forms.TypedChoiceField(
        label=gettext_lazy("Why?"), choices=_named(LOST_REASON_NAMES, empty=CHOOSE), coerce=LostReason
    )
    detail = forms.CharField(
        label=gettext_lazy("In a sentence"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class OwnerForm(forms.Form):
    """Who of the host works the opportunity."""

    owner = forms.TypedChoiceField(
        label=gettext_lazy("Owner"),
        choices=_host_people,
        required=False,
        empty_value=None,
        widget=forms.Select(attrs={"data-island": "select"}),
    )
