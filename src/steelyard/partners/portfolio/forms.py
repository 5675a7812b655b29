"""Forms of audits."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from steelyard.identity.public import list_host_people
from steelyard.kernel.actors import Role
from steelyard.kernel.ids import parse_public_id, public_id
from steelyard.partners import queries
from steelyard.partners.portfolio.terms import (
    CLASS_NAMES,
    COURSE_NAMES,
    AuditScope,
    Course,
    DecisionDraft,
    PartnerClass,
)
from steelyard.program.public import list_regions
from steelyard.ui.forms import DateInput


def _regions() -> list[tuple[str, str]]:
    return [("", _("All regions")), *((one.key, _(one.name)) for one in list_regions())]


def _types() -> list[tuple[str, str]]:
    return [("", _("All types")), *((one.key, _(one.name)) for one in queries.list_types())]


def _managers() -> list[tuple[str, str]]:
    people = [(public_id("person", one.id), one.name) for one in list_host_people(Role.CHANNEL_MANAGER) if one.id]
    return [("", _("All managers")), *people]


class AuditForm(forms.Form):
    """A new audit."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=100)
    as_of = forms.DateField(
        label=gettext_lazy("As of"), widget=DateInput(), help_text=gettext_lazy("The last day that counts.")
    )
    region = forms.ChoiceField(label=gettext_lazy("Region"), choices=_regions, required=False)
    type = forms.ChoiceField(label=gettext_lazy("Type"), choices=_types, required=False)
    manager = forms.ChoiceField(label=gettext_lazy("Manager"), choices=_managers, required=False)

    def scope(self) -> AuditScope:
        """Return what was chosen."""
        said = self.cleaned_data
        as_of: date = said["as_of"]
        manager_id = parse_public_id("person", said["manager"]) if said["manager"] else None
        return AuditScope(
            as_of=as_of, name=said["name"], region=said["region"], type=said["type"], manager_id=manager_id
        )


class DecisionForm(forms.Form):
    """What somebody decides of a partner. Who accepts the proposal only may add a note."""

    partner_class = forms.TypedChoiceField(
        label=gettext_lazy("Class"),
        choices=lambda: [(one.value, _(name)) for one, name in CLASS_NAMES.items()],
        coerce=PartnerClass,
    )
    course = forms.TypedChoiceField(
        label=gettext_lazy("What is done"),
        choices=lambda: [(one.value, _(name)) for one, name in COURSE_NAMES.items()],
        coerce=Course,
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Needed where you decide otherwise than proposed."),
    )
    note = forms.CharField(
        label=gettext_lazy("Note"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def draft(self) -> DecisionDraft:
        """Return what was decided."""
        said: dict[str, Any] = self.cleaned_data
        return DecisionDraft(
            partner_class=said["partner_class"], course=said["course"], reason=said["reason"], note=said["note"]
        )
