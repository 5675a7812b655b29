"""One's own account: profile, sessions, API keys, and the seat one sits in."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from steelyard.identity.authentication import sign_in_required
from steelyard.identity.commands import account as commands
from steelyard.identity.forms import ProfileForm
from steelyard.identity.models import Membership, Person, Session
from steelyard.identity.queries import access, people
from steelyard.identity.sessions import MEMBERSHIP
from steelyard.kernel.refusals import NotFound
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker
from steelyard.ui.form_refusals import refusals_shown_in


@sign_in_required
def profile(request: HttpRequest) -> HttpResponse:
    """Show and change name, language and time zone."""
    actor = asker(request)
    person: Person = request.membership.person  # type: ignore[attr-defined]
    before = {name: getattr(person, name) for name in ("name", "title", "phone", "language", "time_zone")}
    form = ProfileForm(request.POST or None, initial=before)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form):
            commands.change_profile(actor=actor, now=utc_now(), **form.cleaned_data)
            messages.success(request, _("Saved."))
            response = redirect("identity:profile")
            response.delete_cookie("django_language")
            return response
    status = 422 if request.method == "POST" else 200
    return render(request, "identity/profile.html", {"form": form, "email": person.email}, status=status)


@sign_in_required
def show_sessions(request: HttpRequest) -> HttpResponse:
    """Show where one is signed in."""
    sessions = access.list_sessions(
        asker(request),
        current_key=request.session.session_key,
        now=utc_now(),
    )
    return render(request, "identity/sessions.html", {"sessions": sessions})


@sign_in_required
@require_POST
def end_session(request: HttpRequest, session_id: str) -> HttpResponse:
    """Sign out one other browser."""
    commands.end_session(
        actor=asker(request),
        session_id=Session.parse_id(session_id),
        now=utc_now(),
    )
    messages.success(request, _("That session has ended."))
    return redirect("identity:sessions")


@sign_in_required
@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """Sign out every other browser."""
    count = commands.end_other_sessions(
        actor=asker(request),
        current_key=request.session.session_key,
        now=utc_now(),
    )
    said = ngettext("{count} other session has ended.", "{count} other sessions have ended.", count)
    messages.success(request, said.format(count=count))
    return redirect("identity:sessions")


@sign_in_required
@require_POST
def take_seat(request: HttpRequest) -> HttpResponse:
    """Go on working for another of one's organizations."""
    person: Person = request.membership.person  # type: ignore[attr-defined]
    wanted = Membership.parse_id(request.POST.get("seat", ""))
    if all(Membership.parse_id(seat.id) != wanted for seat in people.list_seats(person.id)):
        raise NotFound
    request.session[MEMBERSHIP] = str(wanted)
    return HttpResponseRedirect(reverse("home"))
