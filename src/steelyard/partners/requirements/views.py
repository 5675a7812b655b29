"""The pages of requirements: what a partner must have and can do; who does not comply, documents to look at for the host."""

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from steelyard.identity.public import sign_in_required
from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.partners import commands, permissions, queries
from steelyard.partners.chips import count_links, manager_chip, name_regions
from steelyard.partners.models import Partner, RequirementEvidence
from steelyard.partners.requirements.filters import requirement_filter_from
from steelyard.partners.requirements.forms import EvidenceForm, ReviewForm
from steelyard.partners.requirements.queries import (
    count_states,
    get_evidence,
    get_partner_requirements,
    list_requirement_names,
    list_standings,
)
from steelyard.partners.requirements.rows import overview, requirement_row
from steelyard.partners.requirements.terms import STATE_TONES, RequirementState
from steelyard.platform.clock import utc_now
from steelyard.platform.files import open_file, store_file
from steelyard.platform.http.asking import asker, page_from
from steelyard.ui.chips import chip
from steelyard.ui.form_pages import show_form
from steelyard.ui.form_refusals import refusals_shown_in

_FORM = require_http_methods(["GET", "POST"])


@sign_in_required
@require_GET
def show_standings(request: HttpRequest) -> HttpResponse:
    """Show which partners meet which requirements: those that miss one, the longest, at the top."""
    actor, regions = asker(request), name_regions()
    wanted = requirement_filter_from(request.GET, actor)
    page = list_standings(actor, wanted, page_from(request.GET, sort="tolerated_until"))
    context = {
        "page": page,
        "rows": [requirement_row(card, regions) for card in page.items],
        "text": wanted.text,
        "query": request.GET.urlencode(),
        "counts": count_links(request, count_states(actor, wanted), STATE_TONES),
        "chips": [
            chip(request, "requirement", _("Requirement"), list_requirement_names(utc_now())),
            chip(request, "state", _("State"), {str(state): _(state.label) for state in RequirementState}),
            chip(request, "region", _("Region"), regions),
            manager_chip(request),
        ],
    }
    return render(request, "partners/requirements/standings.html", context)


@sign_in_required
@require_GET
def show_own_requirements(request: HttpRequest) -> HttpResponse:
    """Show a partner what is asked of it. Raises: NotFound for the host, of which nothing is."""
    actor = asker(request)
    if actor.partner_id is None:
        raise NotFound
    return _render_overview(request, actor, actor.partner_id)


@sign_in_required
@require_GET
def show_partner_requirements(request: HttpRequest, partner_id: str) -> HttpResponse:
    """Show the requirements of one partner."""
    return _render_overview(request, asker(request), Partner.parse_id(partner_id))


def _render_overview(request: HttpRequest, actor: Actor, partner_id: UUID) -> HttpResponse:
    found = get_partner_requirements(actor, partner_id)
    is_own = actor.partner_id == found.partner_id
    may_give = permissions.can_give_evidence(actor, found.partner_id)
    context = {
        **overview(found, is_own=is_own, may_give=may_give),
        "is_own": is_own,
        "may_give": may_give and any(not one.metric for one in found.standings),
        "may_review": permissions.can_manage_partners(actor),
    }
    return render(request, "partners/requirements/overview.html", context)


@sign_in_required
@_FORM
def give_evidence(request: HttpRequest, partner_id: str) -> HttpResponse:
    """Give a document that a requirement asks for."""
    actor, now = asker(request), utc_now()
    partner = queries.get_partner(actor, Partner.parse_id(partner_id))
    if not permissions.can_give_evidence(actor, partner.id):
        raise NotAllowed
    asked = get_partner_requirements(actor, partner.id).standings
    names = {one.requirement: one.name for one in asked if not one.metric}
    form = EvidenceForm(names, request.POST or None, request.FILES or None, initial=request.GET.dict())
    here = reverse("partners:requirements-of", args=[partner.public_id])
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        with refusals_shown_in(form):
            stored = store_file(uploaded=said["file"], partner_id=partner.id, actor=actor, now=now)
            commands.give_evidence(
                actor=actor,
                partner_id=partner.id,
                requirement=said["requirement"],
                file_id=stored.id,
                valid_until=said["valid_until"],
                remark=said["remark"],
                now=now,
            )
            messages.success(request, _("The document is given. It counts once we have accepted it."))
            return redirect(here)
    return show_form(
        request,
        form,
        title=_("Give a document"),
        about=_("Somebody looks at it; it counts from then until its day."),
        crumbs=[(partner.name, here)],
        save=_("Give"),
    )


@sign_in_required
@_FORM
def review_evidence(request: HttpRequest, requirement_evidence_id: str) -> HttpResponse:
    """Accept or refuse a document that was given."""
    actor, now = asker(request), utc_now()
    evidence = get_evidence(actor, RequirementEvidence.parse_id(requirement_evidence_id))
    if not permissions.can_manage_partners(actor):
        raise NotAllowed
    form = ReviewForm(request.POST or None)
    here = reverse("partners:requirements-of", args=[evidence.partner.public_id])
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form):
            commands.review_evidence(
                actor=actor,
                evidence_id=evidence.id,
                is_accepted=form.cleaned_data["accepted"],
                reason=form.cleaned_data["reason"],
                now=now,
            )
            messages.success(request, _("The partner hears what became of its document."))
            return redirect(here)
    return show_form(
        request,
        form,
        title=_("Look at a document: {name}").format(name=evidence.name),
        about=evidence.remark,
        crumbs=[(evidence.partner.name, here)],
    )


@sign_in_required
@require_GET
def download_evidence(request: HttpRequest, requirement_evidence_id: str) -> FileResponse:
    """Download a document that was given."""
    actor = asker(request)
    return open_file(actor, get_evidence(actor, RequirementEvidence.parse_id(requirement_evidence_id)).file)
