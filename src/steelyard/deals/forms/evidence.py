"""Evidence as files, a link or words."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from steelyard.deals.drafts import EvidenceDraft
from steelyard.deals.terms import EvidenceKind
from steelyard.platform.files import ACCEPT
from steelyard.ui.forms import FileDrop


class FilesField(forms.FileField):
    """Any number of files; cleans to a list."""

    class _Drop(FileDrop):
        allow_multiple_selected = True

    def __init__(self, *, max_bytes: int, **kwargs: Any) -> None:
        super().__init__(widget=self._Drop(max_bytes, attrs={"accept": ACCEPT}), **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list["UploadedFile[bytes]"]:
        return [super(FilesField, self).clean(file, initial) for file in data or []]


class KindField(forms.ChoiceField):
    """The kind of a piece of evidence; without a word it is the first that is offered."""

    def __init__(self, **kwargs: Any) -> None:
        choices = [(kind.value, gettext_lazy(kind.label)) for kind in EvidenceKind]
        super().__init__(choices=choices, initial=EvidenceKind.MEETING, **kwargs)

    def clean(self, value: Any) -> Any:
        return super().clean(value or self.initial)


class EvidenceFields(forms.Form):
    """Evidence as files, a link or words; several forms ask for it."""

    evidence_kind = KindField(label=gettext_lazy("What is it?"))
    evidence_link = forms.URLField(
        label=gettext_lazy("Link"),
        required=False,
        max_length=500,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"placeholder": "https://", "inputmode": "url"}),
    )
    evidence_note = forms.CharField(
        label=gettext_lazy("In words"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, max_bytes: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["evidence_files"] = FilesField(label=_("Files"), required=False, max_bytes=max_bytes)

    @property
    def files_given(self) -> list["UploadedFile[bytes]"]:
        """The files, whether or not the rest of the form is right."""
        return self.cleaned_data.get("evidence_files") or []

    def pieces(self, file_ids: Sequence[UUID]) -> list[EvidenceDraft]:
        """Return the pieces of evidence: one for each stored file, one for link and words together."""
        kind = EvidenceKind(self.cleaned_data.get("evidence_kind") or EvidenceKind.MEETING)
        note, link = self.cleaned_data.get("evidence_note") or "", self.cleaned_data.get("evidence_link") or ""
        given = [EvidenceDraft(kind=kind, file_id=file_id) for file_id in file_ids]
        return [*given, EvidenceDraft(kind=kind, note=note, link=link)] if note or link else given


class EvidenceOnlyForm(EvidenceFields):
    """Evidence by itself: it has to show something."""

    field_order = ("evidence_kind", "evidence_files", "evidence_link", "evidence_note")

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        require_evidence_in(self)
        return said


def require_evidence_in(form: EvidenceFields) -> None:
    """Mark a form that shows nothing."""
    said = form.cleaned_data
    if not (form.errors or said.get("evidence_files") or said.get("evidence_link") or said.get("evidence_note")):
        form.add_error("evidence_files", _("Add a file, a link or a note."))
