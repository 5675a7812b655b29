"""The page behind a link from a mail: what will happen, and one button that does it. Opening it does nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from steelyard.identity.authentication import actor_of, as_preferred_by
from steelyard.identity.commands.mail_links import use_mail_link
from steelyard.identity.links import MailLink, read_mail_link
from steelyard.identity.mail_actions import MailAction
from steelyard.identity.models import Membership
from steelyard.identity.queries.mail_links import get_action, get_bearer, get_statement, is_used, must_sign_in
from steelyard.identity.refusals import MailLinkExpired, MailLinkForSomebodyElse, MailLinkUnknown
from steelyard.identity.second_factor import VOUCHED, lead_to_set_up
from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import Refusal
from steelyard.platform.clock import utc_now
from steelyard.platform.db import acting_as, authenticating
from steelyard.platform.http.asking import asker
from steelyard.platform.http.problems import refusal_text
from steelyard.platform.limits import Limit, count_use
from steelyard.ui.form_refusals import show_refusal
from steelyard.ui.writing import day

_OPENINGS = Limit(what="mail_link", times=600, per=timedelta(hours=1))
"""Many: a scanner opens every link of every mail, and must not shut out who the mails are for."""
_CLICKS = Limit(what="mail_link_click", times=60, per=timedelta(hours=1))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Opened:
    """A link that was made here, for somebody who still belongs where it says."""

    link: MailLink
    action: MailAction
    membership: Membership
    asks_to_sign_in: bool


def keeps_its_address_secret(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let the browser tell nobody, not even us, at which address it was when it asks for the next one.

    The origin alone is told: without it a form that is sent could not be known for one of ours.
    """

    @wraps(view)
    def answered(request: HttpRequest, token: str) -> HttpResponse:
        try:
            response = view(request, token)
        except Refusal as refusal:
            response = _refused(request, refusal, url=reverse("home"))
        response["Referrer-Policy"] = "strict-origin"
        return response

    return answered


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@keeps_its_address_secret
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Say what the link does; on POST do it, by the command of the subject's own page."""
    opened, now = _open(token), utc_now()
    actor = actor_of(opened.membership)
    count_use(_CLICKS if request.method == "POST" else _OPENINGS, actor=actor, now=now)
    with as_preferred_by(opened.membership.person, request):
        if (way := _find_way_to_prove(request, opened)) is not None:
            return way
        if now >= opened.link.expires_at:
            raise MailLinkExpired(day=day(opened.link.expires_at))
        with acting_as(actor):
            return _answer(request, token, opened, actor)


@require_safe
@never_cache
@keeps_its_address_secret
def show_done(request: HttpRequest, token: str) -> HttpResponse:
    """Say that it is done. Of what it was about nothing is said: whoever may read that opens it in the portal."""
    opened = _open(token)
    with acting_as(actor_of(opened.membership)):
        is_done = is_used(opened.link)
    if not is_done:
        return redirect("identity:mail-link", token)
    with as_preferred_by(opened.membership.person, request):
        return render(request, "identity/mail_link_done.html", {"action": opened.action})


def _open(token: str) -> _Opened:
    """Return what a token opens. Raises: MailLinkUnknown, MailLinkWithoutMembership."""
    link = read_mail_link(token)
    if link is None:
        raise MailLinkUnknown
    with authenticating():
        membership = get_bearer(link)
        return _Opened(
            link=link, action=get_action(link), membership=membership, asks_to_sign_in=must_sign_in(membership)
        )


def _find_way_to_prove(request: HttpRequest, opened: _Opened) -> HttpResponse | None:
    """Return the way to sign-in or to a second factor, for who has to prove more than the mailbox.

    Raises: MailLinkForSomebodyElse.
    """
    asking: Actor = asker(request)
    if asking.is_anonymous:
        if opened.asks_to_sign_in:
            return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': request.path})}")
        return None
    if asking.person_id != opened.membership.person_id:
        raise MailLinkForSomebodyElse
    if opened.membership.lacks_second_factor and not request.session.get(VOUCHED):  # type: ignore[attr-defined]  # annotated
        return lead_to_set_up(request)
    return None


def _answer(request: HttpRequest, token: str, opened: _Opened, actor: Actor) -> HttpResponse:
    now = utc_now()
    statement = get_statement(actor, opened.link, now=now)
    form = opened.action.form(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            use_mail_link(
                actor=actor,
                membership=opened.membership,
                link=opened.link,
                action=opened.action,
                said=form.cleaned_data,
                now=now,
            )
        except Refusal as refusal:
            if not refusal.fields:
                return _refused(request, refusal, url=statement.url)
            show_refusal(form, refusal)
        else:
            return redirect("identity:mail-link-done", token)
    context = {"statement": statement, "action": opened.action, "form": form, "member": actor}
    return render(request, "identity/mail_link.html", context, status=422 if form.errors else 200)


def _refused(request: HttpRequest, refusal: Refusal, *, url: str) -> HttpResponse:
    context = {
        "sentence": refusal_text(refusal),
        "url": url,
        "may_sign_out": isinstance(refusal, MailLinkForSomebodyElse),
        "here": request.path,
    }
    return render(request, "identity/mail_link_refused.html", context, status=refusal.status)
