"""Forms of practical work: handing it in, and grading it."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy

from steelyard.ui.forms import FileDrop

ACCEPTED, RETURNED = "accepted", "returned"


class WorkForm(forms.Form):
    """What a learner did."""

    text = forms.CharField(
        label=gettext_lazy("What you did"),
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 10}),
    )
    file = forms.FileField(
        label=gettext_lazy("File"), required=False, widget=FileDrop(max_bytes=settings.MAX_UPLOAD_BYTES)
    )


class GradeForm(forms.Form):
    """Whether a piece of work is accepted, and what its learner reads."""

    grade = forms.ChoiceField(
        label=gettext_lazy("Grade"),
        choices=[(ACCEPTED, gettext_lazy("Accept it")), (RETURNED, gettext_lazy("Give it back"))],
        widget=forms.RadioSelect,
    )
    feedback = forms.CharField(
        label=gettext_lazy("What the learner reads"),
        help_text=gettext_lazy("What is given back needs it: what is missing, and how to go on."),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
