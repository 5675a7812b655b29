"""Forms of learning paths."""

from collections.abc import Collection, Iterable
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from steelyard.learning.course_forms import AudienceForm
from steelyard.learning.paths.terms import PathDraft


class PathForm(AudienceForm):
    """What a path consists of, whom it is for, and whether it assigns itself."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    key = forms.SlugField(
        label=gettext_lazy("Key"),
        help_text=gettext_lazy("Small letters, digits and hyphens; it stays when the title changes."),
        max_length=60,
    )
    summary = forms.CharField(label=gettext_lazy("In a sentence"), max_length=500, required=False)
    courses = forms.CharField(
        label=gettext_lazy("Courses"),
        help_text=gettext_lazy("Their keys in the order in which they are taken, one a line."),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=4000,
    )
    due_days = forms.IntegerField(
        label=gettext_lazy("Days to complete it"),
        help_text=gettext_lazy("From the day on which somebody is put on it. Leave it empty for no day."),
        min_value=1,
        max_value=1000,
        required=False,
    )
    assigns_itself = forms.BooleanField(
        label=gettext_lazy("It assigns itself"),
        help_text=gettext_lazy("Everybody whom it is for is put on it: who joins at once, others by night."),
        required=False,
    )
    is_active = forms.BooleanField(label=gettext_lazy("People can be put on it"), required=False, initial=True)
    field_order = ("title", "key", "summary", "courses", "due_days", "assigns_itself", "is_active")

    def __init__(
        self, *args: Any, known: Iterable[tuple[str, UUID]], taken: Collection[str] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.known, self.taken = dict(known), taken

    @staticmethod
    def initial_of(draft: PathDraft, keys: Iterable[str]) -> dict[str, Any]:
        """Return how the form begins for a path that is there."""
        names = ("title", "summary", "due_days", "assigns_itself", "is_active")
        said = {name: getattr(draft, name) for name in names}
        return {**said, **asdict(draft.audience), "courses": "\n".join(keys)}

    def clean_key(self) -> str:
        """Return the key, unless another path has it."""
        key: str = self.cleaned_data["key"]
        if key in self.taken:
            raise forms.ValidationError(_("This key is taken. Choose another one."))
        return key

    def clean_courses(self) -> tuple[UUID, ...]:
        """Return the courses that were named."""
        keys = [line.strip() for line in self.cleaned_data["courses"].splitlines() if line.strip()]
        unknown = [key for key in keys if key not in self.known]
        if unknown:
            raise forms.ValidationError(_("There is no course {key}.").format(key=", ".join(unknown)))
        return tuple(dict.fromkeys(self.known[key] for key in keys))

    def draft(self) -> PathDraft:
        """Return the path that the form says."""
        names = ("title", "summary", "courses", "due_days", "assigns_itself", "is_active")
        return PathDraft(**{name: self.cleaned_data[name] for name in names}, audience=self.audience())
