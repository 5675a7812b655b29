"""Forms of live sessions: scheduling one, calling it off, who was there, its recording."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from steelyard.learning.course_forms import AudienceForm
from steelyard.learning.sessions.terms import SessionDraft
from steelyard.ui.forms import FileDrop

_LOCAL = "%Y-%m-%dT%H:%M"


class WallClockField(forms.CharField):
    """Day and time as a clock on the wall shows them; where the clock hangs, another field says."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_LOCAL)

    def prepare_value(self, value: Any) -> Any:
        """Return what the control begins with."""
        return value.strftime(_LOCAL) if isinstance(value, datetime) else value

    def clean(self, value: Any) -> Any:
        """Return the day and time."""
        text = super().clean(value)
        try:
            return datetime.fromisoformat(text).replace(tzinfo=None, second=0, microsecond=0)
        except ValueError as error:
            raise forms.ValidationError(_("Enter a day and a time.")) from error


class SessionForm(AudienceForm):
    """What a session is, when and where, and whom it is for."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    description = forms.CharField(
        label=gettext_lazy("What it is about"),
        max_length=10_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    presenters = forms.CharField(
        label=gettext_lazy("Presenters"), help_text=gettext_lazy("Separated by commas."), max_length=500, required=False
    )
    starts = WallClockField(label=gettext_lazy("Begins"), max_length=30)
    ends = WallClockField(label=gettext_lazy("Ends"), max_length=30)
    zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        help_text=gettext_lazy("The times above are by the clock there, also when summer time begins or ends."),
        choices=[(zone, zone.replace("_", " ")) for zone in sorted(available_timezones())],
    )
    link = forms.CharField(
        label=gettext_lazy("Link to the meeting"),
        help_text=gettext_lazy("Nobody sees it: people join from the portal, which notes that they came."),
        max_length=1000,
        required=False,
        widget=forms.URLInput(),
    )
    place = forms.CharField(label=gettext_lazy("Room or address"), max_length=300, required=False)
    seats = forms.IntegerField(
        label=gettext_lazy("Seats"),
        help_text=gettext_lazy("Leave it empty for any number. When they are taken, people wait in a list."),
        min_value=1,
        max_value=100_000,
        required=False,
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)
    course = forms.ChoiceField(
        label=gettext_lazy("Attending completes"),
        help_text=gettext_lazy("A lesson of the kind live session, or a course that asks for nothing more."),
        required=False,
    )
    field_order = (
        "title",
        "description",
        "presenters",
        "starts",
        "ends",
        "zone",
        "link",
        "place",
        "seats",
        "language",
        "course",
    )

    def __init__(self, *args: Any, completes: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["course"].choices = [("", _("Nothing")), *completes]  # type: ignore[attr-defined]

    @staticmethod
    def initial_of(draft: SessionDraft) -> dict[str, Any]:
        """Return how the form begins for a session that is there."""
        names = ("title", "description", "starts", "ends", "zone", "link", "place", "seats", "language")
        said = {name: getattr(draft, name) for name in names}
        course = f"{draft.course_id}:{draft.lesson}" if draft.course_id else ""
        return {**said, **asdict(draft.audience), "presenters": ", ".join(draft.presenters), "course": course}

    def draft(self) -> SessionDraft:
        """Return the session that the form says."""
        given = self.cleaned_data
        names = ("title", "description", "starts", "ends", "zone", "link", "place", "seats", "language")
        presenters = (one.strip()[:120] for one in given["presenters"].split(","))
        course, _colon, lesson = given["course"].partition(":")
        return SessionDraft(
            **{name: given[name] for name in names},
            presenters=tuple(one for one in presenters if one),
            course_id=UUID(course) if course else None,
            lesson=lesson,
            audience=self.audience(),
        )


class CancelSessionForm(forms.Form):
    """Why a session does not take place."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Those who are registered read it."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class PresenceForm(forms.Form):
    """How long each of those registered was there; who is left empty stays as they are."""

    def __init__(self, *args: Any, people: Iterable[tuple[str, str, int | None]], length: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, name, minutes in people:
            self.fields[key] = forms.IntegerField(
                label=name, min_value=0, max_value=length, required=False, initial=minutes
            )

    def minutes(self) -> dict[str, int]:
        """Return the minutes that were filled in."""
        return {key: value for key, value in self.cleaned_data.items() if value is not None}


class PresenceFileForm(forms.Form):
    """Who was there, from a file."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("CSV with a mail address and whole minutes on each line; a heading may come first."),
        widget=FileDrop(max_bytes=1024 * 1024),
    )

    def text(self) -> str:
        """Return what the file says. Raises: ValidationError where it is no text."""
        file = self.cleaned_data["file"]
        try:
            return bytes(file.read(1024 * 1024 + 1)).decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise forms.ValidationError(_("This file is not text in UTF-8.")) from error

    def clean(self) -> dict[str, Any]:
        """Return the text beside the file."""
        given = super().clean() or {}
        if "file" in given:
            given["text"] = self.text()
        return given


class RecordingForm(forms.Form):
    """Where a session can be watched again."""

    url = forms.CharField(
        label=gettext_lazy("Link to the recording"),
        help_text=gettext_lazy("For instance the page of a video in the library."),
        max_length=1000,
        required=False,
        widget=forms.URLInput(),
    )
    file = forms.FileField(
        label=gettext_lazy("Video"),
        help_text=gettext_lazy("MP4 or WebM, instead of a link."),
        required=False,
        widget=FileDrop(max_bytes=settings.MAX_COURSE_FILE_BYTES),
    )
