"""Enrolling a partner, and everything that the host, or the partner itself, changes on its record."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from steelyard.identity.public import sign_in_required
from steelyard.kernel.actors import Actor
from steelyard.kernel.ids import parse_public_id
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.partners import commands, permissions, queries
from steelyard.partners.forms import (
    AgreementForm,
    CertificationForm,
    EnrollForm,
    FactsForm,
    ManagerForm,
    ParentForm,
    ProfileForm,
    RoleForm,
    StatusForm,
    TierForm,
)
from steelyard.partners.models import Partner
from steelyard.partners.terms import PartnerDraft, PartnerStatus
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker
from steelyard.ui.form_pages import show_form
from steelyard.ui.form_refusals import refusals_shown_in
from steelyard.ui.forms import Chosen
from steelyard.ui.portal import Text


@sign_in_required
def enroll(request: HttpRequest) -> HttpResponse:
    """Enroll a company as a partner."""
    actor = asker(request)
    if not permissions.can_manage_partners(actor):
        raise NotAllowed
    form = EnrollForm(request.POST or None, initial={"status": PartnerStatus.ONBOARDING})
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        manager = said.pop("manager")
        draft = PartnerDraft(
            **{**said, "types": tuple(said["types"]), "manager_ids": (UUID(manager),) if manager else ()}
        )
        with refusals_shown_in(form):
            partner_id = commands.enroll_partner(actor=actor, draft=draft, now=utc_now())
            messages.success(request, _("{name} is enrolled.").format(name=draft.name))
            return redirect("partners:record", Partner(id=partner_id).public_id)
    return show_form(
        request,
        form,
        title=_("Enroll a partner"),
        about=_("A company that is known already is found by its name and domain."),
        crumbs=[(_("Partners"), reverse("partners:list"))],
        save=_("Enroll"),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that the host changes on a partner: what the page is called, its form, and what is done with it."""

    title: Text
    make_form: Callable[[Mapping[str, Any] | None, Partner], forms.Form]
    run: Callable[[Actor, Partner, dict[str, Any], datetime], None]


def _simple(form_class: type[forms.Form], *dated: str) -> Callable[[Mapping[str, Any] | None, Partner], forms.Form]:
    """Return what makes a form that starts empty but for the reader's day in the date fields named."""
    return lambda data, _partner: form_class(data, initial=dict.fromkeys(dated, timezone.localdate()))


def _facts_form(data: Mapping[str, Any] | None, partner: Partner) -> forms.Form:
    initial = {"name": partner.name, "region": partner.region_id, "external_id": partner.external_id}
    return FactsForm(data, initial=initial)


def _parent_form(data: Mapping[str, Any] | None, partner: Partner) -> forms.Form:
    parent = partner.parent
    return ParentForm(data, initial={"parent": Chosen(text=parent.name, id=parent.public_id) if parent else None})


def _set_parent(actor: Actor, partner: Partner, said: dict[str, Any], now: datetime) -> None:
    chosen: Chosen | None = said["parent"]
    parent_id = Partner.parse_id(chosen.id) if chosen else None
    commands.set_parent(actor=actor, partner_id=partner.id, parent_id=parent_id, now=now)


def _by(command: Callable[..., None]) -> Callable[[Actor, Partner, dict[str, Any], datetime], None]:
    """Return what runs a command whose arguments are called as the form's fields."""
    return lambda actor, partner, said, now: command(actor=actor, partner_id=partner.id, now=now, **said)


