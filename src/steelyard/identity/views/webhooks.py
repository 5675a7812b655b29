"""Webhooks of one's organization: endpoints, their secrets, what was sent to them."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from steelyard.identity.authentication import sign_in_required
from steelyard.identity.forms import ReplayForm, RotationForm, WebhookForm
from steelyard.kernel.refusals import NotFound
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker, page_from
from steelyard.platform.webhooks import commands, queries
from steelyard.platform.webhooks.models import Webhook, WebhookDelivery
from steelyard.platform.webhooks.terms import DELIVERY_STATES, DISABLED_REASONS, FAILURES, DeliveryState
from steelyard.ui.form_pages import show_form
from steelyard.ui.form_refusals import refusals_shown_in


def _crumbs(*webhooks: queries.WebhookLine) -> list[tuple[str, str]]:
    here = [
        (webhook.description or webhook.url, reverse("identity:webhook", args=[webhook.id])) for webhook in webhooks
    ]
    return [(_("Webhooks"), reverse("identity:webhooks")), *here]


def _show_secret(request: HttpRequest, webhook_id: str, secret: str) -> HttpResponse:
    webhook = queries.get_webhook(asker(request), Webhook.parse_id(webhook_id))
    context = {"webhook": webhook, "secret": secret, "crumbs": _crumbs(webhook)}
    return render(request, "identity/webhooks/secret.html", context)


@sign_in_required
def show_webhooks(request: HttpRequest) -> HttpResponse:
    """Show the endpoints of one's organization."""
    return render(request, "identity/webhooks/list.html", {"webhooks": queries.list_webhooks(asker(request))})


@sign_in_required
@never_cache
def new_webhook(request: HttpRequest) -> HttpResponse:
    """Create an endpoint and show its secret, this once."""
    queries.require_manager(asker(request))
    form = WebhookForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form):
            key, secret = commands.create_webhook(actor=asker(request), now=utc_now(), **form.cleaned_data)
            return _show_secret(request, Webhook(id=key).public_id, secret)
    return show_form(
        request,
        form,
        title=_("New webhook"),
        about=_("Steelyard sends each event to this address, signed, as soon as it has happened."),
        crumbs=_crumbs(),
        save=_("Create the webhook"),
    )


@sign_in_required
def show_webhook(request: HttpRequest, webhook_id: str) -> HttpResponse:
    """Show an endpoint and what was sent to it."""
    actor, key = asker(request), Webhook.parse_id(webhook_id)
    webhook = queries.get_webhook(actor, key)
    state = request.GET.get("state", "")
    if state not in DELIVERY_STATES:
        state = ""
    found = queries.list_deliveries(actor, key, page_from(request.GET), state=state)
    context = {
        "webhook": webhook,
        "page": found,
        "lines": [(line, _(DELIVERY_STATES[line.state]), _tone(line.state)) for line in found.items],
        "state": state,
        "states": [(value, _(label)) for value, label in DELIVERY_STATES.items()],
        "disabled_reason": _(DISABLED_REASONS[webhook.disabled_reason]) if webhook.disabled_reason else "",
        "crumbs": _crumbs(),
    }
    return render(request, "identity/webhooks/webhook.html", context)


def _tone(state: str) -> str:
    return {DeliveryState.DELIVERED: "green", DeliveryState.FAILED: "red", DeliveryState.WAITING: "blue"}.get(
        DeliveryState(state), "neutral"
    )


@sign_in_required
def change_webhook(request: HttpRequest, webhook_id: str) -> HttpResponse:
    """Change where an endpoint is and what it wants."""
    webhook = queries.get_webhook(asker(request), Webhook.parse_id(webhook_id))
    form = WebhookForm(
        request.POST or None,
        initial={"url": webhook.url, "description": webhook.description, "event_types": webhook.event_types},
    )
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form):
            commands.change_webhook(
                actor=asker(request), webhook_id=Webhook.parse_id(webhook_id), now=utc_now(), **form.cleaned_data
            )
            messages.success(request, _("Saved."))
            return redirect("identity:webhook", webhook_id)
    return show_form(request, form, title=_("Change the webhook"), crumbs=_crumbs(webhook))


@sign_in_required
@never_cache
def rotate_secret(request: HttpRequest, webhook_id: str) -> HttpResponse:
    """Give an endpoint a new secret and show it, this once."""
    webhook = queries.get_webhook(asker(request), Webhook.parse_id(webhook_id))
    form = RotationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form):
            secret = commands.rotate_secret(
                actor=asker(request),
                webhook_id=Webhook.parse_id(webhook_id),
                overlap=form.cleaned_data["overlap"],
                now=utc_now(),
            )
            return _show_secret(request, webhook_id, secret)
    return show_form(
        request,
        form,
        title=_("New secret"),
        about=_("Until the old secret ends, messages carry a signature of each, so that the receiver can change over."),
        crumbs=_crumbs(webhook),
        save=_("Make a new secret"),
    )


