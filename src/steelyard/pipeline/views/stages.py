"""The stages of the pipeline: what the program calls them, their order, and how likely each is won."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from steelyard.identity.public import sign_in_required
from steelyard.kernel.refusals import NotAllowed
from steelyard.pipeline import commands, permissions, queries
from steelyard.pipeline.account_forms import StageForm
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker
from steelyard.ui.words import Words, edit_word, show_words

STAGES = Words(
    title=_("Stages"),
    about=_("An opportunity moves through them; the forecast weighs by their probability."),
    new=_("New stage"),
    first=_("Add the first one, so that opportunities can be opened."),
    icon="columns",
    route="pipeline:stage",
    list_route="pipeline:stages",
    under=(_("Pipeline"), "pipeline:list"),
)


@sign_in_required
@require_GET
def show_stages(request: HttpRequest) -> HttpResponse:
    """Show the stages in their order."""
    actor = asker(request)
    if not permissions.can_see_accounts(actor):
        raise NotAllowed
    may_edit = permissions.can_define_stages(actor)
    return show_words(request, STAGES, "pipeline/stages.html", queries.list_stages(), may_edit=may_edit)


@sign_in_required
@require_http_methods(["GET", "POST"])
def edit_stage(request: HttpRequest, key: str = "") -> HttpResponse:
    """Add an open stage or change one."""
    actor = asker(request)
    if not permissions.can_define_stages(actor):
        raise NotAllowed
    form = StageForm(request.POST or None, known=queries.list_stages(), key=key)
    return edit_word(request, STAGES, form, lambda said: commands.define_stage(actor=actor, now=utc_now(), **said))