CHANGES: dict[str, Change] = {
    "facts": Change(title=gettext_lazy("Facts"), make_form=_facts_form, run=_by(commands.change_partner)),
    "status": Change(
        title=gettext_lazy("Change the status"),
        make_form=lambda data, partner: StatusForm(data, present=PartnerStatus(partner.status)),
        run=_by(commands.set_status),
    ),
    "tier": Change(
        title=gettext_lazy("Assign a tier"), make_form=_simple(TierForm, "since_on"), run=_by(commands.assign_tier)
    ),
    "role": Change(
        title=gettext_lazy("Grant a role"), make_form=_simple(RoleForm, "since_on"), run=_by(commands.grant_role)
    ),
    "agreement": Change(
        title=gettext_lazy("Record an agreement"),
        make_form=_simple(AgreementForm, "signed_on"),
        run=_by(commands.record_agreement),
    ),
    "certification": Change(
        title=gettext_lazy("Record a certification"),
        make_form=_simple(CertificationForm, "since_on"),
        run=_by(commands.record_certification),
    ),
    "manager": Change(
        title=gettext_lazy("Assign a channel manager"), make_form=_simple(ManagerForm), run=_by(commands.assign_manager)
    ),
    "parent": Change(title=gettext_lazy("Parent"), make_form=_parent_form, run=_set_parent),
}


@sign_in_required
def change(request: HttpRequest, partner_id: str, what: str) -> HttpResponse:
    """Change one thing that the host keeps about a partner."""
    actor = asker(request)
    partner = queries.get_partner(actor, Partner.parse_id(partner_id))
    if what not in CHANGES:
        raise NotFound
    if not permissions.can_manage_partners(actor):
        raise NotAllowed
    wanted = CHANGES[what]
    form = wanted.make_form(request.POST or None, partner)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form):
            wanted.run(actor, partner, form.cleaned_data, utc_now())
            messages.success(request, _("Saved."))
            return redirect("partners:record", partner_id)
    return _ask(request, actor, partner, form, title=wanted.title)


@sign_in_required
@require_POST
def end_role(request: HttpRequest, partner_id: str, type_key: str) -> HttpResponse:
    """End a role today."""
    actor = asker(request)
    now = utc_now()
    commands.end_role(
        actor=actor, partner_id=Partner.parse_id(partner_id), type_key=type_key, until=queries.today(now), now=now
    )
    messages.success(request, _("The role has ended."))
    return redirect("partners:record", partner_id)


@sign_in_required
@require_POST
def release_manager(request: HttpRequest, partner_id: str, person_id: str) -> HttpResponse:
    """End that a person looks after the partner."""
    actor = asker(request)
    person = parse_public_id("person", person_id)
    commands.release_manager(actor=actor, partner_id=Partner.parse_id(partner_id), person_id=person, now=utc_now())
    messages.success(request, _("Saved."))
    return redirect("partners:record", partner_id)


@sign_in_required
def edit_profile(request: HttpRequest, partner_id: str) -> HttpResponse:
    """Change what a partner says of itself, as the host."""
    return _edit_profile(request, Partner.parse_id(partner_id))


@sign_in_required
def edit_own_profile(request: HttpRequest) -> HttpResponse:
    """Change what one's own organization says of itself."""
    actor = asker(request)
    if actor.partner_id is None:
        raise NotFound
    return _edit_profile(request, actor.partner_id)


def _edit_profile(request: HttpRequest, partner_id: UUID) -> HttpResponse:
    actor = asker(request)
    partner = queries.get_partner(actor, partner_id)
    if not permissions.can_change_profile(actor, partner):
        raise NotAllowed
    kept = partner.profile
    form = ProfileForm(request.POST or None, initial={name: getattr(kept, name) for name in ProfileForm.base_fields})
    if request.method == "POST" and form.is_valid():
        commands.change_profile(actor=actor, partner_id=partner_id, profile=form.draft(), now=utc_now())
        messages.success(request, _("Saved."))
        return redirect("partners:record", partner.public_id)
    return _ask(request, actor, partner, form, title=_("Profile"))


def _ask(request: HttpRequest, actor: Actor, partner: Partner, form: forms.Form, *, title: Text) -> HttpResponse:
    """Ask on a page of its own; the way back is the record."""
    crumbs = [(partner.name, reverse("partners:record", args=[partner.public_id]))]
    if actor.is_host:
        crumbs.insert(0, (_("Partners"), reverse("partners:list")))
    return show_form(request, form, title=title, crumbs=crumbs)
