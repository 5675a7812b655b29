"""Pages on which two companies become one: choose the other, look at both side by side, merge, undo."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from steelyard.companies import commands
from steelyard.companies.forms import MergeForm, OtherCompanyForm
from steelyard.companies.models import Company, CompanyMerge
from steelyard.companies.permissions import can_merge_companies
from steelyard.companies.queries.merging import foresee_merge, get_merge, list_merges
from steelyard.companies.queries.records import get_record
from steelyard.companies.views.asking import browser
from steelyard.identity.public import sign_in_required
from steelyard.kernel.ids import public_id
from steelyard.kernel.refusals import NotAllowed
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import page_from
from steelyard.ui import merging

PAGES = merging.MergePages(
    under=(_("Companies"), "companies:list"),
    title=_("Merged companies"),
    choose=_("Merge with another company"),
    merged=_("They are one company from now on."),
    undone=_("They are two companies again, as they were before."),
    compare_route="companies:merge-with",
    undo_route="companies:merge-undo",
    list_key="company-merges",
)


@sign_in_required
def choose_other(request: HttpRequest, company_id: str) -> HttpResponse:
    """Ask which company is the same as this one."""
    actor = browser(request)
    if not can_merge_companies(actor):
        raise NotAllowed
    record = get_record(actor, Company.parse_id(company_id))
    form = OtherCompanyForm(request.POST or None)
    if form.is_valid():
        return redirect(PAGES.compare_route, company_id, public_id(Company.PREFIX, form.cleaned_data["other"]))
    return merging.ask_for_other(request, PAGES, form, crumbs=PAGES.crumbs_to(record.card.name, company_id))


@sign_in_required
def merge_with(request: HttpRequest, company_id: str, other_id: str) -> HttpResponse:
    """Show two companies side by side, and merge the second into the first."""
    actor = browser(request)
    preview = foresee_merge(actor, Company.parse_id(company_id), Company.parse_id(other_id))
    survivor, merged = preview.survivor.card, preview.merged.card
    form = MergeForm(preview, request.POST or None)

    def merge() -> None:
        commands.merge_companies(
            survivor_id=survivor.id,
            merged_id=merged.id,
            choice=form.choice(),
            seen=form.cleaned_data["seen"],
            actor=actor,
            now=utc_now(),
        )

    ids = public_id(Company.PREFIX, survivor.id), public_id(Company.PREFIX, merged.id)
    return merging.compare(request, PAGES, form, preview=preview, ids=ids, merge=merge, template="companies/merge.html")


@sign_in_required
def show_merges(request: HttpRequest) -> HttpResponse:
    """Show all merges, newest first."""
    actor = browser(request)
    page = list_merges(actor, None, page_from(request.GET))
    return merging.show_merges(request, PAGES, page, may_undo=can_merge_companies(actor))


@sign_in_required
@require_POST
def undo_merge(request: HttpRequest, merge_id: str) -> HttpResponse:
    """Make two companies of one again, or say what stands against it."""
    actor, key = browser(request), CompanyMerge.parse_id(merge_id)
    return merging.undo_or_say_why(
        request, PAGES, get_merge(actor, key), lambda: commands.undo_merge(merge_id=key, actor=actor, now=utc_now())
    )
