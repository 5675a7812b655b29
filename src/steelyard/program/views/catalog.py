"""Pages of regions and product families."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from steelyard.identity.public import sign_in_required
from steelyard.kernel.refusals import NotAllowed, Refusal
from steelyard.platform.clock import utc_now
from steelyard.platform.http.problems import refusal_text
from steelyard.program.commands.catalog import define_product_family, define_region
from steelyard.program.forms import ProductFamilyForm, RegionForm
from steelyard.program.permissions import can_edit_program
from steelyard.program.queries.catalog import get_product_family, get_region, list_product_families, list_regions
from steelyard.program.terms import ProductFamilyCard, RegionCard
from steelyard.program.views import actor_of


@require_GET
@sign_in_required
def show_regions(request: HttpRequest) -> HttpResponse:
    """Show the regions with their countries."""
    context = {"regions": list_regions(), "may_edit": can_edit_program(actor_of(request))}
    return render(request, "program/regions.html", context)


@require_http_methods(["GET", "POST"])
@sign_in_required
def edit_region(request: HttpRequest, key: str = "") -> HttpResponse:
    """Add a region or change one."""
    _require_editor(request)
    region = get_region(key) if key else None
    initial = {}
    if region:
        initial = {
            "key": region.key,
            "name": region.name,
            "parent": region.parent,
            "countries": " ".join(region.countries),
        }
    parents = [(other.key, _(other.name)) for other in list_regions() if other.key != key]
    form = RegionForm(
        request.POST if request.method == "POST" else None, initial=initial, parents=parents, is_new=region is None
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        card = RegionCard(
            key=given["key"], name=given["name"], parent=given["parent"] or None, countries=given["countries"]
        )
        try:
            define_region(actor=actor_of(request), region=card, now=utc_now())
        except Refusal as refusal:
            _explain(form, refusal)
        else:
            messages.success(request, _("The region {name} is saved.").format(name=card.name))
            return redirect("program:regions")
    context = {
        "form": form,
        "title": _(region.name) if region else _("New region"),
        "crumbs": [(_("Regions"), reverse("program:regions"))],
        "back": reverse("program:regions"),
    }
    return render(request, "program/define.html", context, status=422 if form.errors else 200)


@require_GET
@sign_in_required
def show_families(request: HttpRequest) -> HttpResponse:
    """Show the product families."""
    context = {
        "families": list_product_families(include_inactive=True),
        "may_edit": can_edit_program(actor_of(request)),
    }
    return render(request, "program/families.html", context)


@require_http_methods(["GET", "POST"])
@sign_in_required
def edit_family(request: HttpRequest, key: str = "") -> HttpResponse:
    """Add a product family or change one."""
    _require_editor(request)
    family = get_product_family(key) if key else None
    initial = {}
    if family:
        initial = {
            "key": family.key,
            "name": family.name,
            "requires_certification": family.requires_certification,
            "is_active": family.is_active,
        }
    form = ProductFamilyForm(request.POST if request.method == "POST" else None, initial=initial, is_new=family is None)
    if request.method == "POST" and form.is_valid():
        card = ProductFamilyCard(**form.cleaned_data)
        define_product_family(actor=actor_of(request), family=card, now=utc_now())
        messages.success(request, _("The product family {name} is saved.").format(name=card.name))
        return redirect("program:families")
    context = {
        "form": form,
        "title": _(family.name) if family else _("New product family"),
        "crumbs": [(_("Product families"), reverse("program:families"))],
        "back": reverse("program:families"),
    }
    return render(request, "program/define.html", context, status=422 if form.errors else 200)


def _require_editor(request: HttpRequest) -> None:
    if not can_edit_program(actor_of(request)):
        raise NotAllowed


def _explain(form: RegionForm, refusal: Refusal) -> None:
    for name, message in (refusal.fields or {"": refusal_text(refusal)}).items():
        form.add_error(name if name in form.fields else None, message)
