"""Managing endpoints: by pages and by the API alike, by administrators only, each organization its own."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import NotAllowed, NotFound, Refusal
from steelyard.platform.db import acting_as, as_system
from steelyard.platform.webhooks import commands, queries
from steelyard.platform.webhooks.models import Webhook, WebhookAttempt, WebhookDelivery
from steelyard.platform.webhooks.refusals import EventTypeNotKnown, TooManyWebhooks, UrlNotAllowed, WebhookIsOff
from tests.identity.conftest import World, signed_in
from tests.identity.test_access import key_for
from tests.jobs import run_jobs
from tests.webhooks.making import HornBlew, blow, listen
from tests.webhooks.receiver import Receiver


@pytest.fixture
def program(world: World) -> Callable[..., tuple[int, dict[str, object]]]:
    """Ask the API as a program of Hansa's administrator."""
    headers = {"authorization": f"Bearer {key_for(world.hansa.admin)}"}
    client = Client(headers=headers)

    def ask(method: str, path: str, body: object = None) -> tuple[int, dict[str, object]]:
        answer = client.generic(
            method, f"/api/v1{path}", data=b"" if body is None else json(body), content_type="application/json"
        )
        return answer.status_code, answer.json() if answer.content else {}

    return ask


def json(body: object) -> bytes:
    import orjson

    return orjson.dumps(body)


def as_everybody(world: World) -> list[Actor]:
    return [world.hansa.admin, world.baltic.admin, world.host_admin]


def test_each_organization_sees_its_own(world: World, receiver: Receiver, now: datetime) -> None:
    for actor in as_everybody(world):
        listen(actor, receiver.url, now)
    for actor in as_everybody(world):
        with acting_as(actor):
            assert len(queries.list_webhooks(actor)) == 1


@pytest.mark.parametrize("scoping", ["with", "without"])
def test_rows_of_another_partner_are_not_there(world: World, receiver: Receiver, now: datetime, scoping: str) -> None:
    key, _ = listen(world.baltic.admin, receiver.url, now)
    blow(now, world.baltic.id)
    run_jobs()
    with as_system():
        assert WebhookAttempt.objects.count() == 1
    with acting_as(world.hansa.admin):
        if scoping == "with":
            with pytest.raises(NotFound):
                queries.get_webhook(world.hansa.admin, key)
        else:
            assert not Webhook.objects.exists()
            assert not WebhookDelivery.objects.exists()
            assert not WebhookAttempt.objects.exists()
            assert Webhook.objects.filter(id=key).update(url="https://mine.example/") == 0
            with pytest.raises(DatabaseError), transaction.atomic():
                Webhook.objects.create(partner_id=world.baltic.id, url=receiver.url, description="", created_at=now)


def test_only_administrators_manage_webhooks(world: World, receiver: Receiver, now: datetime) -> None:
    for actor in (world.hansa.seller, world.channel_manager):
        with acting_as(actor), pytest.raises(NotAllowed):
            queries.list_webhooks(actor)
        with pytest.raises(NotAllowed):
            listen(actor, receiver.url, now)


def test_what_cannot_work_is_refused(world: World, receiver: Receiver, now: datetime) -> None:
    refused: list[tuple[type[Refusal], dict[str, object]]] = [
        (UrlNotAllowed, {"url": "https://10.0.0.1/"}),
        (EventTypeNotKnown, {"event_types": ["no.such.thing"]}),
    ]
    for refusal, what in refused:
        with acting_as(world.host_admin), pytest.raises(refusal):
            commands.create_webhook(actor=world.host_admin, now=now, **{"url": receiver.url, **what})  # type: ignore[arg-type]
    for _ in range(commands.MAX_WEBHOOKS):
        key, _ = listen(world.host_admin, receiver.url, now)
    with pytest.raises(TooManyWebhooks):
        listen(world.host_admin, receiver.url, now)
    with acting_as(world.host_admin):
        commands.disable_webhook(actor=world.host_admin, webhook_id=key, now=now)
        with pytest.raises(WebhookIsOff):
            commands.send_test(actor=world.host_admin, webhook_id=key, now=now)


