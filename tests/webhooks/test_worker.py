"""A real worker delivers everything, and ends when it is told to."""

import os
import signal
import subprocess
import sys
import time

import pytest

from steelyard.platform.clock import utc_now
from steelyard.platform.webhooks.events import WebhookTested
from tests.identity.conftest import make_world
from tests.webhooks.making import blow, listen
from tests.webhooks.receiver import receiving

EVENTS = 100


@pytest.mark.slow
def test_a_worker_delivers_everything_once_and_ends_when_told(own_database: str) -> None:
    world = make_world(utc_now())
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "steelyard.config.settings",
        "STEELYARD_APP_DATABASE_URL": own_database,
        "DATABASE_URL": own_database,
        "STEELYARD_WEBHOOKS_TO_LOOPBACK": "1",
        "DJANGO_ALLOW_ASYNC_UNSAFE": "",
    }
    with receiving() as receiver:
        listen(world.host_admin, receiver.url, utc_now(), event_types=[WebhookTested.type])
        for _ in range(EVENTS):
            blow(utc_now(), kind=WebhookTested)
        worker = subprocess.Popen([sys.executable, "-m", "steelyard", "worker"], env=environment)
        try:
            until = time.monotonic() + 60
            while len(receiver.messages) < EVENTS and time.monotonic() < until:
                time.sleep(0.05)
            time.sleep(1)
            assert len(receiver.messages) == EVENTS
            assert len({message.headers["webhook-id"] for message in receiver.messages}) == EVENTS
        finally:
            worker.send_signal(signal.SIGTERM)
            assert worker.wait(20) == 0
