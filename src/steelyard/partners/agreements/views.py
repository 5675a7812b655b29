"""The pages of agreements: reading and accepting for partners; versions, who is due, and requests for the host."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from steelyard.identity.public import client_address, sign_in_required
from steelyard.kernel.ids import public_id
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.partners import commands, permissions, queries
from steelyard.partners.agreements.filters import agreement_filter_from, kind_from
from steelyard.partners.agreements.forms import CountersignForm, RequestForm, SignForm, VersionForm
from steelyard.partners.agreements.queries import (
    count_states,
    get_agreement,
    get_partner_agreements,
    get_version,
    list_standings,
    list_versions,
)
from steelyard.partners.agreements.rows import agreement_row, overview, standing_row, version_row
from steelyard.partners.agreements.terms import STATE_TONES, AgreementKind, AgreementState
from steelyard.partners.chips import count_links, manager_chip, name_regions
from steelyard.partners.models import Agreement, AgreementText, AgreementVersion, Partner
from steelyard.partners.onboarding.filters import day_from
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker, page_from
from steelyard.ui.chips import chip
from steelyard.ui.form_pages import show_form
from steelyard.ui.form_refusals import refusals_shown_in

_FORM = require_http_methods(["GET", "POST"])


def _types() -> dict[str, str]:
    return {kind.key: _(kind.name) for kind in queries.list_types()}


def _kinds() -> dict[str, str]:
    return {str(kind): _(kind.label) for kind in AgreementKind}


@sign_in_required
@require_GET
def show_standings(request: HttpRequest) -> HttpResponse:
    """Show where partners stand with their agreements: what is due first at the top."""
    actor, regions = asker(request), name_regions()
    wanted = agreement_filter_from(request.GET, actor)
    page = list_standings(actor, wanted, page_from(request.GET, sort="due_on"))
    context = {
        "page": page,
        "rows": [standing_row(card, regions) for card in page.items],
        "text": wanted.text,
        "query": request.GET.urlencode(),
        "today": queries.today(utc_now()),
        "counts": count_links(request, count_states(actor, wanted), STATE_TONES),
        "chips": [
            chip(request, "kind", _("Kind"), _kinds()),
            chip(request, "state", _("State"), {str(state): _(state.label) for state in AgreementState}),
            chip(request, "region", _("Region"), regions),
            manager_chip(request),
        ],
    }
    return render(request, "partners/agreements/standings.html", context)


@sign_in_required
@require_GET
def show_versions(request: HttpRequest) -> HttpResponse:
    """Show the published versions, the newest first."""
    actor, regions, types = asker(request), name_regions(), _types()
    page = list_versions(actor, kind_from(request.GET), page_from(request.GET))
    context = {
        "page": page,
        "rows": [version_row(card, regions, types) for card in page.items],
        "query": request.GET.urlencode(),
        "chips": [chip(request, "kind", _("Kind"), _kinds())],
        "may_publish": permissions.can_publish_agreements(actor),
    }
    return render(request, "partners/agreements/versions.html", context)


@sign_in_required
@require_GET
def show_version(request: HttpRequest, agreement_version_id: str) -> HttpResponse:
    """Show a published version with its texts."""
    actor = asker(request)
    if not permissions.can_list_partners(actor):
        raise NotFound
    card = get_version(actor, AgreementVersion.parse_id(agreement_version_id))
    context = {"row": version_row(card, name_regions(), _types())}
    return render(request, "partners/agreements/version.html", context)


@sign_in_required
@_FORM
def publish_version(request: HttpRequest) -> HttpResponse:
    """Publish a version of an agreement."""
    actor, now = asker(request), utc_now()
    if not permissions.can_publish_agreements(actor):
        raise NotAllowed
    form = VersionForm(request.POST or None, initial={"valid_from": queries.today(now)})
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form):
            version_id = commands.publish_agreement(actor=actor, draft=form.draft(), now=now)
            messages.success(request, _("Published. Partners are asked from its first day on."))
            return redirect("partners:agreement-version", AgreementVersion(id=version_id).public_id)
    return show_form(
        request,
        form,
        title=_("Publish a version"),
        about=_("It cannot be changed afterwards: what partners accept is exactly this."),
        crumbs=[
            (_("Agreements"), reverse("partners:agreements")),
            (_("Versions"), reverse("partners:agreement-versions")),
        ],
        save=_("Publish"),
    )


@sign_in_required
@require_GET
def show_own_agreements(request: HttpRequest) -> HttpResponse:
    """Show a partner its agreements. Raises: NotFound for the host, which has none."""
    actor = asker(request)
    if actor.partner_id is None:
        raise NotFound
    return _render_overview(request, Partner(id=actor.partner_id).public_id)


@sign_in_required
@require_GET
def show_partner_agreements(request: HttpRequest, partner_id: str) -> HttpResponse:
    """Show the agreements of one partner, today or as of another day."""
    return _render_overview(request, partner_id)


def _render_overview(request: HttpRequest, partner_id: str) -> HttpResponse:
    actor, now, on = asker(request), utc_now(), day_from(request.GET)
    found = get_partner_agreements(actor, Partner.parse_id(partner_id), on=on, at=now)
    context = {
        **overview(found),
        "is_own": actor.partner_id == found.partner_id,
        "may_accept": permissions.can_accept_agreements(actor) and actor.partner_id == found.partner_id,
        "may_manage": permissions.can_manage_partners(actor),
        "today": queries.today(now),
    }
    return render(request, "partners/agreements/overview.html", context)


@sign_in_required
@_FORM
def accept_agreement(request: HttpRequest, agreement_version_id: str) -> HttpResponse:
    """Show a partner the text that it is asked to accept; its administrator accepts by typing a name."""
    actor = asker(request)
    if actor.partner_id is None:
        raise NotFound
    card = get_version(actor, AgreementVersion.parse_id(agreement_version_id))
    text = card.text_in(get_language() or "")
    may_accept = permissions.can_accept_agreements(actor)
    if request.method == "POST" and not may_accept:
        raise NotAllowed
    shown = {"text": public_id(AgreementText.PREFIX, text.id), "digest": text.digest}
    form = SignForm(request.POST or None, initial=shown)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        with refusals_shown_in(form):
            agreement_id = commands.accept_agreement(
                actor=actor,
                text_id=AgreementText.parse_id(said["text"]),
                digest=said["digest"],
                name=said["name"],
                address=client_address(request) or "",
                now=utc_now(),
            )
            messages.success(request, _("Accepted. This is your record of it."))
            return redirect("partners:agreement", public_id(Agreement.PREFIX, agreement_id))
    context = {
        "row": version_row(card, name_regions(), _types()),
        "text": text,
        "form": form if may_accept else None,
    }
    return render(request, "partners/agreements/accept.html", context, status=422 if form.errors else 200)


@sign_in_required
@require_GET
def show_agreement(request: HttpRequest, agreement_id: str) -> HttpResponse:
    """Show an agreement that was signed: who, when, and exactly which text."""
    actor, today = asker(request), queries.today(utc_now())
    card = get_agreement(actor, Agreement.parse_id(agreement_id))
    context = {
        "row": agreement_row(card, on=today),
        "partner_id": public_id(Partner.PREFIX, card.partner_id),
        "may_countersign": permissions.can_manage_partners(actor)
        and card.is_in_portal
        and card.binds_on(today)
        and not card.is_countersigned,
    }
    return render(request, "partners/agreements/agreement.html", context)


@sign_in_required
@require_GET
def download_agreement(request: HttpRequest, agreement_id: str) -> HttpResponse:
    """Give an agreement with its record as one file that needs nothing else to be read."""
    card = get_agreement(asker(request), Agreement.parse_id(agreement_id))
    if card.text is None:
        raise NotFound
    context = {"row": agreement_row(card, on=queries.today(utc_now())), "language": card.text.language}
    response = HttpResponse(render_to_string("partners/agreements/file.html", context))
    response["Content-Disposition"] = f'attachment; filename="{card.public_id}.html"'
    return response


@sign_in_required
@_FORM
def countersign_agreement(request: HttpRequest, agreement_id: str) -> HttpResponse:
    """Sign for the host what a partner accepted."""
    actor = asker(request)
    card = get_agreement(actor, Agreement.parse_id(agreement_id))
    if not permissions.can_manage_partners(actor):
        raise NotAllowed
    form = CountersignForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form):
            commands.countersign_agreement(
                actor=actor,
                agreement_id=card.id,
                name=form.cleaned_data["name"],
                address=client_address(request) or "",
                now=utc_now(),
            )
            messages.success(request, _("Countersigned."))
            return redirect("partners:agreement", card.public_id)
    return show_form(
        request,
        form,
        title=_("Countersign"),
        about=_("You sign for the program the text that the partner accepted."),
        crumbs=[(card.partner, reverse("partners:agreement", args=[card.public_id]))],
        save=_("Countersign"),
    )


@sign_in_required
@_FORM
def request_agreement(request: HttpRequest, partner_id: str) -> HttpResponse:
    """Ask a partner to accept an agreement."""
    actor = asker(request)
    partner = queries.get_partner(actor, Partner.parse_id(partner_id))
    if not permissions.can_manage_partners(actor):
        raise NotAllowed
    form = RequestForm(request.POST or None)
    here = reverse("partners:agreements-of", args=[partner.public_id])
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form):
            commands.request_agreement(
                actor=actor, partner_id=partner.id, kind=form.cleaned_data["kind"], now=utc_now()
            )
            messages.success(request, _("The partner is asked to accept it."))
            return redirect(here)
    return show_form(
        request,
        form,
        title=_("Ask for an agreement"),
        about=_("Its administrators hear of it, and have the time that the rules say."),
        crumbs=[(partner.name, here)],
        save=_("Ask"),
    )
