"""One opportunity: its record, and everything that is done to it."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from steelyard.identity.public import sign_in_required
from steelyard.kernel.actors import Actor
from steelyard.kernel.money import Money
from steelyard.kernel.refusals import NotAllowed
from steelyard.pipeline import commands, permissions, queries
from steelyard.pipeline.forms import ActivityForm, LostForm, OwnerForm, SharedTermsForm, TermsForm, WonForm
from steelyard.pipeline.models import Opportunity
from steelyard.pipeline.queries import OpportunityRecord
from steelyard.pipeline.terms import (
    ACTIVITY_NAMES,
    FORECAST_NAMES,
    LOST_REASON_NAMES,
    TRANSACTOR_NAMES,
    ActivityKind,
    LostReason,
    OpportunityTerms,
    StageKind,
    Transactor,
)
from steelyard.pipeline.views.lists import CLOSING
from steelyard.platform.clock import utc_now
from steelyard.platform.feed import FeedEntry, list_feed
from steelyard.platform.http.asking import asker
from steelyard.program.public import list_product_families, list_regions
from steelyard.ui.form_pages import show_form
from steelyard.ui.form_refusals import refusals_shown_in
from steelyard.ui.portal import portal


@dataclass(frozen=True, slots=True, kw_only=True)
class Trail:
    """One entry of the record's timeline: something done with the customer, or a change of the record."""

    entry: FeedEntry
    activity: str = ""
    summary: str = ""


@sign_in_required
@require_GET
def show_record(request: HttpRequest, opportunity_id: str) -> HttpResponse:
    """Show an opportunity: where it stands, what comes next, what was done, the facts."""
    return _render_record(request, Opportunity.parse_id(opportunity_id))


@sign_in_required
def edit(request: HttpRequest, opportunity_id: str) -> HttpResponse:
    """Change the terms of an opportunity."""
    actor = asker(request)
    opportunity = _workable(actor, opportunity_id)
    terms = queries.terms_of(opportunity)
    form_class = TermsForm if permissions.can_change_all_terms(actor) else SharedTermsForm
    initial = {name: getattr(terms, name) for name in terms.__slots__}
    initial |= {"families": [line.family for line in terms.lines], "version": opportunity.version}
    form = form_class(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form):
            commands.change_opportunity(
                actor=actor,
                opportunity_id=opportunity.id,
                terms=OpportunityTerms(**form.terms(terms)),
                version=form.cleaned_data["version"],
                now=utc_now(),
            )
            messages.success(request, _("Saved."))
            return redirect("pipeline:record", opportunity_id)
    return _ask(request, opportunity, form, title=_("Edit"))


@sign_in_required
@require_POST
def move(request: HttpRequest, opportunity_id: str) -> HttpResponse:
    """Move an opportunity to another stage; a closing stage leads to the page that asks for order or reason."""
    actor = asker(request)
    opportunity = _workable(actor, opportunity_id)
    stage = queries.require_stage(request.POST.get("to", ""))
    if stage.kind in CLOSING:
        return redirect(CLOSING[StageKind(stage.kind)], opportunity_id)
    version = commands.move_stage(
        actor=actor, opportunity_id=opportunity.id, stage=stage.key, version=_version_of(request), now=utc_now()
    )
    if request.headers.get("X-Requested-With") == "fetch":
        return HttpResponse(status=204, headers={"X-Version": str(version)})
    messages.success(request, _("{name} is in {stage} now.").format(name=opportunity.name, stage=_(stage.name)))
    if request.GET.get("from") == "board":
        return redirect("pipeline:board")
    return redirect("pipeline:record", opportunity_id)


@sign_in_required
@require_POST
def log_activity(request: HttpRequest, opportunity_id: str) -> HttpResponse:
    """Write down what was done on an opportunity."""
    actor = asker(request)
    opportunity = _workable(actor, opportunity_id)
    form = ActivityForm(request.POST, may_be_internal=_may_be_internal(actor, opportunity))
    if form.is_valid():
        with refusals_shown_in(form):
            commands.log_activity(actor=actor, opportunity_id=opportunity.id, now=utc_now(), **form.cleaned_data)
            messages.success(request, _("Written down."))
            return redirect("pipeline:record", opportunity_id)
    return _render_record(request, opportunity.id, activity_form=form, status=422)


@sign_in_required
def close_won(request: HttpRequest, opportunity_id: str) -> HttpResponse:
    """Ask for the order, and close the opportunity as won."""
    actor = asker(request)
    opportunity = _workable(actor, opportunity_id)
    form = WonForm(
        request.POST or None, opportunity=opportunity, may_change_amount=permissions.can_change_all_terms(actor)
    )
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form):
            commands.close_won(actor=actor, opportunity_id=opportunity.id, now=utc_now(), **form.cleaned_data)
            messages.success(request, _("Won. Well done!"))
            return redirect("pipeline:record", opportunity_id)
    return _ask(request, opportunity, form, title=_("Mark as won"), save=_("Mark as won"))


@sign_in_required
def close_lost(request: HttpRequest, opportunity_id: str) -> HttpResponse:
    """Ask for the reason, and close the opportunity as lost."""
    actor = asker(request)
    opportunity = _workable(actor, opportunity_id)
    form = LostForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form):
            commands.close_lost(actor=actor, opportunity_id=opportunity.id, now=utc_now(), **form.cleaned_data)
            messages.success(request, _("Closed as lost."))
            return redirect("pipeline:record", opportunity_id)
    return _ask(request, opportunity, form, title=_("Close as lost"), save=_("Close as lost"))


