"""Forms of goals."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from steelyard.partners.goals.terms import SHAPE_NAMES, GoalDraft, GoalShape, RevisionDraft
from steelyard.partners.tiers.metrics import list_metrics
from steelyard.ui.forms import AmountField, DateInput


class RevisionForm(forms.Form):
    """What one side proposes."""

    target = AmountField(label=gettext_lazy("Target"), min_value=Decimal("0.01"), max_digits=18, decimal_places=2)
    shape = forms.TypedChoiceField(
        label=gettext_lazy("Expected"),
        choices=lambda: [(shape.value, _(name)) for shape, name in SHAPE_NAMES.items()],
        coerce=GoalShape,
        initial=GoalShape.LINEAR,
    )
    reason = forms.CharField(
        label=gettext_lazy("Remark"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("The other side reads this."),
    )

    def revision(self) -> RevisionDraft:
        """Return what was typed."""
        said = self.cleaned_data
        return RevisionDraft(target=said["target"], shape=said["shape"], reason=said["reason"])


class GoalForm(RevisionForm):
    """A new goal."""

    metric = forms.ChoiceField(
        label=gettext_lazy("What is measured"),
        choices=lambda: sorted(((one.key, _(one.name)) for one in list_metrics()), key=lambda one: one[1]),
    )
    starts_on = forms.DateField(label=gettext_lazy("From"), widget=DateInput())
    until = forms.DateField(
        label=gettext_lazy("Until"), widget=DateInput(), help_text=gettext_lazy("The first day that no longer counts.")
    )
    field_order = ["metric", "starts_on", "until", "target", "shape", "reason"]

    def draft(self) -> GoalDraft:
        """Return what was typed."""
        said = self.cleaned_data
        return GoalDraft(
            metric=said["metric"], starts_on=said["starts_on"], until=said["until"], revision=self.revision()
        )
