"""The tiers and types of partner that the program knows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from steelyard.identity.public import sign_in_required
from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.partners import commands, permissions, queries
from steelyard.partners.forms import PartnerTypeForm, TierLevelForm, WordForm
from steelyard.platform.clock import utc_now


@sign_in_required
@require_GET
def show_tiers(request: HttpRequest) -> HttpResponse:
    """Show the tiers from the lowest up."""
    return _show(request, "partners/tiers.html", tiers=queries.list_tiers())


@sign_in_required
@require_GET
def show_types(request: HttpRequest) -> HttpResponse:
    """Show the types of partner."""
    return _show(request, "partners/types.html", types=queries.list_types())


@sign_in_required
@require_http_methods(["GET", "POST"])
def edit_tier(request: HttpRequest, key: str = "") -> HttpResponse:
    """Add a tier or change one."""
    tiers = {tier.key: {"key": tier.key, "name": tier.name, "rank": tier.rank} for tier in queries.list_tiers()}
    page = _Page(
        form=TierLevelForm, back="partners:tiers", heading=_("Tiers"), new=_("New tier"), keep=commands.define_tier
    )
    return _edit(request, page, tiers, key)


@sign_in_required
@require_http_methods(["GET", "POST"])
def edit_type(request: HttpRequest, key: str = "") -> HttpResponse:
    """Add a type of partner or change one."""
    types = {
        kind.key: {"key": kind.key, "name": kind.name, "transacts": kind.transacts} for kind in queries.list_types()
    }
    page = _Page(
        form=PartnerTypeForm,
        back="partners:types",
        heading=_("Types of partner"),
        new=_("New type of partner"),
        keep=commands.define_partner_type,
    )
    return _edit(request, page, types, key)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """What differs between the pages that define a word of the program."""

    form: type[WordForm]
    back: str
    heading: str
    new: str
    keep: Callable[..., None]


def _show(request: HttpRequest, template: str, **words: object) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not permissions.can_list_partners(actor):
        raise NotAllowed
    return render(request, template, {**words, "may_edit": permissions.can_define_program_words(actor)})


def _edit(request: HttpRequest, page: _Page, known: Mapping[str, dict[str, Any]], key: str) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not permissions.can_define_program_words(actor):
        raise NotAllowed
    if key and key not in known:
        raise NotFound
    kept = known.get(key, {})
    source_name = kept.get("name", "")
    shown = {**kept, "name": _(source_name)} if kept else {}
    form: forms.Form = page.form(request.POST or None, initial=shown, is_new=not kept)
    if form.is_valid():
        given = dict(form.cleaned_data)
        name = given["name"]
        if kept and name == shown["name"]:
            # A name that nobody changed stays in the language of its source, for readers of every language.
            given["name"] = source_name
        page.keep(actor=actor, now=utc_now(), **given)
        messages.success(request, _("{name} is saved.").format(name=name))
        return redirect(page.back)
    back = reverse(page.back)
    context = {
        "form": form,
        "title": shown["name"] if kept else page.new,
        "crumbs": [(page.heading, back)],
        "back": back,
    }
    return render(request, "partners/define.html", context, status=422 if form.errors else 200)
