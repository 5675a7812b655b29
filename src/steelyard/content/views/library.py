"""The library: found by filters and words."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from steelyard.content import commands, permissions, queries
from steelyard.content.filters import ME, STALE, UNUSED, filter_from
from steelyard.content.terms import KIND_NAMES, LANGUAGES, STATE_NAMES
from steelyard.identity.public import sign_in_required
from steelyard.kernel.actors import Actor
from steelyard.pipeline.public import list_open_stages
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker, page_from
from steelyard.program.public import list_product_families
from steelyard.ui.chips import Chip, chip
from steelyard.ui.portal import Text
from steelyard.ui.saved_views import views_of

LIST_KEY = "content.assets"
GRAVEYARD_RULE = "CT-5"


@sign_in_required
@require_GET
def show_library(request: HttpRequest) -> HttpResponse:
    """Show what the reader may use, newest first, or what the words find with the passages in which they stand."""
    actor, now = asker(request), utc_now()
    wanted = filter_from(request.GET, actor)
    findings = queries.list_assets(actor, wanted, page_from(request.GET, sort="newest"), at=now)
    if not findings.page.total:
        commands.note_unanswered(wanted=wanted, now=now)
    builtin: list[tuple[Text, str]] = [(_("All"), "")]
    if permissions.can_see_usage(actor):
        builtin += [(_("Mine"), f"owner={ME}"), (_("Past review"), f"state={STALE}"), (_("Drafts"), "state=draft")]
    context = {
        "page": findings.page,
        "corrected": findings.corrected,
        "wanted": wanted,
        "chips": _chips(request, actor),
        "kinds": {kind.value: _(name) for kind, name in KIND_NAMES.items()},
        "query": request.GET.urlencode(),
        "list_views": views_of(request, LIST_KEY, builtin),
        "is_host": permissions.can_see_usage(actor),
        "may_author": permissions.can_author(actor),
    }
    return render(request, "content/library.html", context)


@sign_in_required
@require_GET
def show_graveyards(request: HttpRequest) -> HttpResponse:
    """Show how much of each library is past its review or unused, with the rule that says so."""
    actor, now = asker(request), utc_now()
    rule = next(rule for rule in queries.rules_of_content(now).sentences() if rule.rule == GRAVEYARD_RULE)
    context = {
        "title": _("Graveyards"),
        "crumbs": [(_("Library"), reverse("content:library"))],
        "items": queries.list_graveyards(actor, at=now),
        "rule": rule.rule,
        "formula": _(rule.text).format_map(rule.params),
    }
    return render(request, "content/graveyards.html", context)


def _chips(request: HttpRequest, actor: Actor) -> list[Chip]:
    chips = [
        chip(request, "kind", _("Kind"), {kind.value: _(name) for kind, name in KIND_NAMES.items()}),
        chip(request, "library", _("Library"), {one.key: _(one.name) for one in queries.list_libraries()}),
        chip(request, "family", _("Product"), {one.key: _(one.name) for one in list_product_families()}),
        chip(request, "vertical", _("Industry"), {word: word for word in queries.list_verticals(actor)}),
        chip(request, "stage", _("Stage"), {key: _(name) for key, name in list_open_stages().items()}),
        chip(request, "language", _("Language"), {key: _(name) for key, name in LANGUAGES.items()}),
    ]
    if permissions.can_see_usage(actor):
        states: dict[str, Text] = {state.value: _(name) for state, name in STATE_NAMES.items()}
        audiences = {one.public_id: _(one.name) for one in queries.list_audiences(actor)}
        chips.append(chip(request, "state", _("State"), {**states, STALE: _("Past review"), UNUSED: _("Unused")}))
        chips.append(chip(request, "audience", _("For whom"), audiences))
    return chips
