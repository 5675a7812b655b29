"""Pages on which two partners become one: choose the other, look at both side by side, merge, undo."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from steelyard.identity.public import sign_in_required
from steelyard.kernel.actors import Actor
from steelyard.kernel.ids import public_id
from steelyard.kernel.pages import PageRequest
from steelyard.kernel.refusals import NotAllowed, Refusal
from steelyard.partners import commands, queries
from steelyard.partners.foreseeing import foresee_merge, get_merge, list_merges, say_fact
from steelyard.partners.forms import OtherPartnerForm
from steelyard.partners.models import Partner, PartnerMerge
from steelyard.partners.permissions import can_merge_partners
from steelyard.platform.clock import utc_now
from steelyard.platform.http.problems import refusal_text
from steelyard.ui.form_pages import show_form
from steelyard.ui.form_refusals import refusals_shown_in
from steelyard.ui.merging import MergeForm, describe_meeting


@sign_in_required
def choose_other(request: HttpRequest, partner_id: str) -> HttpResponse:
    """Ask which partner is the same as this one."""
    actor = _actor(request)
    if not can_merge_partners(actor):
        raise NotAllowed
    partner = queries.get_partner(actor, Partner.parse_id(partner_id))
    form = OtherPartnerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        other = public_id(Partner.PREFIX, form.cleaned_data["partner"])
        return redirect("partners:merge-with", partner.public_id, other)
    return show_form(
        request,
        form,
        title=_("Merge with another partner"),
        about=_("Both are shown side by side before anything happens."),
        crumbs=_crumbs(partner.name, partner.public_id),
        save=_("Compare"),
    )


@sign_in_required
def merge_with(request: HttpRequest, partner_id: str, other_partner_id: str) -> HttpResponse:
    """Show two partners side by side, and merge the second into the first."""
    actor, now = _actor(request), utc_now()
    preview = foresee_merge(actor, Partner.parse_id(partner_id), Partner.parse_id(other_partner_id), at=now)
    survivor, merged = preview.survivor.card, preview.merged.card
    form = MergeForm(
        request.POST or None,
        facts=preview.facts,
        names=(survivor.name, merged.name),
        seen=preview.seen,
        say_fact=say_fact,
    )
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form):
            commands.merge_partners(
                survivor_id=survivor.id,
                merged_id=merged.id,
                taken=form.taken(),
                seen=form.cleaned_data["seen"],
                actor=actor,
                now=now,
            )
            messages.success(request, _("They are one partner from now on."))
            return redirect("partners:record", survivor.public_id)
    context = {
        "form": form,
        "crumbs": _crumbs(survivor.name, survivor.public_id),
        "survivor": {"name": survivor.name, "url": reverse("partners:record", args=[survivor.public_id])},
        "merged": {"name": merged.name, "url": reverse("partners:record", args=[merged.public_id])},
        "swap_url": reverse("partners:merge-with", args=[merged.public_id, survivor.public_id]),
        **describe_meeting(preview.collisions, preview.hanging),
    }
    return render(request, "partners/merge.html", context, status=422 if request.method == "POST" else 200)


@sign_in_required
def show_merges(request: HttpRequest) -> HttpResponse:
    """Show all merges of partners, newest first."""
    actor, now = _actor(request), utc_now()
    number = request.GET.get("page", "1")
    page = list_merges(actor, None, PageRequest(number=int(number) if number.isdecimal() else 1))
    items = [
        {
            "card": card,
            "survivor_url": reverse("partners:record", args=[public_id(Partner.PREFIX, card.survivor_id)]),
            "undo_url": reverse("partners:merge-undo", args=[public_id(PartnerMerge.PREFIX, card.id)]),
            "can_be_undone": card.can_be_undone_at(now) and can_merge_partners(actor),
        }
        for card in page.items
    ]
    context = {
        "title": _("Merged partners"),
        "about": _("Nothing is lost: for thirty days a merge can be undone, as long as nothing it moved has changed."),
        "crumbs": [(_("Partners"), reverse("partners:list"))],
        "items": items,
        "page": page,
        "list_key": "partner-merges",
    }
    return render(request, "ui/layouts/merges.html", context)


@sign_in_required
@require_POST
def undo_merge(request: HttpRequest, partner_merge_id: str) -> HttpResponse:
    """Make two partners of one again, or say what stands against it."""
    actor, key = _actor(request), PartnerMerge.parse_id(partner_merge_id)
    merge = get_merge(actor, key)
    try:
        commands.undo_partner_merge(merge_id=key, actor=actor, now=utc_now())
    except NotAllowed:
        raise
    except Refusal as refusal:
        messages.error(request, refusal_text(refusal))
        return redirect("partners:record", public_id(Partner.PREFIX, merge.survivor_id))
    messages.success(request, _("They are two partners again, as they were before."))
    return redirect("partners:record", public_id(Partner.PREFIX, merge.merged_id))


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _crumbs(name: str, partner_id: str) -> list[tuple[str, str]]:
    return [(_("Partners"), reverse("partners:list")), (name, reverse("partners:record", args=[partner_id]))]
