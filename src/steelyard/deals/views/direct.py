"""Opening a direct opportunity, and what happens when a partner is protected for it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from steelyard.companies.public import Resolution, resolve_company
from steelyard.deals import commands, permissions
from steelyard.deals.cards import RegistrationCard
from steelyard.deals.forms.direct import DirectForm
from steelyard.deals.forms.refusals import refusals_shown_in
from steelyard.deals.forms.registering import company_of
from steelyard.deals.queries.protections import list_blocking
from steelyard.deals.refusals import AccountProtected, OverrideNotPossible
from steelyard.identity.public import sign_in_required
from steelyard.kernel.actors import Actor
from steelyard.kernel.ids import public_id
from steelyard.kernel.refusals import NotAllowed, Refusal
from steelyard.pipeline.public import LineDraft, OpportunityDraft, find_opportunity
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker
from steelyard.program.public import list_product_families, list_regions
from steelyard.ui.forms import Chosen
from steelyard.ui.records import record_url


@sign_in_required
@require_http_methods(["GET", "POST"])
def open_direct(request: HttpRequest) -> HttpResponse:
    """Ask for an opportunity of direct sales and open it, unless a partner is protected: then say so, and ask for a reason."""
    actor = asker(request)
    if not permissions.can_open_direct_opportunity(actor):
        raise NotAllowed
    form = _form(request)
    if form.is_valid():
        with refusals_shown_in(form):
            company = _resolve(actor, form)
            try:
                opportunity_id = commands.open_direct_opportunity(
                    actor=actor,
                    draft=_draft(actor, form, company),
                    division=form.cleaned_data["division"],
                    override_reason=form.cleaned_data["override_reason"],
                    now=utc_now(),
                )
            except (AccountProtected, OverrideNotPossible) as refusal:
                return _show(request, form, refusal=refusal, blocking=_blocking(actor, form, company))
            messages.success(request, _("Opened."))
            card = find_opportunity(actor, opportunity_id)
            return redirect((record_url(card.public_id) if card else "") or "home")
    return _show(request, form)


def _form(request: HttpRequest) -> DirectForm:
    company = Chosen(text=request.GET.get("company_name", "")[:200], id=request.GET.get("company", "")[:80])
    return DirectForm(
        request.POST or None,
        families=list_product_families(),
        regions={region.key: _(region.name) for region in list_regions()},
        today=timezone.localdate(),
        initial={"company_name": company} if company.text else {},
    )


def _resolve(actor: Actor, form: DirectForm) -> Resolution:
    chosen = form.cleaned_data["company_name"]
    return resolve_company(actor=actor, name=chosen.text, company_id=company_of(chosen.id), now=utc_now())


def _draft(actor: Actor, form: DirectForm, company: Resolution) -> OpportunityDraft:
    said = form.cleaned_data
    return OpportunityDraft(
        company_id=company.company_id,
        name=said["name"],
        region=said["region"],
        amount=said["amount"],
        close_on=said["close_on"],
        lines=tuple(LineDraft(family=family) for family in said["lines"]),
        owner_id=actor.person_id,
    )


def _blocking(actor: Actor, form: DirectForm, company: Resolution) -> list[RegistrationCard]:
    said = form.cleaned_data
    return list_blocking(
        actor,
        company.company_id,
        families=said["lines"],
        region=said["region"],
        division=said["division"],
        at=utc_now(),
    )


def _show(
    request: HttpRequest,
    form: DirectForm,
    *,
    refusal: Refusal | None = None,
    blocking: list[RegistrationCard] | None = None,
) -> HttpResponse:
    may_override = isinstance(refusal, AccountProtected)
    # Only now the reason is asked for; the page marks it so.
    form.fields["override_reason"].required = may_override
    context: dict[str, Any] = {
        "form": form,
        "refusal": refusal,
        "may_override": may_override,
        "blocking": [{"card": card, "url": record_url(public_id("dealreg", card.id))} for card in blocking or ()],
        "names": {family.key: _(family.name) for family in list_product_families(include_inactive=True)},
    }
    status = refusal.status if refusal else 422 if form.is_bound else 200
    return render(request, "deals/direct.html", context, status=status)
