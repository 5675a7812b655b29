"""One asset: its page, its file, its picture, and why somebody may or may not read it."""

from dataclasses import asdict
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from steelyard.content import commands, permissions, queries
from steelyard.content.forms import FeedbackForm
from steelyard.content.models import Asset, AssetVersion
from steelyard.content.policies import OPEN
from steelyard.content.queries.recommending import list_related
from steelyard.content.reading import open_file, open_preview
from steelyard.content.terms import LANGUAGES, AssetRecord
from steelyard.identity.public import role_label, sign_in_required
from steelyard.kernel.actors import PARTNER_ROLES, Role
from steelyard.kernel.ids import parse_public_id
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.partners.public import find_id, get_partner
from steelyard.pipeline.public import list_open_stages
from steelyard.platform.clock import utc_now
from steelyard.platform.feed import list_feed
from steelyard.platform.http.asking import asker, page_from
from steelyard.program.public import list_product_families, render_change, render_reason

RELATED = 5


@sign_in_required
@require_GET
def show_asset(request: HttpRequest, asset_id: str) -> HttpResponse:
    """Show an asset: what it is for, its content, and for the host its versions, readers and history."""
    actor, key, now = asker(request), Asset.parse_id(asset_id), utc_now()
    record = queries.get_record(actor, key, at=now)
    version = record.card.version
    if version and record.text:
        commands.note_reading(actor=actor, asset_id=key, version_id=version.id, now=now)
    is_host = permissions.can_see_usage(actor)
    context = {
        "feedback": queries.list_feedback(actor, key, page_from(request.GET)),
        "record": record,
        "related": list_related(actor, key, limit=RELATED, at=now),
        "card": record.card,
        "shown": version or next(iter(record.versions), None),
        "deal": request.GET.get("deal", ""),
        "is_host": is_host,
        "may_author": permissions.can_author(actor),
        "trail": list_feed(actor, key) if is_host else [],
        **_words_of(record),
    }
    return render(request, "content/asset.html", context)


@sign_in_required
@require_POST
def give_feedback(request: HttpRequest, asset_id: str) -> HttpResponse:
    """Say whether an asset helped."""
    form = FeedbackForm(request.POST)
    key = Asset.parse_id(asset_id)
    if form.is_valid():
        commands.give_feedback(actor=asker(request), asset_id=key, now=utc_now(), **form.cleaned_data)
        messages.success(request, _("Thank you. The owner reads it."))
    else:
        queries.get_asset(asker(request), key)
        messages.error(request, _("Say whether it helped, in up to 2,000 letters."))
    return redirect("content:asset", asset_id)


@sign_in_required
@require_GET
def open_asset(request: HttpRequest, asset_id: str) -> HttpResponse | FileResponse:
    """Give the file of an asset, or lead to what it links to, and note that it was used; `deal` says for which deal."""
    version, deal = request.GET.get("version", ""), request.GET.get("deal", "")
    opening = commands.open_asset(
        actor=asker(request),
        asset_id=Asset.parse_id(asset_id),
        version_id=AssetVersion.parse_id(version) if version else None,
        registration_id=parse_public_id("dealreg", deal) if deal else None,
        now=utc_now(),
    )
    return open_file(opening.file_id) if opening.file_id else HttpResponseRedirect(opening.link)


@sign_in_required
@require_GET
def show_preview(request: HttpRequest, asset_id: str) -> FileResponse:
    """Show the picture of the first page of what is shown of an asset."""
    return open_preview(asker(request), Asset.parse_id(asset_id))


@sign_in_required
@require_GET
def explain_entitlement(request: HttpRequest, asset_id: str) -> HttpResponse:
    """Say whether a partner's people may read an asset, and why."""
    actor, now = asker(request), utc_now()
    asset = queries.get_asset(actor, Asset.parse_id(asset_id))
    if not permissions.can_see_usage(actor):
        raise NotAllowed
    partner_id = _partner(request)
    decision = queries.explain_entitlement(actor, asset.id, partner_id=partner_id, role=_role(request), at=now)
    context = {
        "asset": asset,
        "partner": get_partner(partner_id, at=now),
        "is_open": decision.outcome == OPEN,
        "reasons": [{"rule": reason.rule, "text": render_reason(asdict(reason), actor)} for reason in decision.reasons],
        "would_change": [{"text": render_change(asdict(change))} for change in decision.would_change],
    }
    return render(request, "content/entitlement.html", context)


def _partner(request: HttpRequest) -> UUID:
    """Return the partner that was chosen, or that the typed words mean. Raises: NotFound."""
    chosen, typed = request.GET.get("partner_id", ""), request.GET.get("partner", "").replace("\0", "")
    found = parse_public_id("partner", chosen) if chosen else find_id(typed)
    if found is None:
        raise NotFound
    return found


def _role(request: HttpRequest) -> Role | None:
    asked = request.GET.get("role", "")
    return Role(asked) if asked in {role.value for role in PARTNER_ROLES} else None


def _words_of(record: AssetRecord) -> dict[str, object]:
    """Return the keys of an asset as words."""
    families = {family.key: _(family.name) for family in list_product_families(include_inactive=True)}
    stages = {key: _(name) for key, name in list_open_stages().items()}
    return {
        "families": [families.get(key, key) for key in record.card.families],
        "stages": [stages.get(key, key) for key in record.card.stages],
        "language": _(LANGUAGES.get(record.card.language, "")),
        "roles": [(role.value, _(role_label(role))) for role in sorted(PARTNER_ROLES)],
    }
