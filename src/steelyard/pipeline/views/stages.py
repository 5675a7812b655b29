"""The stages of the pipeline: what the program calls them, their order, and how likely each is won."""

from decimal import Decimal

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from steelyard.identity.public import sign_in_required
from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import NotAllowed, NotFound, Refusal
from steelyard.pipeline import commands, permissions, queries
from steelyard.pipeline.account_forms import StageForm
from steelyard.platform.clock import utc_now
from steelyard.ui.form_refusals import show_refusal

_HUNDRED = Decimal(100)


@sign_in_required
@require_GET
def show_stages(request: HttpRequest) -> HttpResponse:
    """Show the stages in their order."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not permissions.can_see_accounts(actor):
        raise NotAllowed
    context = {"stages": queries.list_stages(), "may_edit": permissions.can_define_stages(actor)}
    return render(request, "pipeline/stages.html", context)


@sign_in_required
@require_http_methods(["GET", "POST"])
def edit_stage(request: HttpRequest, key: str = "") -> HttpResponse:
    """Add an open stage or change one."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not permissions.can_define_stages(actor):
        raise NotAllowed
    stages = {stage.key: stage for stage in queries.list_stages()}
    if key and key not in stages:
        raise NotFound
    stage = stages.get(key)
    initial: dict[str, object] = {"position": len(stages) + 1}
    if stage:
        initial = {
            "key": stage.key,
            "name": _(stage.name),
            "position": stage.position,
            "percent": stage.probability * _HUNDRED,
        }
    form = StageForm(request.POST or None, initial=initial, is_new=stage is None)
    if form.is_valid():
        given = form.cleaned_data
        is_unchanged = stage is not None and given["name"] == _(stage.name)
        try:
            commands.define_stage(
                actor=actor,
                key=given["key"],
                # A name that nobody changed stays in the language of its source, for readers of every language.
                name=stage.name if stage and is_unchanged else given["name"],
                position=given["position"],
                probability=given["percent"] / _HUNDRED,
                now=utc_now(),
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The stage {name} is saved.").format(name=given["name"]))
            return redirect("pipeline:stages")
    back = reverse("pipeline:stages")
    context = {
        "form": form,
        "title": _(stage.name) if stage else _("New stage"),
        "crumbs": [(_("Stages"), back)],
        "back": back,
    }
    return render(request, "pipeline/define.html", context, status=422 if form.errors else 200)
