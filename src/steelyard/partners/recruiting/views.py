"""The pages of recruiting: list, board, one prospect, and what is done with it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from steelyard.identity.public import find_people, list_host_people, sign_in_required
from steelyard.kernel.actors import Actor, Role
from steelyard.kernel.ids import public_id
from steelyard.kernel.refusals import NotAllowed, NotFound, Refusal
from steelyard.partners import commands, permissions
from steelyard.partners.chips import name_regions
from steelyard.partners.coverage.queries import list_words
from steelyard.partners.filters import ME
from steelyard.partners.models import Partner, Prospect
from steelyard.partners.outreach.rows import mails_of
from steelyard.partners.queries import list_types
from steelyard.partners.recruiting import queries
from steelyard.partners.recruiting.filters import prospect_filter_from
from steelyard.partners.recruiting.forms import ApprovalForm, OwnerForm, ProspectForm, RefusalForm
from steelyard.partners.recruiting.rows import fit_rows, funnel_rows, prospect_row, raise_rows, screening_rows
from steelyard.partners.recruiting.terms import (
    NEXT_STAGES,
    OPEN_STAGES,
    Fit,
    ProspectSource,
    ProspectStage,
    ScreeningOutcome,
)
from steelyard.platform.clock import utc_now
from steelyard.platform.feed import list_feed
from steelyard.platform.http.asking import asker, page_from
from steelyard.platform.http.problems import refusal_text
from steelyard.program.public import rules_in_force
from steelyard.ui.chips import Chip, chip
from steelyard.ui.form_pages import show_form
from steelyard.ui.form_refusals import refusals_shown_in


@sign_in_required
@require_GET
def show_list(request: HttpRequest) -> HttpResponse:
    """Show the prospects, those who fit best first."""
    actor = asker(request)
    wanted = prospect_filter_from(request.GET, actor)
    page = queries.list_prospects(actor, wanted, page_from(request.GET, sort="score"))
    regions = name_regions()
    context = {
        "page": page,
        "rows": [prospect_row(one, regions) for one in page.items],
        "funnel": funnel_rows(queries.count_stages(actor, wanted)),
        **_frame(request),
    }
    return render(request, "partners/recruiting/list.html", context)


@sign_in_required
@require_GET
def show_board(request: HttpRequest) -> HttpResponse:
    """Show the prospects in lanes by stage."""
    actor = asker(request)
    regions = name_regions()
    lanes = [
        {
            "lane": lane,
            "key": str(lane.stage),
            "label": _(lane.stage.label),
            "targets": [(str(stage), _(stage.label)) for stage in ProspectStage if stage in NEXT_STAGES[lane.stage]],
            "rows": [prospect_row(one, regions) for one in lane.prospects],
        }
        for lane in queries.get_board(actor, prospect_filter_from(request.GET, actor))
    ]
    return render(request, "partners/recruiting/board.html", {"lanes": lanes, **_frame(request)})


@sign_in_required
@require_GET
def show_prospect(request: HttpRequest, prospect_id: str) -> HttpResponse:
    """Show one prospect: how well it fits and why, what screening found, its way."""
    actor, now = asker(request), utc_now()
    prospect = queries.get_prospect(actor, Prospect.parse_id(prospect_id))
    stage = ProspectStage(prospect.stage)
    moves = queries.list_moves(actor, prospect)
    people = find_people({move.by_id for move in moves if move.by_id})
    rules = rules_in_force(commands.PROFILE_RULEBOOK, region=prospect.region_id or "", at=now).rules
    context = {
        **prospect_row(prospect, name_regions()),
        "fits": fit_rows(prospect, rules),
        "raises": raise_rows(prospect, rules),
        **screening_rows(actor, prospect),
        **mails_of(actor, prospect, at=now),
        "is_open": stage in OPEN_STAGES,
        "targets": [(str(one), _(one.label)) for one in ProspectStage if one in NEXT_STAGES[stage]],
        "moves": [
            {
                "move": move,
                "label": _(move.after.label),
                "by": people[move.by_id].name if move.by_id in people else "",
            }
            for move in moves
        ],
        "partner_url": reverse("partners:record", args=[prospect.partner.public_id]) if prospect.partner else "",
        "feed": list_feed(actor, prospect.id, limit=30),
    }
    return render(request, "partners/recruiting/record.html", context)


@sign_in_required
def add(request: HttpRequest) -> HttpResponse:
    """Add a prospect."""
    actor = asker(request)
    if not permissions.can_recruit(actor):
        raise NotAllowed
    form = ProspectForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form):
            key = commands.add_prospect(
                actor=actor, draft=form.draft, source=ProspectSource.HAND, owner_id=actor.person_id, now=utc_now()
            )
            return redirect("partners:prospect", public_id(Prospect.PREFIX, key))
    return show_form(
        request,
        form,
        title=_("Add a prospect"),
        about=_("It is scored against the profile of its type, and screened, as soon as you save it."),
        crumbs=[(_("Prospects"), reverse("partners:prospects"))],
    )


@sign_in_required
def edit(request: HttpRequest, prospect_id: str) -> HttpResponse:
    """Change what is known of a prospect."""
    actor = asker(request)
    prospect = queries.get_prospect(actor, Prospect.parse_id(prospect_id))
    form = ProspectForm(request.POST or None, initial=ProspectForm.initial_of(prospect))
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form):
            commands.change_prospect(actor=actor, prospect_id=prospect.id, draft=form.draft, now=utc_now())
            return redirect("partners:prospect", prospect.public_id)
    return show_form(request, form, title=_("What is known"), crumbs=_crumbs(prospect))


@sign_in_required
def assign(request: HttpRequest, prospect_id: str) -> HttpResponse:
    """Say who looks after a prospect."""
    actor = asker(request)
    prospect = queries.get_prospect(actor, Prospect.parse_id(prospect_id))
    form = OwnerForm(request.POST or None, initial={"owner_id": str(prospect.owner_id or actor.person_id)})
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form):
            commands.assign_prospect(actor=actor, prospect_id=prospect.id, now=utc_now(), **form.cleaned_data)
            return redirect("partners:prospect", prospect.public_id)
    return show_form(request, form, title=_("Who looks after it"), crumbs=_crumbs(prospect))


@sign_in_required
@require_POST
def move(request: HttpRequest, prospect_id: str) -> HttpResponse:
    """Move a prospect to the stage that `to` names, from its page or the board."""
    actor = asker(request)
    prospect = queries.get_prospect(actor, Prospect.parse_id(prospect_id))
    wanted = request.POST.get("to", "")
    if wanted not in set(ProspectStage):
        raise NotFound
    commands.move_prospect(actor=actor, prospect_id=prospect.id, stage=ProspectStage(wanted), now=utc_now())
    if request.GET.get("from") == "board":
        return redirect("partners:prospect-board")
    return redirect("partners:prospect", prospect.public_id)


@sign_in_required
@require_POST
def screen(request: HttpRequest, prospect_id: str) -> HttpResponse:
    """Screen a prospect by the rules and lists of today."""
    actor = asker(request)
    prospect = queries.get_prospect(actor, Prospect.parse_id(prospect_id))
    try:
        commands.screen_prospect(actor=actor, prospect_id=prospect.id, now=utc_now())
    except Refusal as refusal:
        messages.error(request, refusal_text(refusal))
    else:
        messages.success(request, _("Screened by the rules and lists of today."))
    return redirect("partners:prospect", prospect.public_id)


@sign_in_required
def approve(request: HttpRequest, prospect_id: str) -> HttpResponse:
    """Make a partner of a prospect."""
    actor = asker(request)
    prospect = queries.get_prospect(actor, Prospect.parse_id(prospect_id))
    form = ApprovalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form):
            partner_id = commands.approve_prospect(
                actor=actor, prospect_id=prospect.id, reason=form.cleaned_data["reason"], now=utc_now()
            )
            messages.success(request, _("{name} is enrolled.").format(name=prospect.name))
            return redirect("partners:record", Partner(id=partner_id).public_id)
    return show_form(
        request,
        form,
        title=_("Approve"),
        about=_("The company is enrolled, and its contact is invited by mail to administer it."),
        crumbs=_crumbs(prospect),
        save=_("Approve"),
    )


@sign_in_required
def refuse(request: HttpRequest, prospect_id: str) -> HttpResponse:
    """Say that a prospect does not become a partner."""
    actor = asker(request)
    prospect = queries.get_prospect(actor, Prospect.parse_id(prospect_id))
    form = RefusalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form):
            commands.refuse_prospect(
                actor=actor, prospect_id=prospect.id, reason=form.cleaned_data["reason"], now=utc_now()
            )
            return redirect("partners:prospect", prospect.public_id)
    return show_form(request, form, title=_("Refuse"), crumbs=_crumbs(prospect), save=_("Refuse"))


def _crumbs(prospect: Prospect) -> list[tuple[str, str]]:
    return [
        (_("Prospects"), reverse("partners:prospects")),
        (prospect.name, reverse("partners:prospect", args=[prospect.public_id])),
    ]


def _frame(request: HttpRequest) -> dict[str, object]:
    """Return what list and board share: the search, the filters."""
    return {
        "text": request.GET.get("q", ""),
        "query": request.GET.urlencode(),
        "chips": _chips(request, asker(request)),
    }


def _chips(request: HttpRequest, actor: Actor) -> list[Chip]:
    managers = [
        person for person in list_host_people(Role.CHANNEL_MANAGER) if person.id and person.id != actor.person_id
    ]
    words = list_words()
    owners = {ME: _("Me"), **{public_id("person", person.id): person.name for person in managers if person.id}}
    return [
        chip(request, "stage", _("Step"), {str(one): _(one.label) for one in ProspectStage}),
        chip(request, "fit", _("Fit"), {str(one): _(one.label) for one in Fit}),
        chip(request, "outcome", _("Screening"), {str(one): _(one.label) for one in ScreeningOutcome}),
        chip(request, "type", _("Type"), {kind.key: _(kind.name) for kind in list_types()}),
        chip(request, "region", _("Region"), name_regions()),
        chip(request, "vertical", _("Industry"), {word: word for word in words.verticals.values()}),
        chip(request, "capability", _("Capability"), {word: word for word in words.capabilities.values()}),
        chip(request, "source", _("Source"), {str(one): _(one.label) for one in ProspectSource}),
        chip(request, "owner", _("Owner"), owners),
    ]
