"""The host's review: questions, who looks after a registration, decisions."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from steelyard.deals.terms import LineOutcome


class QuestionForm(forms.Form):
    """What the host asks the partner."""

    question = forms.CharField(
        label=gettext_lazy("What do you need to know?"), max_length=5000, widget=forms.Textarea(attrs={"rows": 4})
    )


class ManagerForm(forms.Form):
    """Who looks after a registration."""

    manager = forms.ChoiceField(label=gettext_lazy("Channel manager"), required=False)

    def __init__(self, *args: Any, people: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["manager"].choices = [("", _("Nobody")), *people.items()]  # type: ignore[attr-defined]

    @property
    def manager_id(self) -> UUID | None:
        """The person chosen."""
        return UUID(self.cleaned_data["manager"]) if self.cleaned_data["manager"] else None


VERDICTS = {
    LineOutcome.APPROVED: gettext_lazy("Approve"),
    LineOutcome.TEAMING: gettext_lazy("Second partner"),
    LineOutcome.HELD: gettext_lazy("Hold"),
    LineOutcome.REJECTED: gettext_lazy("Refuse"),
}


class DecisionForm(forms.Form):
    """A person's decision about the held lines of a registration, line by line; `whole` decides all alike."""

    whole = forms.ChoiceField(choices=[("", ""), *((one.value, one.value) for one in LineOutcome)], required=False)
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The partner reads it. Needed to refuse, to hold and to supersede."),
    )
    supersede = forms.BooleanField(
        label=gettext_lazy("End the claims that come before it"),
        required=False,
        help_text=gettext_lazy("Only with the customer's letter of choice. Both partners are told."),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, lines: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines
        for family, name in lines.items():
            self.fields[f"line_{family}"] = forms.ChoiceField(
                label=name,
                choices=[(one.value, words) for one, words in VERDICTS.items()],
                required=False,
                widget=forms.RadioSelect,
            )

    @property
    def line_fields(self) -> list[forms.BoundField]:
        """The fields of the lines."""
        return [self[f"line_{family}"] for family in self.lines]

    def outcomes(self) -> dict[str, LineOutcome] | LineOutcome:
        """Return what was decided: of all lines alike, or of each that was named."""
        said = self.cleaned_data
        if said.get("whole"):
            return LineOutcome(said["whole"])
        chosen = {family: said.get(f"line_{family}") for family in self.lines}
        return {family: LineOutcome(outcome) for family, outcome in chosen.items() if outcome}


class ExtensionDecisionForm(forms.Form):
    """Whether the extension that waits is granted."""

    granted = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")])
    reason = forms.CharField(
        label=gettext_lazy("Reason"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )
