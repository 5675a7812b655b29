"""What happened: a person's notifications and how they want them, and the audit page over the whole log."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from steelyard.kernel.refusals import NotAllowed, NotFound, SignInRequired
from steelyard.platform import feed, notifications
from steelyard.platform.audit.state import find_head
from steelyard.platform.clock import utc_now
from steelyard.platform.events import event_types
from steelyard.platform.http.asking import asker, page_from
from steelyard.platform.mail_times import Rhythm
from steelyard.platform.models import Notification
from steelyard.ui.audit_form import AuditForm
from steelyard.ui.entries import can_audit
from steelyard.ui.form_refusals import refusals_shown_in
from steelyard.ui.mail_times_form import MailTimesForm


def _person(request: HttpRequest) -> Any:
    actor = asker(request)
    if actor.person_id is None:
        raise SignInRequired
    return actor.person_id


@require_GET
def show_notifications(request: HttpRequest) -> HttpResponse:
    """Show the person's notifications, newest first."""
    person_id = _person(request)
    unread_only = request.GET.get("show") == "unread"
    page = notifications.list_notifications(person_id, page_from(request.GET), unread_only=unread_only)
    entries = page.map(lambda row: {"row": row, "title": notifications.title_of(row)})
    context = {"page": entries, "unread_only": unread_only, "unread": notifications.count_unread(person_id)}
    return render(request, "ui/activity/notifications.html", context)


@require_POST
def mark_notifications_read(request: HttpRequest) -> HttpResponse:
    """Mark one notification read and open what it is about, or mark all read."""
    person_id = _person(request)
    if notice := request.POST.get("open"):
        notice_id = Notification.parse_id(notice)
        row = Notification.objects.filter(id=notice_id, person_id=person_id).first()
        if row is None:
            raise NotFound
        notifications.mark_read(person_id, now=utc_now(), ids=[notice_id])
        return redirect(row.url)
    notifications.mark_read(person_id, now=utc_now())
    return redirect("notifications")


@require_http_methods(["GET", "HEAD", "POST"])
def notification_preferences(request: HttpRequest) -> HttpResponse:
    """Show and keep how the person hears of each type of event."""
    person_id = _person(request)
    times = notifications.get_mail_times(person_id)
    form = MailTimesForm(request.POST if request.method == "POST" else None, initial=MailTimesForm.of(times))
    if form.is_valid():
        with refusals_shown_in(form):
            notifications.choose_mail_times(person_id, form.times())
            for name in event_types():
                notifications.choose(person_id, name, _wish(request, name))
            messages.success(request, _("Saved."))
            return redirect("notification-preferences")
    wishes = [
        {"name": name, "sentence": text, "wish": _wish(request, name) if form.is_bound else wish}
        for name, text, wish in notifications.list_wishes(person_id)
    ]
    context = {"wishes": wishes, "form": form, "rhythms": list(Rhythm), "zone": times.zone.key}
    return render(request, "ui/activity/preferences.html", context, status=422 if form.errors else 200)


def _wish(request: HttpRequest, name: str) -> notifications.Wish:
    """Return what the form says of one type of event; what it leaves out is not wanted."""
    said = request.POST.get(f"{name}:mail", "")
    rhythm = Rhythm(said) if said in set(Rhythm) else Rhythm.NEVER
    return notifications.Wish(in_app=f"{name}:in_app" in request.POST, mail=rhythm)


@require_GET
def audit(request: HttpRequest) -> HttpResponse:
    """Show the event log with its filters: who did what, when, to what."""
    actor = asker(request)
    if actor.is_anonymous:
        raise SignInRequired
    if not can_audit(actor):
        raise NotAllowed
    form = AuditForm(request.GET)
    try:
        wanted = form.wanted() if form.is_valid() else feed.AuditFilter()
    except NotFound:
        form.add_error("subject", _("This is not the id of a record. Copy it from the record's page."))
        wanted = feed.AuditFilter()
    page = feed.list_audit(actor, wanted, page_from(request.GET))
    return render(request, "ui/activity/audit.html", {"page": page, "form": form, "seal": find_head()})
