"""Forms of those who write courses: facts, audience, modules, lessons, questions; and the form in which a quiz is answered."""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from steelyard.identity.public import role_label
from steelyard.kernel.actors import HOST_ROLES, PARTNER_ROLES
from steelyard.learning.forms import level_field
from steelyard.learning.terms import (
    Audience,
    CertificationCard,
    Choice,
    CourseDraft,
    Draw,
    Given,
    Lesson,
    LessonKind,
    Level,
    PaperQuestion,
    Question,
    QuestionKind,
    Quiz,
)
from steelyard.learning.terms.quizzes import TRUE_OR_FALSE
from steelyard.ui.forms import FileDrop

_MARKDOWN = gettext_lazy("Markdown: headings with #, lists with -, links as [text](address).")


class CourseFactsForm(forms.Form):
    """What catalogues say of a course."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    summary = forms.CharField(label=gettext_lazy("In a sentence"), max_length=500, required=False)
    level = level_field()
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)
    subjects = forms.CharField(
        label=gettext_lazy("Subjects"), help_text=gettext_lazy("Separated by commas."), max_length=500, required=False
    )
    certification = forms.ChoiceField(label=gettext_lazy("Completing it certifies for"), required=False)

    def __init__(self, *args: Any, certifications: Iterable[CertificationCard], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Nothing")), *((one.key, one.name) for one in certifications)]
        self.fields["certification"].choices = choices  # type: ignore[attr-defined]

    @staticmethod
    def initial_of(content: CourseDraft) -> dict[str, Any]:
        """Return how the form begins."""
        names = ("title", "summary", "level", "language", "certification")
        return {**{name: getattr(content, name) for name in names}, "subjects": ", ".join(content.subjects)}

    def facts(self) -> dict[str, Any]:
        """Return the fields of a draft that the form is about."""
        given = self.cleaned_data
        subjects = (one.strip()[:60] for one in given["subjects"].split(","))
        return {
            "title": given["title"],
            "summary": given["summary"],
            "level": Level(given["level"]),
            "language": given["language"],
            "certification": given["certification"],
            "subjects": tuple(dict.fromkeys(one for one in subjects if one)),
        }


class NewCourseForm(CourseFactsForm):
    """A course that is begun."""

    key = forms.SlugField(
        label=gettext_lazy("Key"),
        help_text=gettext_lazy("Small letters, digits and hyphens; it stays when the title changes."),
        max_length=60,
    )
    field_order = ("title", "key")


class AudienceForm(forms.Form):
    """Whom a course is for."""

    for_partners = forms.BooleanField(label=gettext_lazy("People of partners"), required=False)
    for_host = forms.BooleanField(label=gettext_lazy("Our own people"), required=False)
    partner_types = forms.MultipleChoiceField(
        label=gettext_lazy("Types of partner"), required=False, widget=forms.CheckboxSelectMultiple
    )
    tiers = forms.MultipleChoiceField(label=gettext_lazy("Tiers"), required=False, widget=forms.CheckboxSelectMultiple)
    regions = forms.MultipleChoiceField(
        label=gettext_lazy("Regions"), required=False, widget=forms.CheckboxSelectMultiple
    )
    roles = forms.MultipleChoiceField(label=gettext_lazy("Roles"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, words: Mapping[str, Iterable[tuple[str, str]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = [(str(one), _(role_label(one))) for one in (*sorted(PARTNER_ROLES), *sorted(HOST_ROLES))]
        for name, choices in {**words, "roles": roles}.items():
            self.fields[name].choices = list(choices)  # type: ignore[attr-defined]
            self.fields[name].help_text = _("None chosen: all.")

    def audience(self) -> Audience:
        """Return what was chosen."""
        given: dict[str, Any] = {one.name: self.cleaned_data[one.name] for one in fields(Audience)}
        listed: dict[str, Any] = {name: tuple(value) for name, value in given.items() if isinstance(value, list)}
        return Audience(**{**given, **listed})


class ModuleForm(forms.Form):
    """How a module is called."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)


