"""The parts of a draft: modules, lessons and questions; put, moved and removed."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from steelyard.identity.public import sign_in_required
from steelyard.kernel.refusals import NotFound
from steelyard.learning import commands, permissions
from steelyard.learning.course_forms import LessonForm, ModuleForm, QuestionForm
from steelyard.learning.models import Course
from steelyard.learning.packages.commands import add_package
from steelyard.learning.policies.editing import free_key, move, put_lesson, put_module, remove
from steelyard.learning.queries.courses import get_view
from steelyard.learning.terms import CourseView, LessonKind, Module, Outline, Question
from steelyard.learning.views.asking import require
from steelyard.platform.clock import utc_now
from steelyard.platform.files import store_course_file
from steelyard.platform.http.asking import asker
from steelyard.ui.form_pages import show_form
from steelyard.ui.form_refusals import refusals_shown_in


@sign_in_required
@require_http_methods(["GET", "POST"])
def edit_module(request: HttpRequest, course_id: str, module: str = "") -> HttpResponse:
    """Ask how a module is called, and keep it in the draft."""
    view = _draft(request, course_id)
    known = {one.key: one for one in view.content.outline.modules}
    if module and module not in known:
        raise NotFound
    form = ModuleForm(request.POST or None, initial={"title": known[module].title} if module else None)
    if request.method == "POST" and form.is_valid():
        title = form.cleaned_data["title"]
        made = replace(known[module], title=title) if module else Module(key=_key(view, title, "module"), title=title)
        with refusals_shown_in(form):
            _write(request, view, outline=put_module(view.content.outline, made))
            return _back(course_id)
    title = known[module].title if module else _("New module")
    return show_form(request, form, title=title, crumbs=_crumbs(view, course_id))


@sign_in_required
@require_http_methods(["GET", "POST"])
def edit_lesson(request: HttpRequest, course_id: str, module: str, lesson: str = "") -> HttpResponse:
    """Ask what a lesson consists of, and keep it in the draft with its files."""
    view = _draft(request, course_id)
    outline = view.content.outline
    if module not in {one.key for one in outline.modules}:
        raise NotFound
    before = outline.find_lesson(lesson) if lesson else None
    if lesson and before is None:
        raise NotFound
    form = LessonForm(
        request.POST or None,
        request.FILES or None,
        initial=LessonForm.initial_of(before) if before else {"kind": "text"},
    )
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form):
            stored = _store_files(request, form)
            made = form.lesson(
                lesson or _key(view, form.cleaned_data["title"], "lesson"),
                before,
                file_id=stored.get("file"),
                captions_id=stored.get("captions"),
            )
            _write(request, view, outline=put_lesson(outline, module, made))
            return _back(course_id)
    title = before.title if before else _("New lesson")
    return show_form(request, form, title=title, crumbs=_crumbs(view, course_id))


def _store_files(request: HttpRequest, form: LessonForm) -> dict[str, UUID]:
    """Keep what was uploaded for a lesson: an archive as a package, all else as what a lesson shows."""
    actor, now, kind = asker(request), utc_now(), LessonKind(form.cleaned_data["kind"])
    stored = {}
    for name in ("file", "captions"):
        if uploaded := form.cleaned_data[name]:
            keep = add_package if name == "file" and kind is LessonKind.PACKAGE else store_course_file
            stored[name] = keep(uploaded=uploaded, actor=actor, now=now).id
    return stored


@sign_in_required
@require_http_methods(["GET", "POST"])
def edit_question(request: HttpRequest, course_id: str, question: str = "") -> HttpResponse:
    """Ask for a question with its solution, and keep it in the draft's pools."""
    view = _draft(request, course_id)
    before = next((one for one in view.questions if one.key == question), None)
    if question and before is None:
        raise NotFound
    form = QuestionForm(request.POST or None, initial=QuestionForm.initial_of(before) if before else None)
    if request.method == "POST" and form.is_valid():
        key = question or free_key("question", [one.key for one in view.questions])
        made = form.question(key)
        others = [made if one.key == key else one for one in view.questions]
        with refusals_shown_in(form):
            _write(request, view, questions=others if before else [*others, made])
            return _back(course_id)
    title = _("Question") if before else _("New question")
    return show_form(request, form, title=title, crumbs=_crumbs(view, course_id))


@sign_in_required
@require_POST
def change_place(request: HttpRequest, course_id: str) -> HttpResponse:
    """Move a module or lesson a place earlier or later, or remove it or a question from the draft."""
    view = _draft(request, course_id)
    key, to = request.POST.get("key", ""), request.POST.get("to", "")
    outline = view.content.outline
    if to in ("earlier", "later"):
        _write(request, view, outline=move(outline, key, later=to == "later"))
    elif to == "away":
        questions = [one for one in view.questions if one.key != request.POST.get("question", "")]
        _write(request, view, outline=remove(outline, key) if key else outline, questions=questions)
    return _back(course_id)


def _draft(request: HttpRequest, course_id: str) -> CourseView:
    require(permissions.can_write_courses(asker(request)))
    return get_view(asker(request), Course.parse_id(course_id), draft=True)


def _write(
    request: HttpRequest,
    view: CourseView,
    *,
    outline: Outline | None = None,
    questions: Sequence[Question] | None = None,
) -> None:
    commands.write_draft(
        actor=asker(request),
        course_id=view.card.id,
        draft=view.content if outline is None else replace(view.content, outline=outline),
        questions=view.questions if questions is None else questions,
        revision=view.revision,
        now=utc_now(),
    )


def _key(view: CourseView, title: str, otherwise: str) -> str:
    outline = view.content.outline
    taken = [one.key for one in outline.modules] + [one.key for one in outline.lessons()]
    return free_key(slugify(title)[:50] or otherwise, taken)


def _crumbs(view: CourseView, course_id: str) -> list[tuple[str, str]]:
    return [(view.content.title, reverse("learning:draft", args=[course_id]))]


def _back(course_id: str) -> HttpResponse:
    return redirect("learning:draft", course_id)
