"""Named accounts and the installed base: what the rules consult, seen by the host and kept by its channel people."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from steelyard.companies.public import find_cards as find_companies
from steelyard.identity.public import list_host_people, sign_in_required
from steelyard.kernel.actors import Actor
from steelyard.kernel.ids import parse_public_id, public_id
from steelyard.kernel.pages import Page
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.pipeline import commands, permissions, queries
from steelyard.pipeline.account_forms import EndForm, InstalledForm, NamedAccountForm, ReleaseForm
from steelyard.pipeline.cards import AccountFilter, InstalledFilter
from steelyard.pipeline.filters import ME, RENEWAL_WINDOWS, accounts_wanted, id_from, installed_wanted
from steelyard.pipeline.models import InstalledProduct
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker, page_from
from steelyard.program.public import list_product_families
from steelyard.ui.chips import Chip, chip
from steelyard.ui.form_pages import show_form
from steelyard.ui.form_refusals import refusals_shown_in


@sign_in_required
@require_GET
def show_accounts(request: HttpRequest) -> HttpResponse:
    """Show whose named accounts companies are."""
    actor, people = _viewer(request), _host_people()
    wanted = accounts_wanted(request.GET, actor)
    page = queries.list_named_accounts(actor, wanted, page_from(request.GET, sort="company"))
    chips = [
        chip(request, "owner", _("Owner"), {ME: _("Me"), **people}),
        chip(request, "kind", _("Kind"), {"named": _("Named account"), "house": _("House account")}),
    ]
    part = {"add": _("Name an account"), "add_route": "pipeline:account-new", "export": "account-assignments"}
    return _show(request, "pipeline/accounts.html", page, wanted, chips, part)


@sign_in_required
@require_http_methods(["GET", "POST"])
def name_account(request: HttpRequest) -> HttpResponse:
    """Ask which company belongs to whom, and keep it."""
    actor = _keeper(request)
    initial = {"company": _company_named(request), "since_on": timezone.localdate()}
    form = NamedAccountForm(request.POST or None, actor=actor, people=_host_people(), initial=initial)
    if form.is_valid():
        given = form.cleaned_data
        with refusals_shown_in(form):
            commands.assign_account(
                actor=actor,
                company_id=given["company"],
                person_id=parse_public_id("person", given["owner"]),
                since_on=given["since_on"],
                is_house=given["is_house"],
                now=utc_now(),
            )
            messages.success(request, _("The account is named."))
            return redirect("pipeline:accounts")
    return _ask(request, form, title=_("Name an account"), back=(_("Named accounts"), "pipeline:accounts"))


@sign_in_required
@require_http_methods(["GET", "POST"])
def release_account(request: HttpRequest, company_id: str) -> HttpResponse:
    """Ask from which day on the company is nobody's named account, and keep it."""
    actor, key = _keeper(request), parse_public_id("company", company_id)
    company = find_companies({key}).get(key)
    if company is None:
        raise NotFound
    form = ReleaseForm(request.POST or None, initial={"until": timezone.localdate()})
    if form.is_valid():
        with refusals_shown_in(form):
            commands.release_account(actor=actor, company_id=key, until=form.cleaned_data["until"], now=utc_now())
            messages.success(request, _("The account is released."))
            return redirect("pipeline:accounts")
    title = _("Release {company}").format(company=company.name)
    return _ask(request, form, title=title, back=(_("Named accounts"), "pipeline:accounts"))


@sign_in_required
@require_GET
def show_installed(request: HttpRequest) -> HttpResponse:
    """Show what customers have, who sold it, and what renews when."""
    actor = _viewer(request)
    wanted = installed_wanted(request.GET)
    families = {family.key: _(family.name) for family in list_product_families(include_inactive=True)}
    windows = {str(days): _("Within {days} days").format(days=days) for days in RENEWAL_WINDOWS}
    page = queries.list_installed_base(actor, wanted, page_from(request.GET, sort="renews"))
    chips = [chip(request, "family", _("Product"), families), chip(request, "renews", _("Renews"), windows)]
    part = {"add": _("Record a product"), "add_route": "pipeline:installed-new", "export": "installed-products"}
    return _show(request, "pipeline/installed.html", page, wanted, chips, part)


