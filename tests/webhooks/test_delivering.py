"""Deliveries: signed, complete, only what the owner may see, repeated, logged, never lost or doubled."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.test import Client

from steelyard.kernel.actors import Actor
from steelyard.platform.clock import utc_now
from steelyard.platform.db import acting_as, as_system
from steelyard.platform.visibility import hide, show
from steelyard.platform.webhooks import commands
from steelyard.platform.webhooks.delivering import NextAttempt, attempt_delivery
from steelyard.platform.webhooks.enqueueing import QUEUE, take_due
from steelyard.platform.webhooks.jobs import deliver_webhook, deliver_webhook_slowly
from steelyard.platform.webhooks.models import Webhook, WebhookAttempt, WebhookDelivery
from steelyard.platform.webhooks.schedule import DISABLED_AFTER, MAX_ATTEMPTS, wait_after
from tests.identity.conftest import World
from tests.identity.test_access import key_for
from tests.jobs import run_jobs
from tests.webhooks.making import HornBlew, HornWhispered, attempt, blow, listen, make_due
from tests.webhooks.receiver import Receiver


def deliveries() -> list[tuple[str, int]]:
    with as_system():
        return list(WebhookDelivery.objects.order_by("sequence").values_list("state", "attempts"))


def delivery_id() -> UUID:
    with as_system():
        return WebhookDelivery.objects.get().id


def log() -> list[tuple[int, int | None, str]]:
    with as_system():
        rows = WebhookAttempt.objects.order_by("delivery__sequence", "number")
        return list(rows.values_list("number", "status", "failure"))


def webhook(key: UUID) -> Webhook:
    with as_system():
        return Webhook.objects.get(id=key)


def test_an_event_arrives_as_the_api_shows_it_and_signed(world: World, receiver: Receiver, now: datetime) -> None:
    at = utc_now()
    _, secret = listen(world.host_admin, receiver.url, at)
    blow(now)
    run_jobs()
    (message,) = receiver.messages
    key = key_for(world.host_admin)
    shown = Client().get("/api/v1/events?type=tests.horn.blew", headers={"authorization": f"Bearer {key}"}).json()
    assert message.event == shown["items"][0]
    assert message.headers["webhook-id"] == message.event["id"]
    assert message.headers["content-type"] == "application/json"
    assert message.is_signed_by(secret)
    assert not message.is_signed_by("whsec_" + "A" * 44)
    assert deliveries() == [("delivered", 1)]
    assert log() == [(1, 200, "")]


def test_nothing_is_sent_that_was_not_committed(world: World, receiver: Receiver, now: datetime) -> None:
    listen(world.host_admin, receiver.url, now)
    with pytest.raises(RuntimeError), as_system():
        blow(now)
        raise RuntimeError
    run_jobs()
    assert receiver.messages == []


def test_an_endpoint_gets_the_types_that_it_wants(world: World, receiver: Receiver, now: datetime) -> None:
    listen(world.host_admin, receiver.url, now, event_types=[HornWhispered.type])
    blow(now)
    blow(now, kind=HornWhispered)
    run_jobs()
    assert receiver.types == [HornWhispered.type]


def test_an_endpoint_without_types_gets_everything(world: World, receiver: Receiver, now: datetime) -> None:
    listen(world.host_admin, receiver.url, now, event_types=[])
    blow(now)
    run_jobs()
    assert HornBlew.type in receiver.types
    assert "platform.webhook.created" in receiver.types


def test_a_partner_gets_its_own_and_its_childrens_but_nothing_internal(
    world: World, receiver: Receiver, now: datetime
) -> None:
    listen(world.hansa.admin, receiver.url, now)
    with as_system():
        show(viewers=[world.hansa.id], partners=[world.baltic.id])
    blow(now, world.hansa.id, label="own")
    blow(now, world.baltic.id, label="child's")
    blow(now, world.hansa.id, kind=HornWhispered, label="internal")
    blow(now, None, label="the host's")
    run_jobs()
    assert [message.event["subject_label"] for message in receiver.messages] == ["own", "child's"]


def test_another_partners_event_is_not_even_written_down(world: World, receiver: Receiver, now: datetime) -> None:
    listen(world.hansa.admin, receiver.url, now)
    blow(now, world.baltic.id)
    assert deliveries() == []


def test_sight_that_was_lost_meanwhile_stops_what_waits(world: World, receiver: Receiver, now: datetime) -> None:
    with as_system():
        show(viewers=[world.hansa.id], partners=[world.baltic.id])
    listen(world.hansa.admin, receiver.url, now)
    blow(now, world.baltic.id)
    with as_system():
        hide(viewers=[world.hansa.id], partners=[world.baltic.id])
    run_jobs()
    assert receiver.messages == []
    assert deliveries() == [("cancelled", 0)]


def test_a_failure_is_repeated_until_it_works(world: World, receiver: Receiver, now: datetime) -> None:
    key, _ = listen(world.host_admin, receiver.url, now)
    receiver.statuses = [500, 503, 204]
    blow(now)
    run_jobs()
    assert deliveries() == [("waiting", 1)]
    assert webhook(key).failing_since is not None
    make_due()
    run_jobs()
    make_due()
    run_jobs()
    assert deliveries() == [("delivered", 3)]
    assert log() == [(1, 500, "refused"), (2, 503, "refused"), (3, 204, "")]
    assert webhook(key).failing_since is None
    assert len({message.headers["webhook-id"] for message in receiver.messages}) == 1


def test_a_job_that_runs_twice_makes_its_attempt_once(world: World, receiver: Receiver, now: datetime) -> None:
    listen(world.host_admin, receiver.url, now)
    receiver.statuses = [500]
    blow(now)
    first = attempt(delivery_id(), 1, now)
    again = attempt(delivery_id(), 1, now)
    assert first is not None
    assert again is None
    assert len(receiver.messages) == 1
    assert log() == [(1, 500, "refused")]


def test_after_a_day_of_attempts_a_delivery_has_failed(world: World, receiver: Receiver, now: datetime) -> None:
    listen(world.host_admin, receiver.url, now)
    receiver.statuses = [500]
    blow(now)
    for _ in range(MAX_ATTEMPTS + 3):
        run_jobs()
        make_due()
    assert deliveries() == [("failed", MAX_ATTEMPTS)]
    assert len(receiver.messages) == MAX_ATTEMPTS


def test_the_schedule_is_about_a_day() -> None:
    waits = [wait_after(attempts, chance=0.5) for attempts in range(1, MAX_ATTEMPTS)]
    assert waits[:3] == [timedelta(seconds=5), timedelta(seconds=20), timedelta(seconds=80)]
    assert timedelta(hours=23) < sum((wait for wait in waits if wait), timedelta()) < timedelta(hours=24)
    assert wait_after(MAX_ATTEMPTS, chance=0.5) is None
    assert wait_after(1, chance=0) == timedelta(seconds=4)
    assert wait_after(1, chance=1) == timedelta(seconds=6)


def test_an_endpoint_that_only_fails_for_days_is_switched_off_and_its_owner_told(
    world: World, receiver: Receiver, now: datetime
) -> None:
    key, _ = listen(world.hansa.admin, receiver.url, now)
    receiver.statuses = [500]
    for at in (now, now + DISABLED_AFTER):
        blow(now, world.hansa.id)
        with as_system():
            newest = WebhookDelivery.objects.order_by("-sequence")[0].id
        attempt(newest, 1, at)
    assert (webhook(key).is_enabled, webhook(key).disabled_reason) == (False, "only_failures")
    run_jobs()
    assert "Horns" in newest_notice(world.hansa.admin)
    assert newest_notice(world.baltic.admin) == ""


def newest_notice(actor: Actor) -> str:
    from steelyard.kernel.pages import PageRequest
    from steelyard.platform.notifications import list_notifications, title_of

    assert actor.person_id is not None
    with acting_as(actor):
        titles = [title_of(row) for row in list_notifications(actor.person_id, PageRequest()).items]
    return next((title for title in titles if "webhook" in title), "")


def test_gone_means_gone(world: World, receiver: Receiver, now: datetime) -> None:
    key, _ = listen(world.host_admin, receiver.url, now)
    receiver.statuses = [410]
    blow(now)
    run_jobs()
    assert deliveries() == [("failed", 1)]
    assert webhook(key).disabled_reason == "gone"
    blow(now)
    assert deliveries() == [("failed", 1)]


def test_an_endpoint_switched_off_gets_nothing_that_waits(world: World, receiver: Receiver, now: datetime) -> None:
    key, _ = listen(world.host_admin, receiver.url, now)
    blow(now)
    with acting_as(world.host_admin):
        commands.disable_webhook(actor=world.host_admin, webhook_id=key, now=now)
    run_jobs()
    assert receiver.messages == []
    assert deliveries() == [("cancelled", 0)]


def test_patience_is_granted_as_asked(world: World, receiver: Receiver, now: datetime) -> None:
    listen(world.host_admin, receiver.url, now)
    receiver.statuses, receiver.headers = [429], {"Retry-After": "3600"}
    blow(now)
    following = attempt(delivery_id(), 1, now)
    assert following is not None
    assert timedelta(minutes=59) < following.at - now < timedelta(minutes=61)


def test_redirects_are_not_followed(world: World, receiver: Receiver, now: datetime) -> None:
    listen(world.host_admin, receiver.url, now)
    receiver.statuses, receiver.headers = [302], {"Location": receiver.url + "/elsewhere"}
    blow(now)
    run_jobs()
    assert [message.path for message in receiver.messages] == ["/hook"]
    assert log() == [(1, 302, "redirected")]


def test_of_a_long_answer_the_beginning_is_kept(world: World, receiver: Receiver, now: datetime) -> None:
    listen(world.host_admin, receiver.url, now)
    receiver.answer = b"\0" + b"x" * 5_000_000
    blow(now)
    run_jobs()
    with as_system():
        kept = WebhookAttempt.objects.get().answer
    assert kept == "\N{REPLACEMENT CHARACTER}" + "x" * 1023


def test_what_waits_for_a_slow_receiver_waits_apart(world: World, receiver: Receiver, now: datetime) -> None:
    key, _ = listen(world.host_admin, receiver.url, now)
    receiver.takes_seconds = 2.1
    blow(now)
    run_jobs()
    assert webhook(key).is_slow
    receiver.takes_seconds = 0.0
    blow(now)
    assert len(receiver.messages) == 1
    with as_system():
        waiting = take_due(QUEUE)
        assert waiting is not None
        following = attempt_delivery(
            delivery_id=waiting.delivery_id, number=waiting.number, now=now, waits_for_slow=False
        )
    assert following == NextAttempt(number=1, at=now, is_slow=True)
    assert len(receiver.messages) == 1
    deliver_webhook_slowly(str(waiting.delivery_id), waiting.number)
    assert deliveries() == [("delivered", 1)] * 2
    assert not webhook(key).is_slow


def test_one_job_delivers_all_that_waits(world: World, receiver: Receiver, now: datetime) -> None:
    listen(world.host_admin, receiver.url, now)
    for _ in range(5):
        blow(now)
    with as_system():
        first = take_due(QUEUE)
        assert first is not None
    deliver_webhook(str(first.delivery_id), first.number)
    assert deliveries() == [("delivered", 1)] * 5
    with as_system():
        assert take_due(QUEUE) is None


def test_nobody_there_is_a_failure_like_others(world: World, now: datetime) -> None:
    listen(world.host_admin, "http://127.0.0.1:9/hook", now)
    blow(now)
    run_jobs()
    assert log() == [(1, None, "not_connected")]


def test_during_a_rotation_both_secrets_sign(world: World, receiver: Receiver, now: datetime) -> None:
    at = utc_now()
    key, old = listen(world.host_admin, receiver.url, at)
    with acting_as(world.host_admin):
        new = commands.rotate_secret(actor=world.host_admin, webhook_id=key, now=at)
    blow(now)
    run_jobs()
    assert receiver.messages[0].is_signed_by(old)
    assert receiver.messages[0].is_signed_by(new)
    with acting_as(world.host_admin):
        newest = commands.rotate_secret(actor=world.host_admin, webhook_id=key, now=at, overlap=timedelta())
    blow(now)
    run_jobs()
    assert receiver.messages[1].is_signed_by(newest)
    assert not receiver.messages[1].is_signed_by(new)


def test_a_test_reaches_an_endpoint_that_wants_other_things(world: World, receiver: Receiver, now: datetime) -> None:
    key, _ = listen(world.hansa.admin, receiver.url, now)
    with acting_as(world.hansa.admin):
        commands.send_test(actor=world.hansa.admin, webhook_id=key, now=now)
    run_jobs()
    assert receiver.types == ["platform.webhook.tested"]


def test_a_delivery_is_sent_again_on_request(world: World, receiver: Receiver, now: datetime) -> None:
    listen(world.hansa.admin, receiver.url, now)
    blow(now, world.hansa.id)
    run_jobs()
    with acting_as(world.hansa.admin):
        commands.resend_delivery(actor=world.hansa.admin, delivery_id=delivery_id(), now=now)
    run_jobs()
    assert [message.headers["webhook-id"] for message in receiver.messages] == [receiver.messages[0].event["id"]] * 2
    assert deliveries() == [("delivered", 2)]
    assert [number for number, *_ in log()] == [1, 2]


def test_a_replay_sends_what_happened_before_and_only_what_may_be_seen(
    world: World, receiver: Receiver, now: datetime
) -> None:
    blow(now, world.hansa.id, label="before")
    blow(now, world.baltic.id, label="another's")
    key, _ = listen(world.hansa.admin, receiver.url, now)
    blow(now, world.hansa.id, label="after")
    run_jobs()
    receiver.messages.clear()
    with acting_as(world.hansa.admin):
        count = commands.replay_events(actor=world.hansa.admin, webhook_id=key, from_sequence=0, now=now)
    run_jobs()
    assert count == 2
    assert sorted(message.event["subject_label"] for message in receiver.messages) == ["after", "before"]
