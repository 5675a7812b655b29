"""The pages of strangers: ask to become a partner, prove the mailbox. They show nothing of what is known."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from steelyard.identity.public import client_address
from steelyard.kernel.refusals import Refusal
from steelyard.partners import commands
from steelyard.partners.recruiting.application_form import ApplicationForm
from steelyard.partners.recruiting.links import read_application_token
from steelyard.partners.recruiting.refusals import ApplicationNotOpen
from steelyard.platform.clock import utc_now
from steelyard.platform.http.problems import refusal_text
from steelyard.ui.form_refusals import refusals_shown_in


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def apply(request: HttpRequest) -> HttpResponse:
    """Ask a stranger about the company; on POST mail the link that proves the mailbox. Programs get no mail."""
    now = utc_now()
    commands.require_open(now)
    form = ApplicationForm(request.POST or None, now=now)
    if request.method == "POST" and form.is_valid():
        if form.is_from_a_program:
            return redirect("partners:application-sent")
        with refusals_shown_in(form):
            commands.send_application(
                draft=form.draft,
                consent=form.consent_text,
                language=get_language() or "en",
                address=client_address(request) or "",
                now=now,
            )
            return redirect("partners:application-sent")
    context = {"form": form, "host": settings.HOST_NAME}
    return render(request, "partners/recruiting/apply.html", context, status=422 if form.errors else 200)


@require_safe
def show_sent(request: HttpRequest) -> HttpResponse:
    """Say that a mail is on its way, whatever was typed."""
    return render(request, "partners/recruiting/apply_sent.html")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Ask once more, because programs open the links of mails too; on POST make an application of it."""
    application_id = read_application_token(token)
    is_done = False
    try:
        if application_id is None:
            raise ApplicationNotOpen
        if request.method == "POST":
            commands.confirm_application(application_id=application_id, now=utc_now())
            is_done = True
    except Refusal as refusal:
        context = {"sentence": refusal_text(refusal)}
        return render(request, "partners/recruiting/apply_confirm.html", context, status=refusal.status)
    return render(request, "partners/recruiting/apply_confirm.html", {"is_done": is_done, "host": settings.HOST_NAME})
