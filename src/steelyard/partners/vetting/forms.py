"""Forms of vetting: the questions of a questionnaire, a decision, a red flag, why it is none."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from steelyard.partners.vetting.policies import LONGEST_ANSWER, MISSING
from steelyard.partners.vetting.terms import (
    NO,
    YES,
    AnswerKind,
    FlagKind,
    QuestionCard,
    VettingCaseCard,
    VettingOutcome,
)
from steelyard.platform.files import ACCEPT
from steelyard.ui.forms import FileDrop


class AnswerForm(forms.Form):
    """A questionnaire as its questions say. What is left open can be saved, and be answered later."""

    use_required_attribute = False

    def __init__(self, case: VettingCaseCard, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case = case
        for question in case.questions:
            self.fields[question.key] = _field_of(question)

    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Return the questions under their headings."""
        found: dict[str, list[forms.BoundField]] = {}
        for question in self.case.questions:
            found.setdefault(question.section, []).append(self[question.key])
        return list(found.items())

    def answers(self, files: Mapping[str, str]) -> dict[str, str]:
        """Return what was answered; `files` are the ids of those that were uploaded now, the others stay."""
        said = {}
        for question in self.case.questions:
            value = self.cleaned_data.get(question.key)
            if question.kind is AnswerKind.FILE:
                said[question.key] = files.get(question.key, question.answer)
            elif value is not None:
                said[question.key] = str(value)
        return {key: value for key, value in said.items() if value}

    def demand(self) -> bool:
        """Mark the questions that must be answered before the answers are submitted; tell whether all are."""
        for question in self.case.questions:
            given = self.cleaned_data.get(question.key) or (question.kind is AnswerKind.FILE and question.answer)
            if question.is_required and not given and str(given) != "0":
                self.add_error(question.key, _(MISSING))
        return not self.errors


def _field_of(question: QuestionCard) -> forms.Field:
    text = question.help
    if question.file_name:
        text = _("{help} Kept: {name}. A new file takes its place.").format(help=text, name=question.file_name).strip()
    common: dict[str, Any] = {
        "label": question.text,
        "help_text": text,
        "required": False,
        "initial": question.answer,
    }
    if question.kind is AnswerKind.YES_NO:
        choices = [(YES, _("Yes")), (NO, _("No"))]
        field: forms.Field = forms.ChoiceField(**common, choices=choices, widget=forms.RadioSelect)
    elif question.kind is AnswerKind.CHOICE:
        choices = [("", "---------"), *((one, one) for one in question.choices)]
        field = forms.ChoiceField(**common, choices=choices)
    elif question.kind is AnswerKind.NUMBER:
        field = forms.DecimalField(**common, max_digits=20, decimal_places=4)
    elif question.kind is AnswerKind.FILE:
        widget = FileDrop(settings.MAX_UPLOAD_BYTES, attrs={"accept": ACCEPT})
        field = forms.FileField(**{**common, "initial": None}, widget=widget)
    else:
        field = forms.CharField(**common, max_length=LONGEST_ANSWER, widget=forms.Textarea(attrs={"rows": 3}))
    return field


class DecisionForm(forms.Form):
    """What is decided about answers, and why."""

    outcome = forms.TypedChoiceField(
        label=gettext_lazy("Decision"),
        choices=lambda: [(str(one), _(one.label)) for one in VettingOutcome],
        coerce=VettingOutcome,
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("The partner's administrators read it; it stays with the decision."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class RequestVettingForm(forms.Form):
    """The questionnaire that a partner is asked to answer."""

    questionnaire = forms.ChoiceField(label=gettext_lazy("Questionnaire"))

    def __init__(self, names: Mapping[str, str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["questionnaire"].choices = list(names.items())  # type: ignore[attr-defined]


class RedFlagForm(forms.Form):
    """A red flag with what shows it."""

    kind = forms.TypedChoiceField(
        label=gettext_lazy("About"), choices=lambda: [(str(one), _(one.label)) for one in FlagKind], coerce=FlagKind
    )
    text = forms.CharField(
        label=gettext_lazy("What was found"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
    reference = forms.CharField(
        label=gettext_lazy("Reference"),
        help_text=gettext_lazy("Such as the number of a payment."),
        max_length=200,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["evidence"] = forms.FileField(
            label=_("Evidence"),
            required=False,
            widget=FileDrop(settings.MAX_UPLOAD_BYTES, attrs={"accept": ACCEPT}),
        )


class ClearanceForm(forms.Form):
    """Why a red flag is none."""

    reason = forms.CharField(
        label=gettext_lazy("Why it is none"),
        help_text=gettext_lazy("It stays with the red flag."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
