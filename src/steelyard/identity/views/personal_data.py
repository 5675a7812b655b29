"""Personal data: what is held about oneself; for administrators, about the people they answer for."""

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from steelyard.identity.authentication import sign_in_required
from steelyard.identity.commands import erasing, exporting
from steelyard.identity.forms import ErasureConfirmationForm, ErasureForm, RetentionForm, SubjectForm
from steelyard.identity.models import DataExport, Erasure
from steelyard.identity.permissions import require
from steelyard.identity.queries import personal_data
from steelyard.identity.queries.people import find_people
from steelyard.identity.queries.personal_data import handles_personal_data
from steelyard.kernel.ids import public_id
from steelyard.platform.clock import utc_now
from steelyard.platform.directory import THE_SYSTEM
from steelyard.platform.http.asking import asker
from steelyard.platform.privacy import retention
from steelyard.platform.privacy.registry import describe_holdings
from steelyard.ui.form_refusals import refusals_shown_in


@sign_in_required
def show_my_data(request: HttpRequest) -> HttpResponse:
    """Show what is held about oneself and the exports of it, and ask for a new one."""
    actor = asker(request)
    if request.method == "POST":
        exporting.request_export(actor=actor, language=get_language() or "en", now=utc_now())
        messages.success(request, _("Asked for. You are told when the archive is ready."))
        return redirect("identity:data")
    context = {
        "exports": personal_data.list_exports(actor, about_me=True),
        "holdings": describe_holdings(),
        "handles_others": handles_personal_data(actor),
    }
    return render(request, "identity/data.html", context)


@sign_in_required
@require_safe
def download_export(request: HttpRequest, export_id: str) -> FileResponse:
    """Give the archive to whoever asked for it."""
    return exporting.open_export(actor=asker(request), export_id=DataExport.parse_id(export_id), now=utc_now())


@sign_in_required
def show_privacy(request: HttpRequest) -> HttpResponse:
    """Show the exports that one asked for, and take the address of a person to export."""
    actor = asker(request)
    require(handles_personal_data(actor))
    form = SubjectForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form):
            exporting.request_export(
                actor=actor, email=form.cleaned_data["email"], language=get_language() or "en", now=utc_now()
            )
            messages.success(request, _("Asked for. You are told when the archive is ready."))
            return redirect("identity:privacy")
    context = {"form": form, "exports": personal_data.list_exports(actor)}
    return render(request, "identity/privacy.html", context, status=422 if form.errors else 200)


@sign_in_required
def request_erasure(request: HttpRequest) -> HttpResponse:
    """Show the erasures that one answers for, and ask for one."""
    actor = asker(request)
    require(handles_personal_data(actor))
    form = ErasureForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form):
            key = erasing.request_erasure(actor=actor, now=utc_now(), **form.cleaned_data)
            return redirect("identity:erasure", public_id(Erasure.PREFIX, key))
    context = {"form": form, "erasures": personal_data.list_erasures(actor)}
    return render(request, "identity/erasures.html", context, status=422 if form.errors else 200)


@sign_in_required
def show_erasure(request: HttpRequest, erasure_id: str) -> HttpResponse:
    """Show what an erasure would do, does or did, and take the address that confirms it."""
    actor, key = asker(request), Erasure.parse_id(erasure_id)
    form = ErasureConfirmationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form):
            erasing.confirm_erasure(actor=actor, erasure_id=key, now=utc_now(), **form.cleaned_data)
            messages.success(request, _("Confirmed. It is carried out as soon as nothing holds it."))
            return redirect("identity:erasure", erasure_id)
    line = personal_data.get_erasure(actor, key)
    people = find_people({one for one in (line.requested_by, line.confirmed_by) if one})
    context = {
        "line": line,
        "foreseen": personal_data.foresee_erasure(actor, key),
        "requester": people.get(line.requested_by, THE_SYSTEM) if line.requested_by else THE_SYSTEM,
        "confirmer": people.get(line.confirmed_by, THE_SYSTEM) if line.confirmed_by else None,
        "form": form,
    }
    return render(request, "identity/erasure.html", context, status=422 if form.errors else 200)


@sign_in_required
@require_POST
def withdraw_erasure(request: HttpRequest, erasure_id: str) -> HttpResponse:
    """Take an erasure back that was not carried out yet."""
    erasing.withdraw_erasure(actor=asker(request), erasure_id=Erasure.parse_id(erasure_id), now=utc_now())
    messages.success(request, _("Withdrawn. Nothing was erased."))
    return redirect("identity:erasures")


@sign_in_required
def decide_retention(request: HttpRequest) -> HttpResponse:
    """Show how long what is kept, what the next run deletes and the last ones deleted; on POST change one period."""
    actor, now = asker(request), utc_now()
    form = RetentionForm(request.POST or None)
    lines = retention.list_retention(actor, now=now)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form):
            retention.set_period(actor=actor, now=now, **form.cleaned_data)
            messages.success(request, _("Saved. It holds from the next nightly run."))
            return redirect("identity:retention")
    context = {
        "form": form,
        "lines": lines,
        "overrides": [(line, part) for line in lines for part in line.regions],
        "regions": retention.list_regions(actor),
        "runs": retention.list_runs(actor),
    }
    return render(request, "identity/retention.html", context, status=422 if form.errors else 200)


@sign_in_required
@require_POST
def drop_regional_retention(request: HttpRequest, retention_kind: str, region_key: str) -> HttpResponse:
    """Let what holds around a region hold in it again."""
    retention.drop_regional_period(actor=asker(request), key=retention_kind, region=region_key, now=utc_now())
    messages.success(request, _("Removed. What holds around the region holds in it from the next nightly run."))
    return redirect("identity:retention")


@sign_in_required
@require_safe
def show_register(request: HttpRequest) -> HttpResponse:
    """Show the register of processing: what is held of people, why, how long, and what an erasure leaves."""
    require(handles_personal_data(asker(request)))
    return render(request, "identity/register.html", {"holdings": describe_holdings()})
