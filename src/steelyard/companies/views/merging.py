"""Pages on which two companies become one: choose the other, look at both side by side, merge, undo."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from steelyard.companies import commands
from steelyard.companies.forms import MergeForm, OtherCompanyForm
from steelyard.companies.models import Company, CompanyMerge
from steelyard.companies.permissions import can_merge_companies
from steelyard.companies.queries.merging import MergePreview, foresee_merge, get_merge, list_merges
from steelyard.companies.queries.records import get_record
from steelyard.companies.views.asking import browser
from steelyard.identity.public import sign_in_required
from steelyard.kernel.ids import public_id
from steelyard.kernel.pages import PageRequest
from steelyard.kernel.refusals import NotAllowed, Refusal
from steelyard.platform.clock import utc_now
from steelyard.platform.http.problems import refusal_text
from steelyard.ui.form_pages import show_form
from steelyard.ui.form_refusals import refusals_shown_in
from steelyard.ui.merging import describe_meeting


@sign_in_required
def choose_other(request: HttpRequest, company_id: str) -> HttpResponse:
    """Ask which company is the same as this one."""
    actor = browser(request)
    if not can_merge_companies(actor):
        raise NotAllowed
    record = get_record(actor, Company.parse_id(company_id))
    form = OtherCompanyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return redirect("companies:merge-with", company_id, public_id(Company.PREFIX, form.cleaned_data["other"]))
    return show_form(
        request,
        form,
        title=_("Merge with another company"),
        about=_("Both are shown side by side before anything happens."),
        crumbs=_crumbs(record.card.name, company_id),
        save=_("Compare"),
    )


@sign_in_required
def merge_with(request: HttpRequest, company_id: str, other_id: str) -> HttpResponse:
    """Show two companies side by side, and merge the second into the first."""
    actor = browser(request)
    preview = foresee_merge(actor, Company.parse_id(company_id), Company.parse_id(other_id))
    form = MergeForm(preview, request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form):
            commands.merge_companies(
                survivor_id=preview.survivor.card.id,
                merged_id=preview.merged.card.id,
                choice=form.choice(),
                seen=form.cleaned_data["seen"],
                actor=actor,
                now=utc_now(),
            )
            messages.success(request, _("They are one company from now on."))
            return redirect("companies:company", public_id(Company.PREFIX, preview.survivor.card.id))
    context = _describe(preview) | {"form": form, "crumbs": _crumbs(preview.survivor.card.name, company_id)}
    return render(request, "companies/merge.html", context, status=422 if request.method == "POST" else 200)


@sign_in_required
def show_merges(request: HttpRequest) -> HttpResponse:
    """Show all merges, newest first."""
    actor, now = browser(request), utc_now()
    number = request.GET.get("page", "1")
    page = list_merges(actor, None, PageRequest(number=int(number) if number.isdecimal() else 1))
    items = [
        {
            "card": card,
            "survivor_url": reverse("companies:company", args=[public_id(Company.PREFIX, card.survivor_id)]),
            "undo_url": reverse("companies:merge-undo", args=[public_id(CompanyMerge.PREFIX, card.id)]),
            "can_be_undone": card.can_be_undone_at(now) and can_merge_companies(actor),
        }
        for card in page.items
    ]
    context = {
        "title": _("Merged companies"),
        "about": _("Nothing is lost: for thirty days a merge can be undone, as long as nothing it moved has changed."),
        "crumbs": [(_("Companies"), reverse("companies:list"))],
        "items": items,
        "page": page,
        "list_key": "company-merges",
    }
    return render(request, "ui/layouts/merges.html", context)


@sign_in_required
@require_POST
def undo_merge(request: HttpRequest, merge_id: str) -> HttpResponse:
    """Make two companies of one again, or say what stands against it."""
    actor, key = browser(request), CompanyMerge.parse_id(merge_id)
    merge = get_merge(actor, key)
    try:
        commands.undo_merge(merge_id=key, actor=actor, now=utc_now())
    except NotAllowed:
        raise
    except Refusal as refusal:
        messages.error(request, refusal_text(refusal))
        return redirect("companies:company", public_id(Company.PREFIX, merge.survivor_id))
    messages.success(request, _("They are two companies again, as they were before."))
    return redirect("companies:company", public_id(Company.PREFIX, merge.merged_id))


def _crumbs(name: str, company_id: str) -> list[tuple[str, str]]:
    return [(_("Companies"), reverse("companies:list")), (name, reverse("companies:company", args=[company_id]))]


def _describe(preview: MergePreview) -> dict[str, Any]:
    survivor_id, merged_id = (public_id(Company.PREFIX, one.card.id) for one in (preview.survivor, preview.merged))
    return {
        "preview": preview,
        "survivor": {"name": preview.survivor.card.name, "url": reverse("companies:company", args=[survivor_id])},
        "merged": {"name": preview.merged.card.name, "url": reverse("companies:company", args=[merged_id])},
        "swap_url": reverse("companies:merge-with", args=[merged_id, survivor_id]),
        **describe_meeting(preview.collisions, preview.hanging),
    }
