"""Writing assets and saying where they stand."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from steelyard.content import commands, permissions, queries
from steelyard.content.forms import AssetForm, NewAssetForm, ReasonForm, ReviewForm, VersionForm
from steelyard.content.models import Asset, AssetVersion
from steelyard.content.policies import latest_review
from steelyard.content.terms import AssetTerms
from steelyard.identity.public import sign_in_required
from steelyard.kernel.actors import Actor
from steelyard.kernel.ids import public_id
from steelyard.kernel.refusals import NotAllowed, Refusal
from steelyard.platform.clock import utc_now
from steelyard.platform.files import store_file
from steelyard.platform.http.asking import asker
from steelyard.platform.http.problems import refusal_text
from steelyard.ui.form_pages import show_form
from steelyard.ui.form_refusals import refusals_shown_in
from steelyard.ui.portal import Text

_RENAMED = {"audience_id": "audience", "owner_id": "owner"}


@sign_in_required
@require_http_methods(["GET", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """Begin an asset, with its first version where there is one already."""
    actor, now = _author(request), utc_now()
    latest = latest_review(now.date(), queries.rules_of_content(now))
    initial = {"owner": actor.person_id, "review_by": latest}
    form = NewAssetForm(request.POST or None, request.FILES or None, actor=actor, initial=initial)
    if form.is_valid():
        with refusals_shown_in(form, renamed=_RENAMED), transaction.atomic():  # both, or neither
            asset_id = commands.create_asset(actor=actor, terms=form.terms(), now=now)
            if form.has_material():
                _add_version(actor, asset_id, form)
            messages.success(request, _("It is begun. Publish it when it is ready."))
            return redirect("content:asset", public_id(Asset.PREFIX, asset_id))
    return show_form(request, form, title=_("New asset"), crumbs=_crumbs())


@sign_in_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, asset_id: str) -> HttpResponse:
    """Say something else of an asset."""
    actor, asset = _authored(request, asset_id)
    form = AssetForm(request.POST or None, actor=actor, initial=_initial(asset))
    if form.is_valid():
        with refusals_shown_in(form, renamed=_RENAMED):
            commands.change_asset(actor=actor, asset_id=asset.id, terms=form.terms(), now=utc_now())
            messages.success(request, _("Saved."))
            return redirect("content:asset", asset_id)
    return show_form(request, form, title=_("Edit"), crumbs=_crumbs(asset))


@sign_in_required
@require_http_methods(["GET", "POST"])
def add_version(request: HttpRequest, asset_id: str) -> HttpResponse:
    """Add a version to an asset."""
    actor, asset = _authored(request, asset_id)
    form = VersionForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        with refusals_shown_in(form):
            _add_version(actor, asset.id, form)
            messages.success(request, _("The version is there. Readers see it once it is published."))
            return redirect("content:asset", asset_id)
    return show_form(request, form, title=_("New version"), crumbs=_crumbs(asset))


@sign_in_required
@require_POST
def publish(request: HttpRequest, asset_id: str) -> HttpResponse:
    """Publish a version of an asset, the latest unless another is named."""
    version = request.POST.get("version", "")
    try:
        commands.publish_asset(
            actor=asker(request),
            asset_id=Asset.parse_id(asset_id),
            version_id=AssetVersion.parse_id(version) if version else None,
            now=utc_now(),
        )
    except Refusal as refusal:
        if refusal.status != 409:
            raise
        messages.error(request, refusal_text(refusal))
    else:
        messages.success(request, _("It is published."))
    return redirect("content:asset", asset_id)


@sign_in_required
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, asset_id: str) -> HttpResponse:
    """Take an asset away from its readers, for a reason."""
    actor, asset = _authored(request, asset_id)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        with refusals_shown_in(form):
            commands.withdraw_asset(actor=actor, asset_id=asset.id, reason=form.cleaned_data["reason"], now=utc_now())
            messages.success(request, _("Its readers do not see it any more."))
            return redirect("content:asset", asset_id)
    return show_form(request, form, title=_("Withdraw"), crumbs=_crumbs(asset), save=_("Withdraw"))


@sign_in_required
@require_http_methods(["GET", "POST"])
def archive(request: HttpRequest, asset_id: str) -> HttpResponse:
    """Lay an asset to rest, for a reason."""
    actor, asset = _authored(request, asset_id)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        with refusals_shown_in(form):
            commands.archive_asset(actor=actor, asset_id=asset.id, reason=form.cleaned_data["reason"], now=utc_now())
            messages.success(request, _("It is archived."))
            return redirect("content:asset", asset_id)
    return show_form(request, form, title=_("Archive"), crumbs=_crumbs(asset), save=_("Archive"))


@sign_in_required
@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, asset_id: str) -> HttpResponse:
    """Say that an asset still holds, and until when."""
    actor, asset = _authored(request, asset_id)
    now = utc_now()
    latest = latest_review(now.date(), queries.rules_of_content(now))
    form = ReviewForm(request.POST or None, initial={"review_by": latest})
    if form.is_valid():
        with refusals_shown_in(form):
            commands.review_asset(actor=actor, asset_id=asset.id, review_by=form.cleaned_data["review_by"], now=now)
            messages.success(request, _("Reviewed. It holds."))
            return redirect("content:asset", asset_id)
    return show_form(request, form, title=_("Review"), crumbs=_crumbs(asset), save=_("It still holds"))


def _add_version(actor: Actor, asset_id: UUID, form: VersionForm) -> None:
    now, uploaded = utc_now(), form.cleaned_data.get("file")
    stored = (
        store_file(uploaded=uploaded, partner_id=None, actor=actor, now=now, is_internal=True) if uploaded else None
    )
    commands.add_version(actor=actor, asset_id=asset_id, material=form.material(stored.id if stored else None), now=now)


def _initial(asset: Asset) -> dict[str, object]:
    said = {name: getattr(asset, name, None) for name in AssetTerms.__slots__}
    return {**said, "library": asset.library_id, "audience": asset.audience_id, "owner": asset.owner_id}


def _author(request: HttpRequest) -> Actor:
    actor = asker(request)
    if not permissions.can_author(actor):
        raise NotAllowed
    return actor


def _authored(request: HttpRequest, asset_id: str) -> tuple[Actor, Asset]:
    """Return who asks, with an asset that they may see and change. Raises: NotFound, NotAllowed."""
    actor = asker(request)
    asset = queries.get_asset(actor, Asset.parse_id(asset_id))
    if not permissions.can_author(actor):
        raise NotAllowed
    return actor, asset


def _crumbs(asset: Asset | None = None) -> list[tuple[Text, str]]:
    crumbs: list[tuple[Text, str]] = [(_("Library"), reverse("content:library"))]
    if asset:
        crumbs.append((asset.title, reverse("content:asset", args=[asset.public_id])))
    return crumbs
