"""Forms of learning: enrolling people, certificates, certifications, competencies."""

from collections.abc import Collection, Iterable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from steelyard.learning.terms import (
    CertificationCard,
    CompetencyCard,
    Lapse,
    Level,
    Validity,
)
from steelyard.ui.forms import DateInput

_KEY_HELP = gettext_lazy("Small letters, digits and hyphens; it stays when the name changes.")


def level_field() -> forms.ChoiceField:
    """Return the field for a level, in the reader's language."""
    return forms.ChoiceField(label=gettext_lazy("Level"), choices=lambda: [(str(one), _(one.label)) for one in Level])


class EnrollPeopleForm(forms.Form):
    """Who is to take a course, and until when."""

    people = forms.MultipleChoiceField(label=gettext_lazy("People"), widget=forms.CheckboxSelectMultiple)
    due_on = forms.DateField(label=gettext_lazy("To be completed by"), required=False, widget=DateInput())

    def __init__(self, *args: Any, people: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].choices = list(people)  # type: ignore[attr-defined]


class EnrollEverybodyForm(forms.Form):
    """Which of those whom a course is for are to take it, and until when."""

    segment = forms.ChoiceField(label=gettext_lazy("Partners"), required=False)
    due_on = forms.DateField(label=gettext_lazy("To be completed by"), required=False, widget=DateInput())

    def __init__(self, *args: Any, segments: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everybody = ("", _("All partners whom the course is for"))
        self.fields["segment"].choices = [everybody, *segments]  # type: ignore[attr-defined]


class RevocationForm(forms.Form):
    """Why a certificate is taken back."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), help_text=gettext_lazy("The holder reads it."), max_length=500
    )


class CompletionForm(forms.Form):
    """What somebody completed elsewhere."""

    email = forms.EmailField(label=gettext_lazy("Mail address"))
    certification = forms.ChoiceField(label=gettext_lazy("Certification"))
    completed_on = forms.DateField(label=gettext_lazy("Completed on"), widget=DateInput())
    valid_until = forms.DateField(
        label=gettext_lazy("First day without"),
        help_text=gettext_lazy("Leave it empty, and the certification's own rule says it."),
        required=False,
        widget=DateInput(),
    )
    evidence = forms.CharField(
        label=gettext_lazy("Evidence"),
        help_text=gettext_lazy("What shows it: a number, an address or a report."),
        max_length=500,
    )

    def __init__(self, *args: Any, certifications: Iterable[CertificationCard], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(one.key, one.name) for one in certifications]
        self.fields["certification"].choices = choices  # type: ignore[attr-defined]


class NumberForm(forms.Form):
    """The number of a certificate that somebody wants to verify."""

    number = forms.CharField(label=gettext_lazy("Number of the certificate"), max_length=40)


class _KeyedForm(forms.Form):
    """A form with a key that nothing else may have."""

    def __init__(self, *args: Any, taken: Collection[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.taken = taken

    def clean_key(self) -> str:
        """Return the key, unless another one has it."""
        key: str = self.cleaned_data["key"]
        if key in self.taken:
            raise forms.ValidationError(_("This key is taken. Choose another one."))
        return key


class CertificationForm(_KeyedForm):
    """What people can be certified for, and what lets their certificates lapse."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    key = forms.SlugField(label=gettext_lazy("Key"), help_text=_KEY_HELP, max_length=60)
    summary = forms.CharField(label=gettext_lazy("In a sentence"), max_length=500, required=False)
    level = level_field()
    lapse = forms.ChoiceField(
        label=gettext_lazy("Certificates lapse"), choices=lambda: [(str(one), _(one.label)) for one in Lapse]
    )
    months = forms.IntegerField(label=gettext_lazy("After so many months"), min_value=1, max_value=240)
    releases = forms.IntegerField(label=gettext_lazy("After so many newer releases"), min_value=1, max_value=50)
    grace_days = forms.IntegerField(label=gettext_lazy("Days of grace"), min_value=0, max_value=730)
    is_active = forms.BooleanField(label=gettext_lazy("People can be certified"), required=False)
    applies_to_issued = forms.BooleanField(
        label=gettext_lazy("Change issued certificates as well"),
        help_text=gettext_lazy("Those that are not over yet get other ends, none of them before today."),
        required=False,
    )

    @staticmethod
    def initial_of(card: CertificationCard | None) -> dict[str, Any]:
        """Return how the form begins."""
        validity = card.validity if card else Validity()
        said = {name: getattr(validity, name) for name in ("lapse", "months", "releases", "grace_days")}
        if card is None:
            return {**said, "level": Level.ASSOCIATE, "is_active": True}
        return {**said, **{name: getattr(card, name) for name in ("name", "key", "summary", "level", "is_active")}}

    def validity(self) -> Validity:
        """Return what lets certificates lapse."""
        given = self.cleaned_data
        return Validity(
            lapse=Lapse(given["lapse"]),
            months=given["months"],
            releases=given["releases"],
            grace_days=given["grace_days"],
        )


class ReleaseForm(forms.Form):
    """A release that people are certified for."""

    name = forms.CharField(label=gettext_lazy("Release"), max_length=60)
    released_on = forms.DateField(label=gettext_lazy("Released on"), widget=DateInput(), initial=timezone.localdate)


class CompetencyForm(_KeyedForm):
    """What partners can be competent in."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    key = forms.SlugField(label=gettext_lazy("Key"), help_text=_KEY_HELP, max_length=60)
    summary = forms.CharField(label=gettext_lazy("In a sentence"), max_length=500, required=False)
    level = level_field()
    certifications = forms.MultipleChoiceField(
        label=gettext_lazy("Certified in any of"), widget=forms.CheckboxSelectMultiple
    )
    people = forms.IntegerField(label=gettext_lazy("So many people"), min_value=1, max_value=10_000, initial=1)
    family = forms.ChoiceField(
        label=gettext_lazy("Certifies for the product family"),
        help_text=gettext_lazy("Partners that have it are certified for the family, for as long as they have it."),
        required=False,
    )
    is_active = forms.BooleanField(label=gettext_lazy("Partners can have it"), required=False, initial=True)

    def __init__(
        self,
        *args: Any,
        certifications: Iterable[CertificationCard],
        families: Iterable[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [(one.key, one.name) for one in certifications]
        self.fields["certifications"].choices = choices  # type: ignore[attr-defined]
        self.fields["family"].choices = [("", _("None")), *families]  # type: ignore[attr-defined]

    @staticmethod
    def initial_of(card: CompetencyCard, certifications: Iterable[CertificationCard]) -> dict[str, Any]:
        """Return how the form begins for a competency that is there."""
        names = ("name", "key", "summary", "level", "people", "family", "is_active")
        keys = [one.key for one in certifications if one.name in card.certifications]
        return {**{name: getattr(card, name) for name in names}, "certifications": keys}
