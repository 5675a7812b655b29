"""The form of a bulk edit: which records, and what they shall be."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from steelyard.kernel.actors import Actor
from steelyard.platform.bulk_edits.lists import Change
from steelyard.platform.bulk_edits.terms import MOST_RECORDS

PICKED, MATCHING = "picked", "matching"


class BulkEditForm(forms.Form):
    """Which records are meant, what the fact shall be, and why."""

    scope = forms.ChoiceField(label=gettext_lazy("Which records?"), widget=forms.RadioSelect)
    value = forms.CharField(label=gettext_lazy("What shall it be?"))
    reason = forms.CharField(
        label=gettext_lazy("Why?"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, change: Change, actor: Actor, picked: Sequence[str], matching: int, **more: Any):
        super().__init__(*args, **more)
        scope = self.fields["scope"]
        assert isinstance(scope, forms.ChoiceField)
        scope.choices = [*_picked(len(picked)), (MATCHING, _all_that_match(matching))]
        scope.initial = PICKED if picked else MATCHING
        self.fields["value"].label = _(change.label)
        if change.options:
            chosen = {"data-island": "select"} if len(options := change.options(actor)) > 7 else {}
            self.fields["value"] = forms.ChoiceField(
                label=_(change.label),
                choices=[("", _("Choose")), *options.items()],
                widget=forms.Select(attrs=chosen),
            )
        if not change.takes_reason:
            del self.fields["reason"]


def _picked(number: int) -> list[tuple[str, str]]:
    if not number:
        return []
    said = ngettext("The {count} record that is ticked", "The {count} records that are ticked", number)
    return [(PICKED, said.format(count=number))]


def _all_that_match(number: int) -> str:
    if number > MOST_RECORDS:
        return _("All that match the filter: more than {most}").format(most=MOST_RECORDS)
    said = ngettext("The {count} record that matches the filter", "All {count} records that match the filter", number)
    return said.format(count=number)
