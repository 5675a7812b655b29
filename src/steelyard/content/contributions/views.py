"""The pages of contributions: of a partner its own, of the host what was handed in, and what is shown to everybody."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from steelyard.content import commands, permissions
from steelyard.content.contributions import queries
from steelyard.content.contributions.filters import FEATURED, contribution_filter_from
from steelyard.content.contributions.forms import ContributionForm, FeatureForm, VerificationForm, WordsForm
from steelyard.content.contributions.terms import (
    CONTRIBUTION_KIND_NAMES,
    CONTRIBUTION_STATE_NAMES,
    EDITABLE_STATES,
    ContributionState,
)
from steelyard.content.models import Contribution
from steelyard.content.terms import LANGUAGES
from steelyard.identity.public import sign_in_required
from steelyard.kernel.actors import Actor
from steelyard.kernel.decisions import Reason
from steelyard.kernel.ids import public_id
from steelyard.kernel.refusals import NotAllowed, NotFound, Refusal
from steelyard.platform.clock import utc_now
from steelyard.platform.directory import organization_name
from steelyard.platform.features import is_open, require_open
from steelyard.platform.files import store_file
from steelyard.platform.http.asking import asker, page_from
from steelyard.platform.http.problems import refusal_text
from steelyard.program.public import list_product_families, list_regions, render_reason
from steelyard.ui.chips import chip
from steelyard.ui.form_pages import show_form
from steelyard.ui.form_refusals import refusals_shown_in
from steelyard.ui.portal import Text
from steelyard.ui.records import record_url

LIST_KEY = "content.contributions"


@sign_in_required
@require_GET
def show_contributions(request: HttpRequest) -> HttpResponse:
    """Show a partner what it registered, and the host what was handed in."""
    actor = asker(request)
    wanted = contribution_filter_from(request.GET)
    page = queries.list_contributions(actor, wanted, page_from(request.GET, sort="newest"))
    states: dict[str, Text] = {state.value: _(name) for state, name in CONTRIBUTION_STATE_NAMES.items()}
    context = {
        "page": page,
        "wanted": wanted,
        "chips": [
            chip(request, "state", _("State"), {**states, FEATURED: _("Shown to other partners")}),
            *_chips(request),
        ],
        "query": request.GET.urlencode(),
        "crumbs": _crumbs(),
        "is_host": permissions.can_see_usage(actor),
        "may_contribute": _may_register(actor),
    }
    return render(request, "content/contributions/list.html", context)


@sign_in_required
@require_GET
def show_featured(request: HttpRequest) -> HttpResponse:
    """Show what partners published and the host features, to everybody in its audience."""
    actor = asker(request)
    page = queries.list_featured(actor, contribution_filter_from(request.GET), page_from(request.GET))
    families = _families()
    context = {
        "page": page,
        "rows": [{"card": card, "families": [families.get(key, key) for key in card.families]} for card in page.items],
        "chips": _chips(request),
        "query": request.GET.urlencode(),
        "crumbs": _crumbs(),
        "is_host": permissions.can_see_usage(actor),
        "may_contribute": _may_register(actor),
    }
    return render(request, "content/contributions/featured.html", context)


@sign_in_required
@require_GET
def show_contribution(request: HttpRequest, contribution_id: str) -> HttpResponse:
    """Show a contribution with its case: what it says, where it stands, what it is worth and why."""
    actor, now = asker(request), utc_now()
    record = queries.get_contribution_record(actor, Contribution.parse_id(contribution_id), at=now)
    card, families, regions = record.card, _families(), {region.key: _(region.name) for region in list_regions()}
    is_own = permissions.can_contribute(actor) and card.partner_id == actor.partner_id
    expected = record.expected
    context = {
        "record": record,
        "card": card,
        "families": [families.get(key, key) for key in card.families],
        "language": _(LANGUAGES.get(card.language, card.language)),
        "region": regions.get(card.region, ""),
        "partner_url": record_url(public_id("partner", card.partner_id)) if permissions.can_see_usage(actor) else "",
        "reasons": _words_of(actor, expected.reasons if expected else record.reasons, families, regions),
        "points": expected.points if expected else card.points,
        "is_expected": expected is not None,
        "crumbs": [*_crumbs(), (_("Contributions"), reverse("content:contributions"))],
        "is_host": permissions.can_see_usage(actor),
        "may_edit": is_own and card.state in EDITABLE_STATES,
        "may_withdraw": is_own and card.state not in {ContributionState.REFUSED, ContributionState.WITHDRAWN},
        "may_verify": permissions.can_verify(actor) and card.state is ContributionState.SUBMITTED,
        "may_confirm": permissions.can_verify(actor) and card.state is ContributionState.ACKNOWLEDGED,
        "may_feature": permissions.can_feature(actor) and card.state is ContributionState.ACKNOWLEDGED,
    }
    return render(request, "content/contributions/record.html", context)


@sign_in_required
@require_http_methods(["GET", "POST"])
def edit_contribution(request: HttpRequest, contribution_id: str = "") -> HttpResponse:
    """Register something that was published, or say something else of it; it is kept, or handed in at once."""
    actor, now = asker(request), utc_now()
    row = queries.get_contribution(actor, Contribution.parse_id(contribution_id)) if contribution_id else None
    if not permissions.can_contribute(actor) or actor.partner_id is None:
        raise NotAllowed
    if row is None:
        require_open(permissions.CONTRIBUTIONS, actor)
    elif row.partner_id != actor.partner_id:
        raise NotAllowed
    credit = organization_name(actor.partner_id)
    begun = {"author_ids": [actor.person_id], "published_on": now.date(), "credited_as": credit}
    initial = asdict(queries.draft_of(row)) if row else begun
    form = ContributionForm(request.POST or None, request.FILES or None, partner_id=actor.partner_id, initial=initial)
    if form.is_valid():
        with refusals_shown_in(form):
            key = _save(actor, form, row.id if row else None, now)
            if "submit" not in request.POST:
                messages.success(request, _("Kept. Hand it in when it is complete."))
                return redirect("content:contribution", public_id(Contribution.PREFIX, key))
            return _hand_in(request, actor, key, now)
    context = {
        "form": form,
        "title": _("Edit") if row else _("Register a contribution"),
        "crumbs": _crumbs_to(row),
        "file_name": row.file_name if row else "",
    }
    return render(request, "content/contributions/form.html", context, status=422 if form.errors else 200)


@sign_in_required
@require_POST
def submit_contribution(request: HttpRequest, contribution_id: str) -> HttpResponse:
    """Hand a contribution in to be verified."""
    return _hand_in(request, asker(request), Contribution.parse_id(contribution_id), utc_now())


@sign_in_required
@require_http_methods(["GET", "POST"])
def withdraw_contribution(request: HttpRequest, contribution_id: str) -> HttpResponse:
    """Take a contribution back, with the reason."""
    actor = asker(request)
    row = queries.get_contribution(actor, Contribution.parse_id(contribution_id))
    if not permissions.can_contribute(actor) or row.partner_id != actor.partner_id:
        raise NotAllowed
    form = WordsForm(request.POST or None)
    if form.is_valid():
        with refusals_shown_in(form):
            said = form.cleaned_data["words"]
            commands.withdraw_contribution(actor=actor, contribution_id=row.id, reason=said, now=utc_now())
            messages.success(request, _("Taken back."))
            return redirect("content:contributions")
    return show_form(request, form, title=_("Take it back"), crumbs=_crumbs_to(row), save=_("Take it back"))


@sign_in_required
@require_http_methods(["GET", "POST"])
def return_contribution(request: HttpRequest, contribution_id: str) -> HttpResponse:
    """Ask the partner for more."""

    def run(actor: Actor, key: UUID, said: dict[str, Any], now: datetime) -> None:
        commands.return_contribution(actor=actor, contribution_id=key, words=said["words"], now=now)

    return _ask(request, contribution_id, WordsForm, run, title=_("Ask for more"), save=_("Ask"), done=_("Asked."))


@sign_in_required
@require_http_methods(["GET", "POST"])
def refuse_contribution(request: HttpRequest, contribution_id: str) -> HttpResponse:
    """Do not acknowledge a contribution, with the reason."""

    def run(actor: Actor, key: UUID, said: dict[str, Any], now: datetime) -> None:
        commands.refuse_contribution(actor=actor, contribution_id=key, reason=said["words"], now=now)

    return _ask(request, contribution_id, WordsForm, run, title=_("Refuse"), save=_("Refuse"), done=_("Refused."))


@sign_in_required
@require_http_methods(["GET", "POST"])
def verify_contribution(request: HttpRequest, contribution_id: str) -> HttpResponse:
    """Acknowledge a contribution."""

    def run(actor: Actor, key: UUID, said: dict[str, Any], now: datetime) -> None:
        commands.verify_contribution(actor=actor, contribution_id=key, now=now, **said)

    return _ask(
        request,
        contribution_id,
        VerificationForm,
        run,
        title=_("Acknowledge"),
        save=_("Acknowledge"),
        done=_("Acknowledged. The partner is told, and the points count."),
    )


@sign_in_required
@require_POST
def confirm_contribution(request: HttpRequest, contribution_id: str) -> HttpResponse:
    """Say that a contribution still holds."""
    actor, key = asker(request), Contribution.parse_id(contribution_id)
    commands.confirm_contribution(actor=actor, contribution_id=key, now=utc_now())
    messages.success(request, _("Verified again."))
    return redirect("content:contribution", contribution_id)


@sign_in_required
@require_http_methods(["GET", "POST"])
def feature_contribution(request: HttpRequest, contribution_id: str) -> HttpResponse:
    """Say which partners are shown a contribution."""
    actor = asker(request)
    row = queries.get_contribution(actor, Contribution.parse_id(contribution_id))
    if not permissions.can_feature(actor):
        raise NotAllowed
    form = FeatureForm(request.POST or None, initial={"audience_id": row.audience_id})
    if form.is_valid():
        with refusals_shown_in(form):
            said = form.cleaned_data["audience_id"]
            commands.feature_contribution(actor=actor, contribution_id=row.id, audience_id=said, now=utc_now())
            messages.success(request, _("Other partners see it now."))
            return redirect("content:contribution", contribution_id)
    return show_form(request, form, title=_("Show to other partners"), crumbs=_crumbs_to(row), save=_("Show"))


@sign_in_required
@require_POST
def unfeature_contribution(request: HttpRequest, contribution_id: str) -> HttpResponse:
    """Show a contribution to its partner and the host alone again."""
    actor, key = asker(request), Contribution.parse_id(contribution_id)
    commands.unfeature_contribution(actor=actor, contribution_id=key, now=utc_now())
    messages.success(request, _("Other partners do not see it any more."))
    return redirect("content:contribution", contribution_id)


@sign_in_required
@require_GET
def download_file(request: HttpRequest, contribution_id: str) -> FileResponse:
    """Give the file of a contribution as a download."""
    return queries.open_contribution_file(asker(request), Contribution.parse_id(contribution_id))


Run = Callable[[Actor, UUID, dict[str, Any], datetime], None]


def _ask(
    request: HttpRequest,
    contribution_id: str,
    form_class: type[WordsForm] | type[VerificationForm],
    run: Run,
    *,
    title: str,
    save: str,
    done: str,
) -> HttpResponse:
    actor = asker(request)
    row = queries.get_contribution(actor, Contribution.parse_id(contribution_id))
    if not permissions.can_verify(actor):
        raise NotAllowed
    form = form_class(request.POST or None)
    if form.is_valid():
        with refusals_shown_in(form):
            run(actor, row.id, form.cleaned_data, utc_now())
            messages.success(request, done)
            return redirect("content:contribution", contribution_id)
    return show_form(request, form, title=title, crumbs=_crumbs_to(row), save=save)


def _save(actor: Actor, form: ContributionForm, contribution_id: UUID | None, now: datetime) -> UUID:
    file = form.cleaned_data["file"]
    stored = store_file(uploaded=file, partner_id=actor.partner_id, actor=actor, now=now) if file else None
    return commands.save_contribution(
        actor=actor,
        contribution_id=contribution_id,
        draft=form.draft(),
        file_id=stored.id if stored else None,
        now=now,
    )


def _hand_in(request: HttpRequest, actor: Actor, key: UUID, now: datetime) -> HttpResponse:
    """Hand a contribution in; what is missing is said on its page, where it is kept as a draft."""
    try:
        commands.submit_contribution(actor=actor, contribution_id=key, now=now)
    except (NotAllowed, NotFound):
        raise
    except Refusal as refusal:
        messages.error(request, refusal_text(refusal))
    else:
        messages.success(request, _("Handed in. You are told when somebody has looked at it."))
    return redirect("content:contribution", public_id(Contribution.PREFIX, key))


def _words_of(
    actor: Actor, reasons: tuple[Reason, ...], families: Mapping[str, Text], regions: Mapping[str, Text]
) -> list[dict[str, str]]:
    named = []
    for reason in reasons:
        params = dict(reason.params)
        if "families" in params:
            params["families"] = [str(families.get(key, key)) for key in params["families"]]
        if "language" in params:
            params["language"] = _(LANGUAGES.get(params["language"], params["language"]))
        if "region" in params:
            params["region"] = str(regions.get(params["region"], params["region"]))
        named.append({"rule": reason.rule, "text": render_reason({"code": reason.code, "params": params}, actor)})
    return named


def _chips(request: HttpRequest) -> list[Any]:
    return [
        chip(request, "kind", _("Kind"), {kind.value: _(name) for kind, name in CONTRIBUTION_KIND_NAMES.items()}),
        chip(request, "family", _("Product"), _families()),
        chip(request, "language", _("Language"), {key: _(name) for key, name in LANGUAGES.items()}),
    ]


def _may_register(actor: Actor) -> bool:
    return permissions.can_contribute(actor) and is_open(permissions.CONTRIBUTIONS, actor)


def _families() -> dict[str, Text]:
    return {family.key: _(family.name) for family in list_product_families(include_inactive=True)}


def _crumbs() -> list[tuple[Text, str]]:
    return [(_("Library"), reverse("content:library"))]


def _crumbs_to(row: Contribution | None) -> list[tuple[Text, str]]:
    crumbs = [*_crumbs(), (_("Contributions"), reverse("content:contributions"))]
    return [*crumbs, (row.title, reverse("content:contribution", args=[row.public_id]))] if row else crumbs