@sign_in_required
@require_http_methods(["GET", "POST"])
def record_installed(request: HttpRequest) -> HttpResponse:
    """Ask what a company has, and keep it; `product` names one that is corrected."""
    actor = _keeper(request)
    initial: dict[str, object] = {"company": _company_named(request), "since_on": timezone.localdate()}
    if named := id_from(InstalledProduct.PREFIX, request.GET.get("product", "")):
        initial = InstalledForm.initial_of(queries.get_installed(actor, named))
    form = InstalledForm(request.POST or None, actor=actor, initial=initial)
    if form.is_valid():
        given = form.cleaned_data
        with refusals_shown_in(form):
            commands.record_installed_product(
                actor=actor,
                company_id=given["company"],
                family=given["family"],
                since_on=given["since_on"],
                renews_on=given["renews_on"],
                partner_id=given["partner"],
                now=utc_now(),
            )
            messages.success(request, _("The product is recorded."))
            return redirect("pipeline:installed")
    return _ask(request, form, title=_("Record a product"), back=(_("Installed base"), "pipeline:installed"))


@sign_in_required
@require_http_methods(["GET", "POST"])
def end_installed(request: HttpRequest, installed_id: str) -> HttpResponse:
    """Ask from which day on a company does not have a product, and keep it."""
    actor = _keeper(request)
    card = queries.get_installed(actor, InstalledProduct.parse_id(installed_id))
    form = EndForm(request.POST or None, initial={"ended_on": timezone.localdate()})
    if form.is_valid():
        with refusals_shown_in(form):
            commands.end_installed_product(
                actor=actor, installed_id=card.id, ended_on=form.cleaned_data["ended_on"], now=utc_now()
            )
            messages.success(request, _("The product is recorded as gone."))
            return redirect("pipeline:installed")
    title = _("{company} no longer has {product}").format(company=card.company, product=_(card.family_name))
    return _ask(request, form, title=title, back=(_("Installed base"), "pipeline:installed"))


def _viewer(request: HttpRequest) -> Actor:
    actor = asker(request)
    if not permissions.can_see_accounts(actor):
        raise NotAllowed
    return actor


def _keeper(request: HttpRequest) -> Actor:
    actor = asker(request)
    if not permissions.can_assign_accounts(actor):
        raise NotAllowed
    return actor


def _host_people() -> dict[str, str]:
    return {public_id("person", person.id): person.name for person in list_host_people() if person.id}


def _company_named(request: HttpRequest) -> object:
    """Return the company that the address names, as the form shows it."""
    key = id_from("company", request.GET.get("company", ""))
    card = find_companies({key}).get(key) if key else None
    return NamedAccountForm.shown(card) if card else None


def _show(
    request: HttpRequest,
    template: str,
    page: Page[Any],
    wanted: AccountFilter | InstalledFilter,
    chips: Sequence[Chip],
    part: Mapping[str, str],
) -> HttpResponse:
    """Show one of the two lists; the other one is a click away."""
    accounts, installed = reverse("pipeline:accounts"), reverse("pipeline:installed")
    context = {
        "title": _("Accounts"),
        "about": _("What the rules ask about a customer before a partner is protected. Partners do not see it."),
        "parts": [
            (_("Named accounts"), "flag", accounts, request.path == accounts),
            (_("Installed base"), "package", installed, request.path == installed),
        ],
        "page": page,
        "items": page.items,
        "wanted": wanted,
        "chips": chips,
        "is_filtered": bool(wanted.text or any(chip.value for chip in chips)),
        "today": timezone.localdate(),
        "may_assign": permissions.can_assign_accounts(_viewer(request)),
        **part,
    }
    return render(request, template, context)


def _ask(request: HttpRequest, form: Form, *, title: str, back: tuple[str, str]) -> HttpResponse:
    label, route = back
    return show_form(request, form, title=title, crumbs=[(label, reverse(route))])
