"""Certifications with their releases, and competencies, as the program defines them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from steelyard.identity.public import sign_in_required
from steelyard.learning import commands, permissions
from steelyard.learning.forms import CertificationForm, CompetencyForm, ReleaseForm
from steelyard.learning.queries.certificates import (
    get_certification,
    get_competency,
    list_certifications,
    list_competencies,
    list_releases,
)
from steelyard.learning.rows import say_lapse
from steelyard.learning.terms import Level
from steelyard.learning.views.asking import require
from steelyard.learning.views.catalog import parts_of
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker
from steelyard.program.public import list_product_families
from steelyard.ui.form_pages import show_form
from steelyard.ui.form_refusals import refusals_shown_in


@sign_in_required
@require_GET
def show_certifications(request: HttpRequest) -> HttpResponse:
    """Show what people can be certified for."""
    actor = asker(request)
    require(permissions.can_see_teams(actor))
    found = list_certifications(include_inactive=True)
    rows = [{"card": one, "level": _(one.level.label), "lapse": say_lapse(one.validity)} for one in found]
    context = {
        "title": _("Certifications"),
        "about": _("What people are certified for, and how long their certificates hold."),
        "items": rows,
        "may_define": permissions.can_define_certifications(actor),
        "crumbs": [(_("Certificates"), reverse("learning:certificates"))],
    }
    return render(request, "learning/certifications.html", context)


@sign_in_required
@require_http_methods(["GET", "POST"])
def define_certification(request: HttpRequest, key: str = "") -> HttpResponse:
    """Ask what people can be certified for, and keep it."""
    actor = asker(request)
    require(permissions.can_define_certifications(actor))
    card = get_certification(key) if key else None
    taken = [] if card else [one.key for one in list_certifications(include_inactive=True)]
    form = CertificationForm(request.POST or None, initial=CertificationForm.initial_of(card), taken=taken)
    del form.fields["key" if card else "applies_to_issued"]
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        with refusals_shown_in(form):
            commands.define_certification(
                actor=actor,
                key=key or given["key"],
                name=given["name"],
                summary=given["summary"],
                level=Level(given["level"]),
                validity=form.validity(),
                is_active=given["is_active"],
                applies_to_issued=given.get("applies_to_issued", False),
                now=utc_now(),
            )
            messages.success(request, _("The certification is defined."))
            return redirect("learning:certifications")
    crumbs = [(_("Certifications"), reverse("learning:certifications"))]
    return show_form(request, form, title=card.name if card else _("New certification"), crumbs=crumbs)


@sign_in_required
@require_http_methods(["GET", "POST"])
def publish_release(request: HttpRequest, key: str) -> HttpResponse:
    """Ask for a release that people are certified for from now on, and keep it."""
    actor = asker(request)
    require(permissions.can_define_certifications(actor))
    card = get_certification(key)
    form = ReleaseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form):
            commands.publish_release(actor=actor, certification=key, now=utc_now(), **form.cleaned_data)
            messages.success(request, _("The release is recorded."))
            return redirect("learning:certifications")
    known = ", ".join(name for name, _day in list_releases(key)[:5])
    return show_form(
        request,
        form,
        title=_("New release of {name}").format(name=card.name),
        about=_("Recorded so far: {releases}").format(releases=known) if known else "",
        crumbs=[(_("Certifications"), reverse("learning:certifications"))],
    )


@sign_in_required
@require_GET
def show_competencies(request: HttpRequest) -> HttpResponse:
    """Show what partners can be competent in."""
    actor = asker(request)
    require(permissions.can_see_teams(actor))
    found = list_competencies(include_inactive=True)
    context = {
        "rows": [{"card": one, "level": _(one.level.label)} for one in found],
        "may_define": permissions.can_define_certifications(actor),
        **parts_of(request),
    }
    return render(request, "learning/competencies.html", context)


@sign_in_required
@require_http_methods(["GET", "POST"])
def define_competency(request: HttpRequest, key: str = "") -> HttpResponse:
    """Ask what partners can be competent in, and keep it."""
    actor = asker(request)
    require(permissions.can_define_certifications(actor))
    card = get_competency(key) if key else None
    taken = [] if card else [one.key for one in list_competencies(include_inactive=True)]
    certifications = list_certifications(include_inactive=card is not None)
    families = [(one.key, _(one.name)) for one in list_product_families()]
    initial = CompetencyForm.initial_of(card, certifications) if card else {"level": Level.ASSOCIATE}
    form = CompetencyForm(
        request.POST or None, certifications=certifications, families=families, initial=initial, taken=taken
    )
    if card:
        del form.fields["key"]
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        with refusals_shown_in(form):
            commands.define_competency(
                actor=actor, now=utc_now(), **{"key": key, **given, "level": Level(given["level"])}
            )
            messages.success(request, _("The competency is defined."))
            return redirect("learning:competencies")
    crumbs = [(_("Competencies"), reverse("learning:competencies"))]
    return show_form(request, form, title=card.name if card else _("New competency"), crumbs=crumbs)