def test_the_api_does_all_of_it(
    world: World, receiver: Receiver, now: datetime, program: Callable[..., tuple[int, dict[str, object]]]
) -> None:
    status, made = program("POST", "/webhooks", {"url": receiver.url, "event_types": [HornBlew.type]})
    assert status == 201
    path, secret = f"/webhooks/{made['id']}", str(made["secret"])
    assert "secret" not in program("GET", path)[1]
    assert program("GET", "/webhooks")[0] == 200
    assert program("POST", f"{path}/test") == (202, program("GET", path)[1])
    run_jobs()
    assert receiver.messages[0].is_signed_by(secret)
    status, found = program("GET", f"{path}/deliveries?state=delivered")
    assert (status, found["total"]) == (200, 1)
    delivery = f"/webhook-deliveries/{found['items'][0]['id']}"  # type: ignore[index]
    assert program("POST", f"{delivery}/resending")[0] == 202
    run_jobs()
    status, log = program("GET", delivery)
    assert [attempt["answer"] for attempt in log["log"]] == ["thank you"] * 2  # type: ignore[attr-defined, index]
    status, rotated = program("POST", f"{path}/secret", {})
    assert (status, rotated["secret"] != secret) == (200, True)
    assert program("PUT", path, {"url": receiver.url, "description": "Horns"})[1]["event_types"] == []
    assert program("POST", f"{path}/replay", {"from_sequence": 0})[0] == 202
    assert program("POST", f"{path}/deactivation")[1]["disabled_reason"] == "by_hand"
    assert program("POST", f"{path}/test")[1]["code"] == "webhook_is_off"
    assert program("POST", f"{path}/activation")[1]["is_enabled"] is True
    assert program("DELETE", path)[0] == 204
    assert program("GET", path)[0] == 404


def test_the_pages_do_all_of_it(world: World, receiver: Receiver, now: datetime) -> None:
    browser = signed_in("ada@hansa.example")
    made = browser.post(
        reverse("identity:webhook-new"), {"url": receiver.url, "description": "Horns", "event_types": [HornBlew.type]}
    )
    secret = made.context["secret"]
    assert secret in made.content.decode()
    assert "no-store" in made["Cache-Control"]
    with as_system():
        webhook = Webhook.objects.get()

    def page(name: str, *more: str) -> str:
        return reverse(f"identity:{name}", args=[webhook.public_id, *more])

    assert "Horns" in browser.get(reverse("identity:webhooks")).content.decode()
    assert "Nothing was sent yet" in browser.get(page("webhook")).content.decode()
    assert browser.post(page("webhook-test")).status_code == 302
    run_jobs()
    assert receiver.messages[0].is_signed_by(secret)
    with as_system():
        delivery = WebhookDelivery.objects.get()
    shown = browser.get(page("webhook-delivery", delivery.public_id)).content.decode()
    assert "thank you" in shown
    assert "platform.webhook.tested" in browser.get(page("webhook")).content.decode()
    assert browser.post(page("webhook-resend", delivery.public_id)).status_code == 302
    assert run_jobs() >= 1
    assert len(receiver.messages) == 2
    assert browser.post(page("webhook-secret"), {"overlap": "24"}).context["secret"] != secret
    changed = {"url": "https://192.168.1.1/", "description": "Horns"}
    refused = browser.post(page("webhook-change"), changed)
    assert refused.status_code == 422
    assert "begins with https" in refused.content.decode()
    assert browser.post(page("webhook-change"), {**changed, "url": receiver.url}).status_code == 302
    assert browser.post(page("webhook-replay"), {"from_sequence": "0"}).status_code == 302
    assert browser.post(page("webhook-disable")).status_code == 302
    assert "Switched off by a person" in browser.get(page("webhook")).content.decode()
    assert browser.post(page("webhook-enable")).status_code == 302
    for name in ("webhook-change", "webhook-secret", "webhook-replay", "webhook-delete"):
        assert browser.get(page(name)).status_code == 200
    assert browser.post(page("webhook-delete")).status_code == 302
    assert "No webhooks yet" in browser.get(reverse("identity:webhooks")).content.decode()


def test_others_find_nothing_on_the_pages(world: World, receiver: Receiver, now: datetime) -> None:
    key, _ = listen(world.hansa.admin, receiver.url, now)
    page = reverse("identity:webhook", args=[Webhook(id=key).public_id])
    assert signed_in("ada@baltic.example").get(page).status_code == 404
    assert signed_in("petra@host.example").get(page).status_code == 404
    assert signed_in("sam@hansa.example").get(page).status_code == 403
    assert signed_in("sam@hansa.example").get(reverse("identity:webhooks")).status_code == 403