class LessonForm(forms.Form):
    """A lesson of any kind: what does not belong to its kind is left out."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=lambda: [(str(one), _(one.label)) for one in LessonKind]
    )
    minutes = forms.IntegerField(label=gettext_lazy("Minutes"), min_value=0, max_value=600, initial=5)
    text = forms.CharField(
        label=gettext_lazy("Text"),
        help_text=_MARKDOWN,
        max_length=50_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 14}),
    )
    file = forms.FileField(
        label=gettext_lazy("Video, document or package"),
        help_text=gettext_lazy(
            "MP4 or WebM; PDF or an office document; a ZIP archive of SCORM or cmi5. What is there stays unless you"
            " choose another one."
        ),
        required=False,
        widget=FileDrop(max_bytes=settings.MAX_COURSE_FILE_BYTES),
    )
    captions = forms.FileField(
        label=gettext_lazy("Captions of a video"),
        help_text=gettext_lazy("WebVTT, so that those who cannot hear it can follow."),
        required=False,
        widget=FileDrop(max_bytes=settings.MAX_UPLOAD_BYTES),
    )
    pool = forms.CharField(
        label=gettext_lazy("Quiz: questions from the pool"),
        help_text=gettext_lazy("Several as pool: number, separated by commas. Without a number all are asked."),
        max_length=300,
        required=False,
    )
    pass_mark = forms.IntegerField(label=gettext_lazy("Quiz: passed from"), min_value=1, max_value=100, initial=80)
    time_limit = forms.IntegerField(
        label=gettext_lazy("Quiz: minutes"),
        help_text=gettext_lazy("0 for no limit."),
        min_value=0,
        max_value=600,
        initial=0,
    )
    attempts = forms.IntegerField(
        label=gettext_lazy("Quiz: attempts"),
        help_text=gettext_lazy("0 for no limit."),
        min_value=0,
        max_value=50,
        initial=0,
    )
    wait_hours = forms.IntegerField(
        label=gettext_lazy("Quiz: hours between attempts"), min_value=0, max_value=720, initial=0
    )

    @staticmethod
    def initial_of(lesson: Lesson) -> dict[str, Any]:
        """Return how the form begins for a lesson that is there."""
        said: dict[str, Any] = {name: getattr(lesson, name) for name in ("title", "kind", "minutes", "text")}
        if lesson.quiz is None:
            return said
        draws = (f"{one.pool}: {one.count}" if one.count else one.pool for one in lesson.quiz.draws)
        quiz = {name: getattr(lesson.quiz, name) for name in ("pass_mark", "attempts", "wait_hours")}
        return {**said, **quiz, "pool": ", ".join(draws), "time_limit": lesson.quiz.minutes}

    def clean_pool(self) -> tuple[Draw, ...]:
        """Return what the quiz draws."""
        draws = []
        for one in filter(None, (part.strip() for part in self.cleaned_data["pool"].split(","))):
            pool, _colon, count = one.partition(":")
            if count.strip() and not count.strip().isdecimal():
                raise forms.ValidationError(_("Write pool: number, for instance basics: 10."))
            draws.append(Draw(pool=pool.strip()[:60], count=min(200, int(count.strip() or 0))))
        return tuple(draws)

    def lesson(self, key: str, before: Lesson | None, *, file_id: UUID | None, captions_id: UUID | None) -> Lesson:
        """Return the lesson that the form says."""
        given = self.cleaned_data
        kind = LessonKind(given["kind"])
        has_file = kind in (LessonKind.VIDEO, LessonKind.DOCUMENT, LessonKind.PACKAGE)
        quiz = Quiz(
            draws=given["pool"],
            pass_mark=given["pass_mark"],
            minutes=given["time_limit"],
            attempts=given["attempts"],
            wait_hours=given["wait_hours"],
        )
        return Lesson(
            key=key,
            title=given["title"],
            kind=kind,
            minutes=given["minutes"],
            text=given["text"],
            file_id=(file_id or (before.file_id if before else None)) if has_file else None,
            captions_id=(captions_id or (before.captions_id if before else None)) if kind is LessonKind.VIDEO else None,
            quiz=quiz if kind is LessonKind.QUIZ else None,
        )


class QuestionForm(forms.Form):
    """A question with its solution."""

    text = forms.CharField(label=gettext_lazy("Question"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=lambda: [(str(one), _(one.label)) for one in QuestionKind]
    )
    pool = forms.CharField(
        label=gettext_lazy("Pool"), help_text=gettext_lazy("Quizzes draw from pools."), max_length=60, required=False
    )
    points = forms.IntegerField(label=gettext_lazy("Points"), min_value=1, max_value=100, initial=1)
    answers = forms.CharField(
        label=gettext_lazy("Answers"),
        help_text=gettext_lazy("One a line; put * before each right one. For true or false: true or false."),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    number = forms.DecimalField(label=gettext_lazy("Right number"), required=False)
    tolerance = forms.DecimalField(label=gettext_lazy("Off by at most"), min_value=0, initial=0, required=False)
    explanation = forms.CharField(
        label=gettext_lazy("Explanation"),
        help_text=gettext_lazy("Shown when the quiz is passed or no attempt is left."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    @staticmethod
    def initial_of(question: Question) -> dict[str, Any]:
        """Return how the form begins for a question that is there."""
        names = ("text", "kind", "pool", "points", "number", "tolerance", "explanation")
        answers = "\n".join(f"{'* ' if one.is_right else ''}{one.text}" for one in question.choices)
        if question.kind is QuestionKind.TRUE_FALSE:
            answers = next((one.key for one in question.choices if one.is_right), "")
        return {**{name: getattr(question, name) for name in names}, "answers": answers}

    def question(self, key: str) -> Question:
        """Return the question that the form says."""
        given = self.cleaned_data
        kind = QuestionKind(given["kind"])
        is_number = kind is QuestionKind.NUMBER
        return Question(
            key=key,
            kind=kind,
            text=given["text"],
            pool=given["pool"],
            points=given["points"],
            choices=() if is_number else self._choices(kind),
            number=given["number"] if is_number else None,
            tolerance=given["tolerance"] or Decimal(0),
            explanation=given["explanation"],
        )

    def _choices(self, kind: QuestionKind) -> tuple[Choice, ...]:
        lines = [line.strip() for line in self.cleaned_data["answers"].splitlines() if line.strip()]
        if kind is QuestionKind.TRUE_FALSE:
            right = lines[0].lstrip("* ").lower() if lines else ""
            return tuple(Choice(key=key, text=name, is_right=key == right) for key, name in TRUE_OR_FALSE.items())
        return tuple(
            Choice(key=f"a{n}", text=line.removeprefix("*").strip()[:200], is_right=line.startswith("*"))
            for n, line in enumerate(lines[:20], 1)
        )


class AnswersForm(forms.Form):
    """A paper to be answered: a field for each question. To be handed in it asks for every answer; what is there can be saved."""

    def __init__(self, *args: Any, paper: Iterable[PaperQuestion], given: Mapping[str, Given], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.paper = tuple(paper)
        for asked in self.paper:
            self.fields[asked.key] = _answer_field(asked, given.get(asked.key, Given()))

    def given(self) -> dict[str, Given]:
        """Return what was answered."""
        answers = {asked.key: _given(asked, self.cleaned_data.get(asked.key)) for asked in self.paper}
        return {key: answer for key, answer in answers.items() if answer != Given()}


def _answer_field(asked: PaperQuestion, given: Given) -> forms.Field:
    choices = [(one.key, _(one.text) if asked.kind is QuestionKind.TRUE_FALSE else one.text) for one in asked.choices]
    said: dict[str, Any] = {"label": asked.text}
    if asked.kind is QuestionKind.NUMBER:
        return forms.DecimalField(initial=given.number, **said)
    if asked.kind is QuestionKind.MULTIPLE:
        return forms.MultipleChoiceField(
            choices=choices, widget=forms.CheckboxSelectMultiple, initial=list(given.chosen), **said
        )
    return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, initial=next(iter(given.chosen), None), **said)


def _given(asked: PaperQuestion, value: Any) -> Given:
    if asked.kind is QuestionKind.NUMBER:
        return Given(number=value)
    if isinstance(value, list):
        return Given(chosen=tuple(value))
    return Given(chosen=(value,)) if value else Given()