@sign_in_required
@require_POST
def enable_webhook(request: HttpRequest, webhook_id: str) -> HttpResponse:
    """Switch an endpoint on."""
    commands.enable_webhook(actor=asker(request), webhook_id=Webhook.parse_id(webhook_id), now=utc_now())
    messages.success(request, _("Switched on. Replay what happened meanwhile, if the receiver needs it."))
    return redirect("identity:webhook", webhook_id)


@sign_in_required
@require_POST
def disable_webhook(request: HttpRequest, webhook_id: str) -> HttpResponse:
    """Switch an endpoint off."""
    commands.disable_webhook(actor=asker(request), webhook_id=Webhook.parse_id(webhook_id), now=utc_now())
    messages.success(request, _("Switched off. Nothing is sent any more."))
    return redirect("identity:webhook", webhook_id)


@sign_in_required
@require_POST
def send_test(request: HttpRequest, webhook_id: str) -> HttpResponse:
    """Send an endpoint a test."""
    commands.send_test(actor=asker(request), webhook_id=Webhook.parse_id(webhook_id), now=utc_now())
    messages.success(request, _("A test is on its way; it is in the log in a moment."))
    return redirect("identity:webhook", webhook_id)


@sign_in_required
def replay_events(request: HttpRequest, webhook_id: str) -> HttpResponse:
    """Send an endpoint what happened from a sequence number on."""
    webhook = queries.get_webhook(asker(request), Webhook.parse_id(webhook_id))
    form = ReplayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form):
            count = commands.replay_events(
                actor=asker(request), webhook_id=Webhook.parse_id(webhook_id), now=utc_now(), **form.cleaned_data
            )
            said = ngettext("{count} event is on its way.", "{count} events are on their way.", count)
            messages.success(request, said.format(count=count))
            return redirect("identity:webhook", webhook_id)
    return show_form(
        request,
        form,
        title=_("Replay events"),
        about=_("Up to 10,000 events at a time, each with its old id, so that a receiver knows what it has already."),
        crumbs=_crumbs(webhook),
        save=_("Replay"),
    )


@sign_in_required
def delete_webhook(request: HttpRequest, webhook_id: str) -> HttpResponse:
    """Ask whether to delete an endpoint, and on POST do it."""
    webhook = queries.get_webhook(asker(request), Webhook.parse_id(webhook_id))
    form = forms.Form(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        commands.delete_webhook(actor=asker(request), webhook_id=Webhook.parse_id(webhook_id), now=utc_now())
        messages.success(request, _("Deleted."))
        return redirect("identity:webhooks")
    return show_form(
        request,
        form,
        title=_("Delete the webhook?"),
        about=_("Nothing is sent to it any more, and its log is deleted too. This cannot be taken back."),
        crumbs=_crumbs(webhook),
        save=_("Delete"),
    )


@sign_in_required
def show_delivery(request: HttpRequest, webhook_id: str, delivery_id: str) -> HttpResponse:
    """Show one delivery with all its attempts."""
    webhook = queries.get_webhook(asker(request), Webhook.parse_id(webhook_id))
    line, log = queries.get_delivery(asker(request), WebhookDelivery.parse_id(delivery_id))
    if line.webhook_id != webhook.id:
        raise NotFound
    context = {
        "webhook": webhook,
        "delivery": line,
        "state": _(DELIVERY_STATES[line.state]),
        "tone": _tone(line.state),
        "may_resend": webhook.is_enabled and line.state != DeliveryState.WAITING,
        "log": [(attempt, _(FAILURES[attempt.failure]) if attempt.failure else "") for attempt in reversed(log)],
        "crumbs": _crumbs(webhook),
    }
    return render(request, "identity/webhooks/delivery.html", context)


@sign_in_required
@require_POST
def resend_delivery(request: HttpRequest, webhook_id: str, delivery_id: str) -> HttpResponse:
    """Send one event to its endpoint again."""
    key = WebhookDelivery.parse_id(delivery_id)
    commands.resend_delivery(actor=asker(request), delivery_id=key, now=utc_now())
    messages.success(request, _("The event is on its way again."))
    return redirect("identity:webhook-delivery", webhook_id, delivery_id)
