"""Webhooks in a real browser: every page holds together, on a phone and on a desk, light and dark, in German too."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from steelyard.platform.clock import utc_now
from steelyard.platform.db import as_system
from steelyard.platform.webhooks.models import Webhook, WebhookDelivery
from tests.browser import DESKTOP, PHONE, axe, no_overflow, screenshot
from tests.identity.conftest import World, make_world
from tests.journeys.conftest import address, sign_in  # noqa: F401 - fixtures
from tests.webhooks.making import attempt, blow, listen
from tests.webhooks.receiver import receiving

LOOKS = [(PHONE, "light", "de"), (PHONE, "dark", "en"), (DESKTOP, "light", "en"), (DESKTOP, "dark", "de")]


def make_webhook(world: World) -> dict[str, str]:
    """Let Hansa have a webhook that failed once and then worked, and return the addresses of its pages."""
    now = utc_now()
    with receiving() as receiver:
        listen(world.hansa.admin, receiver.url, now)
        receiver.statuses, receiver.answer = [500, 200], b'{"error": "The database of the receiver is away."}'
        blow(now, world.hansa.id)
        with as_system():
            webhook, delivery = Webhook.objects.get(), WebhookDelivery.objects.get()
        for number in (1, 2):
            attempt(delivery.id, number, now)
    pages = {
        name: reverse(f"identity:{name}", args=[webhook.public_id])
        for name in ("webhook", "webhook-change", "webhook-secret", "webhook-replay", "webhook-delete")
    }
    pages["webhook-delivery"] = reverse("identity:webhook-delivery", args=[webhook.public_id, delivery.public_id])
    return {"webhooks": reverse("identity:webhooks"), "webhook-new": reverse("identity:webhook-new"), **pages}


@pytest.mark.journey
@pytest.mark.slow
def test_every_page_of_webhooks_holds_together(sign_in: Callable[..., Page]) -> None:  # noqa: F811
    world = make_world(utc_now())
    pages = make_webhook(world)
    for width, theme, language in LOOKS:
        page = sign_in(world.hansa.admin, width=width, theme=theme, language=language)
        for name, where in pages.items():
            page.goto(where)
            screenshot(page, f"{name}-{width}-{theme}-{language}")
            assert axe(page) == [], (name, width)
            assert no_overflow(page) == [], (name, width)
