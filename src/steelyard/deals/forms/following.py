"""What follows a registration: comments, answers, extensions, withdrawal."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from steelyard.deals.forms.evidence import EvidenceFields, require_evidence_in


class CommentForm(forms.Form):
    """Something to say."""

    body = forms.CharField(max_length=5000)


class ReasonForm(forms.Form):
    """A reason that the other side reads."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class ExtensionInWordsForm(forms.Form):
    """Why a protection should last longer, without evidence."""

    reason = forms.CharField(
        label=gettext_lazy("What happened since, and what comes next?"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ExtensionForm(ExtensionInWordsForm, EvidenceFields):
    """Why a protection should last longer, and what shows that the partner is at work."""

    field_order = ("reason", "evidence_kind", "evidence_files", "evidence_link", "evidence_note")


class AnswerInWordsForm(forms.Form):
    """The answer to a question, without evidence."""

    answer = forms.CharField(
        label=gettext_lazy("Your answer"), max_length=5000, widget=forms.Textarea(attrs={"rows": 4})
    )


class AnswerForm(AnswerInWordsForm, EvidenceFields):
    """The answer to a question, perhaps with evidence; where only the rules ask, the evidence is the answer."""

    field_order = ("answer", "evidence_kind", "evidence_files", "evidence_link", "evidence_note")

    def __init__(self, *args: Any, is_question_open: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"].required = is_question_open
        self.is_question_open = is_question_open

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not self.is_question_open:
            require_evidence_in(self)
        return said


class StillAliveForm(forms.Form):
    """Where a deal stands, for who looks after it."""

    body = forms.CharField(
        label=gettext_lazy("Where does the deal stand?"), max_length=5000, widget=forms.Textarea(attrs={"rows": 3})
    )