@sign_in_required
@require_POST
def reopen(request: HttpRequest, opportunity_id: str) -> HttpResponse:
    """Open a closed opportunity again."""
    actor = asker(request)
    opportunity = _workable(actor, opportunity_id)
    commands.reopen(actor=actor, opportunity_id=opportunity.id, stage=request.POST.get("to", ""), now=utc_now())
    messages.success(request, _("Open again."))
    return redirect("pipeline:record", opportunity_id)


@sign_in_required
def assign_owner(request: HttpRequest, opportunity_id: str) -> HttpResponse:
    """Say who of the host works the opportunity."""
    actor = asker(request)
    opportunity = _workable(actor, opportunity_id)
    form = OwnerForm(request.POST or None, initial={"owner": str(opportunity.owner_id or "")})
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["owner"]
        with refusals_shown_in(form):
            commands.assign_owner(
                actor=actor, opportunity_id=opportunity.id, person_id=UUID(chosen) if chosen else None, now=utc_now()
            )
            messages.success(request, _("Saved."))
            return redirect("pipeline:record", opportunity_id)
    return _ask(request, opportunity, form, title=_("Owner"))


def _workable(actor: Actor, opportunity_id: str) -> Opportunity:
    """Return an opportunity to an actor who may work it. Raises: NotFound, NotAllowed."""
    opportunity = queries.get_opportunity(actor, Opportunity.parse_id(opportunity_id))
    if not permissions.can_work_opportunity(actor, opportunity):
        raise NotAllowed
    return opportunity


def _may_be_internal(actor: Actor, opportunity: Opportunity) -> bool:
    """Tell whether there is anybody to keep an activity from: a direct opportunity is the host's own anyway."""
    return permissions.can_log_internally(actor) and opportunity.partner_id is not None


def _ask(request: HttpRequest, opportunity: Opportunity, form: Form, *, title: str, save: str = "") -> HttpResponse:
    """Ask on a page of its own; the way back is the record."""
    crumbs = [
        (_("Pipeline"), reverse("pipeline:list")),
        (opportunity.name, reverse("pipeline:record", args=[opportunity.public_id])),
    ]
    return show_form(request, form, title=title, crumbs=crumbs, save=save)


def _render_record(
    request: HttpRequest, opportunity_id: UUID, *, activity_form: ActivityForm | None = None, status: int = 200
) -> HttpResponse:
    actor = asker(request)
    record = queries.get_record(actor, opportunity_id)
    opportunity = queries.get_opportunity(actor, opportunity_id)
    may_work = permissions.can_work_opportunity(actor, opportunity)
    if activity_form is None and may_work:
        activity_form = ActivityForm(may_be_internal=_may_be_internal(actor, opportunity))
    panels = portal.panels_of(Opportunity.PREFIX, opportunity_id, actor, utc_now())
    families = {family.key: _(family.name) for family in list_product_families()}
    context = {
        "record": record,
        "card": record.card,
        "steps": _steps(record),
        "trail": [_trail(entry) for entry in list_feed(actor, opportunity_id)],
        "lines": [
            {
                "name": families.get(line.family, line.family),
                "amount": Money(line.amount, record.card.amount.currency) if line.amount is not None else None,
            }
            for line in record.lines
        ],
        "region": next((_(region.name) for region in list_regions() if region.key == record.card.region), ""),
        "forecast": _(FORECAST_NAMES[record.card.forecast_category]),
        "transacted_by": _(TRANSACTOR_NAMES[Transactor(record.transacted_by)]) if record.transacted_by else "",
        "lost_reason": _(LOST_REASON_NAMES[LostReason(record.lost_reason)]) if record.lost_reason else "",
        "activity_form": activity_form,
        "may_work": may_work,
        "may_change_all": permissions.can_change_all_terms(actor),
        "open_stages": queries.open_stages(),
        "is_partner": actor.is_partner,
        "main_panels": [(panel, shown) for panel, shown in panels if panel.column == "main"],
        "side_panels": [(panel, shown) for panel, shown in panels if panel.column == "side"],
    }
    return render(request, "pipeline/record.html", context, status=status)


def _steps(record: OpportunityRecord) -> list[dict[str, str]]:
    """Return the stages as steps: passed, present, still to come; a lost opportunity stops where it was lost."""
    stages = queries.list_stages()
    here = next(stage for stage in stages if stage.key == record.card.stage)
    steps = []
    for stage in stages:
        if stage.kind == StageKind.LOST and here.kind != StageKind.LOST:
            continue
        if stage.kind == StageKind.WON and here.kind == StageKind.LOST:
            continue
        state = "todo"
        if stage == here:
            state = {StageKind.WON: "done", StageKind.LOST: "stopped"}.get(StageKind(here.kind), "current")
        elif stage.position < here.position and here.kind != StageKind.LOST:
            state = "done"
        steps.append({"label": _(stage.name), "state": state})
    return steps


def _trail(entry: FeedEntry) -> Trail:
    if "activity_id" not in entry.facts:
        return Trail(entry=entry)
    kind = ActivityKind(entry.facts["kind"])
    return Trail(entry=entry, activity=_(ACTIVITY_NAMES[kind]), summary=entry.facts["summary"])


def _version_of(request: HttpRequest) -> int | None:
    """Return the version of the opportunity that the asker saw, if the page said so."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
