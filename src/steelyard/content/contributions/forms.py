"""Forms of contributions."""

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from steelyard.content.contributions.queries import list_open_audiences
from steelyard.content.contributions.terms import (
    CONFIDENCE_NAMES,
    CONTRIBUTION_KIND_NAMES,
    LONGEST_ADDRESS,
    MOST_REACH,
    Confidence,
    ContributionDraft,
    ContributionKind,
)
from steelyard.content.forms import Choices, family_choices
from steelyard.content.terms import LANGUAGES
from steelyard.identity.public import list_people
from steelyard.platform.files import ACCEPT
from steelyard.program.public import list_regions
from steelyard.ui.forms import DateInput, FileDrop


def _regions() -> Choices:
    return [
        ("", str(gettext_lazy("Nowhere in particular"))),
        *((region.key, _(region.name)) for region in list_regions()),
    ]


class ContributionForm(forms.Form):
    """What a partner says of something that its people published."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    kind = forms.TypedChoiceField(
        label=gettext_lazy("Kind"),
        choices=lambda: [(kind.value, _(name)) for kind, name in CONTRIBUTION_KIND_NAMES.items()],
        coerce=ContributionKind,
    )
    address = forms.URLField(
        label=gettext_lazy("Address"),
        required=False,
        max_length=LONGEST_ADDRESS,
        assume_scheme="https",
        help_text=gettext_lazy("Where everybody can open it. One address counts once."),
    )
    file = forms.FileField(
        label=gettext_lazy("or a file"),
        required=False,
        widget=FileDrop(settings.MAX_UPLOAD_BYTES, attrs={"accept": ACCEPT}),
    )
    summary = forms.CharField(
        label=gettext_lazy("Summary"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    published_on = forms.DateField(label=gettext_lazy("Published on"), required=False, widget=DateInput())
    language = forms.ChoiceField(
        label=gettext_lazy("Language"), choices=lambda: [(key, _(name)) for key, name in LANGUAGES.items()]
    )
    region = forms.ChoiceField(label=gettext_lazy("For which region"), required=False, choices=_regions)
    families = forms.MultipleChoiceField(
        label=gettext_lazy("Product families"),
        choices=family_choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    author_ids = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Who made it"), coerce=UUID, required=False, widget=forms.CheckboxSelectMultiple
    )
    credited_as = forms.CharField(
        label=gettext_lazy("Credit"),
        max_length=200,
        required=False,
        help_text=gettext_lazy(
            "How it is credited where other partners see it: your company, and whom you like to name."
        ),
    )
    customer = forms.CharField(
        label=gettext_lazy("Company that it names"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("A customer or another company, if it names one. Other partners do not see this."),
    )
    reach = forms.IntegerField(
        label=gettext_lazy("Reach"),
        required=False,
        min_value=0,
        max_value=MOST_REACH,
        help_text=gettext_lazy("How many read, watched, came or use it, as far as you can count."),
    )
    is_first_publication = forms.BooleanField(
        label=gettext_lazy("It was published nowhere before"), required=False, initial=True
    )

    def __init__(self, *args: Any, partner_id: UUID, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [(str(person.id), person.name) for person in list_people(partner_id)]
        self.fields["author_ids"].choices = people  # type: ignore[attr-defined]

    def draft(self) -> ContributionDraft:
        """Return what was typed."""
        said: dict[str, Any] = {name: value for name, value in self.cleaned_data.items() if name != "file"}
        return ContributionDraft(
            **{**said, "families": tuple(said["families"]), "author_ids": tuple(said["author_ids"])}
        )


class WordsForm(forms.Form):
    """What the other side reads."""

    words = forms.CharField(
        label=gettext_lazy("What the other side reads"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class VerificationForm(forms.Form):
    """How sure the one is who looked at it."""

    confidence = forms.TypedChoiceField(
        label=gettext_lazy("How sure are you that they made it, and that it was seen?"),
        choices=lambda: [(one.value, _(name)) for one, name in CONFIDENCE_NAMES.items()],
        coerce=Confidence,
        widget=forms.RadioSelect,
        initial=Confidence.HIGH,
    )
    words = forms.CharField(
        label=gettext_lazy("What the partner reads"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class FeatureForm(forms.Form):
    """Whom a contribution is shown to."""

    audience_id = forms.TypedChoiceField(
        label=gettext_lazy("For whom"),
        coerce=UUID,
        choices=lambda: [(str(one.id), _(one.name)) for one in list_open_audiences()],
        help_text=gettext_lazy(
            "Partners in the audience see it with its credit; nobody sees points, customers or remarks."
        ),
    )
