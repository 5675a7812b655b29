"""Pages on which two partners become one: choose the other, look at both side by side, merge, undo."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from steelyard.identity.public import sign_in_required
from steelyard.kernel.ids import public_id
from steelyard.kernel.refusals import NotAllowed
from steelyard.partners import commands, queries
from steelyard.partners.foreseeing import foresee_merge, get_merge, list_merges, say_fact
from steelyard.partners.forms import OtherPartnerForm
from steelyard.partners.models import Partner, PartnerMerge
from steelyard.partners.permissions import can_merge_partners
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker, page_from
from steelyard.ui import merging

PAGES = merging.MergePages(
    under=(_("Partners"), "partners:list"),
    title=_("Merged partners"),
    choose=_("Merge with another partner"),
    merged=_("They are one partner from now on."),
    undone=_("They are two partners again, as they were before."),
    compare_route="partners:merge-with",
    undo_route="partners:merge-undo",
    list_key="partner-merges",
)


@sign_in_required
def choose_other(request: HttpRequest, partner_id: str) -> HttpResponse:
    """Ask which partner is the same as this one."""
    actor = asker(request)
    if not can_merge_partners(actor):
        raise NotAllowed
    partner = queries.get_partner(actor, Partner.parse_id(partner_id))
    form = OtherPartnerForm(request.POST or None)
    if form.is_valid():
        other = public_id(Partner.PREFIX, form.cleaned_data["partner"])
        return redirect(PAGES.compare_route, partner.public_id, other)
    return merging.ask_for_other(request, PAGES, form, crumbs=PAGES.crumbs_to(partner.name, partner.public_id))


@sign_in_required
def merge_with(request: HttpRequest, partner_id: str, other_partner_id: str) -> HttpResponse:
    """Show two partners side by side, and merge the second into the first."""
    actor, now = asker(request), utc_now()
    preview = foresee_merge(actor, Partner.parse_id(partner_id), Partner.parse_id(other_partner_id), at=now)
    survivor, merged = preview.survivor.card, preview.merged.card
    form = merging.MergeForm(preview, request.POST or None, names=(survivor.name, merged.name), say_fact=say_fact)

    def merge() -> None:
        commands.merge_partners(
            survivor_id=survivor.id,
            merged_id=merged.id,
            taken=form.taken(),
            seen=form.cleaned_data["seen"],
            actor=actor,
            now=now,
        )

    ids = survivor.public_id, merged.public_id
    return merging.compare(request, PAGES, form, preview=preview, ids=ids, merge=merge, template="partners/merge.html")


@sign_in_required
def show_merges(request: HttpRequest) -> HttpResponse:
    """Show all merges of partners, newest first."""
    actor = asker(request)
    page = list_merges(actor, None, page_from(request.GET))
    return merging.show_merges(request, PAGES, page, may_undo=can_merge_partners(actor))


@sign_in_required
@require_POST
def undo_merge(request: HttpRequest, partner_merge_id: str) -> HttpResponse:
    """Make two partners of one again, or say what stands against it."""
    actor, key = asker(request), PartnerMerge.parse_id(partner_merge_id)
    return merging.undo_or_say_why(
        request,
        PAGES,
        get_merge(actor, key),
        lambda: commands.undo_partner_merge(merge_id=key, actor=actor, now=utc_now()),
    )
