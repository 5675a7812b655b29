"""Certificates: lists, one with its verification, revoked, and completions from elsewhere."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from steelyard.identity.public import sign_in_required
from steelyard.learning import commands, permissions, queries
from steelyard.learning.filters import certificates_wanted
from steelyard.learning.forms import CompletionForm, NumberForm, RevocationForm
from steelyard.learning.models import Certificate
from steelyard.learning.queries.certificates import (
    get_certificate,
    list_certificates,
    list_certifications,
    verify_certificate,
)
from steelyard.learning.rows import certificate_row
from steelyard.learning.terms import STATE_TONES, CertificateState, ExternalCompletion
from steelyard.learning.views.asking import require
from steelyard.learning.views.catalog import parts_of
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker, page_from
from steelyard.ui.chips import chip
from steelyard.ui.form_pages import show_form
from steelyard.ui.form_refusals import refusals_shown_in


@sign_in_required
@require_GET
def show_certificates(request: HttpRequest) -> HttpResponse:
    """Show certificates, as far as the reader may see them."""
    actor, now = asker(request), utc_now()
    require(permissions.can_learn(actor))
    wanted = certificates_wanted(request.GET)
    page = list_certificates(actor, wanted, page_from(request.GET, sort="-issued"), at=now)
    context = {
        "page": page,
        "rows": [certificate_row(card, queries.today(now)) for card in page.items],
        "text": wanted.text,
        "chips": [
            chip(request, "state", _("State"), {str(one): _(one.label) for one in CertificateState}),
            chip(
                request,
                "certification",
                _("Certification"),
                {one.key: one.name for one in list_certifications(include_inactive=True)},
            ),
        ],
        "may_import": permissions.can_import_completions(actor),
        "may_define": permissions.can_define_certifications(actor),
        **parts_of(request),
    }
    return render(request, "learning/certificates.html", context)


@sign_in_required
@require_GET
def show_certificate(request: HttpRequest, certificate_id: str) -> HttpResponse:
    """Show a certificate, how to renew it and where anybody can verify it."""
    actor, now = asker(request), utc_now()
    require(permissions.can_learn(actor))
    card = get_certificate(actor, Certificate.parse_id(certificate_id), at=now)
    courses = reverse("learning:catalog")
    context = {
        "row": certificate_row(card, queries.today(now)),
        "card": card,
        "verify_url": request.build_absolute_uri(reverse("learning:verified", args=[card.number])),
        "renew_url": f"{courses}?certifies=1",
        "is_own": card.person_id == actor.person_id,
        "may_revoke": permissions.can_revoke_certificates(actor) and card.state is not CertificateState.REVOKED,
        "crumbs": [(_("My learning"), reverse("learning:mine"))]
        if card.person_id == actor.person_id
        else [(_("Certificates"), reverse("learning:certificates"))],
    }
    return render(request, "learning/certificate.html", context)


@sign_in_required
@require_http_methods(["GET", "POST"])
def revoke(request: HttpRequest, certificate_id: str) -> HttpResponse:
    """Ask why a certificate is taken back, and take it back."""
    actor, now = asker(request), utc_now()
    card = get_certificate(actor, Certificate.parse_id(certificate_id), at=now)
    require(permissions.can_revoke_certificates(actor))
    form = RevocationForm(request.POST or None)
    here = reverse("learning:certificate", args=[certificate_id])
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form):
            commands.revoke_certificate(
                actor=actor, certificate_id=card.id, reason=form.cleaned_data["reason"], now=now
            )
            messages.success(request, _("The certificate is revoked."))
            return redirect(here)
    title = _("Revoke the certificate of {person}").format(person=card.person)
    return show_form(
        request, form, title=title, crumbs=[(card.certification_name, here)], save=_("Revoke the certificate")
    )


@sign_in_required
@require_http_methods(["GET", "POST"])
def record_completion(request: HttpRequest) -> HttpResponse:
    """Ask what somebody completed elsewhere, and record it."""
    actor, now = asker(request), utc_now()
    require(permissions.can_import_completions(actor))
    form = CompletionForm(request.POST or None, certifications=list_certifications())
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form):
            completion = ExternalCompletion(**form.cleaned_data)
            made = commands.import_completion(actor=actor, completion=completion, now=now)
            messages.success(request, _("The completion is recorded."))
            return redirect("learning:certificate", Certificate(id=made).public_id)
    return show_form(
        request,
        form,
        title=_("Record a completion from elsewhere"),
        about=_("It keeps its own day. Many at once come by import."),
        crumbs=[(_("Certificates"), reverse("learning:certificates"))],
    )


@require_GET
def ask_number(request: HttpRequest) -> HttpResponse:
    """Ask anybody for the number of the certificate that they want to verify."""
    form = NumberForm(request.GET or None)
    if form.is_valid():
        number = "".join(letter for letter in form.cleaned_data["number"] if letter.isalnum())
        return redirect("learning:verified", number or "0")
    return render(request, "learning/verify.html", {"form": form})


@require_GET
def verify(request: HttpRequest, number: str) -> HttpResponse:
    """Show anybody who has a certificate's number whose it is and whether it holds."""
    found = verify_certificate(number, at=utc_now())
    context = {"found": found, "state": _(found.state.label), "tone": STATE_TONES[found.state]}
    return render(request, "learning/verified.html", context)
