"""R4: requests are repeated, many at a time, while the web's processes and the database are killed."""

import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import httpx
import psutil
import pytest

from tests.faults.conftest import Running
from tests.faults.load import registration
from tests.figures import keep_figure, scaled

pytestmark = pytest.mark.long

KEYS, AT_ONCE = 1_000, 20
_GIVE_UP_SECONDS = 120.0

_EFFECTS = """
import json
from steelyard.platform.db import as_system
from steelyard.deals.models import DealRegistration
with as_system():
    print(json.dumps([one.hex for one in DealRegistration.objects.values_list("id", flat=True)]))
"""


def _send_until_answered(program: httpx.Client, key: str, body: dict[str, object]) -> tuple[int, bytes]:
    until = time.monotonic() + _GIVE_UP_SECONDS
    while time.monotonic() < until:
        try:
            answer = program.post("/deal-registrations", json=body, headers={"Idempotency-Key": key})
        except httpx.TransportError:
            time.sleep(0.05)
            continue
        if answer.status_code != 503:
            return answer.status_code, answer.content
        time.sleep(0.1)
    raise AssertionError("no answer in time")


def _crash(running: Running, stop: threading.Event, crashes: Counter[str]) -> None:
    while not stop.wait(4):
        if sum(crashes.values()) % 4 == 1:
            running.installation.postmaster().kill()
            crashes["the database"] += 1
            continue
        try:
            for child in running.installation.service("web").children()[:1]:
                child.kill()
                crashes["a web process"] += 1
        except (LookupError, psutil.NoSuchProcess):
            continue


def test_a_thousand_keys_have_one_effect_each_however_often_they_are_sent(running: Running) -> None:
    before = set(running.run(_EFFECTS))
    stop, crashes = threading.Event(), Counter[str]()
    killer = threading.Thread(target=_crash, args=(running, stop, crashes))
    killer.start()
    programs = [running.program("acme_seller") for _ in range(AT_ONCE)]
    replies: list[set[tuple[int, bytes]]] = []
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for _ in range(scaled(KEYS)):
            key, body = str(uuid4()), registration()

            def send(program: httpx.Client, key: str = key, body: Any = body) -> tuple[int, bytes]:
                return _send_until_answered(program, key, body)

            replies.append(set(pool.map(send, programs)))
    stop.set()
    killer.join()
    effects = len(set(running.run(_EFFECTS)) - before)
    alike = sum(len(said) == 1 and next(iter(said))[0] == 201 for said in replies)
    keep_figure(
        f"{len(replies):,} keys, each with {AT_ONCE} concurrent retries with crashes",
        at_least="one effect each, identical replies",
        measured=f"{effects:,} effects, {alike:,} with identical replies; killed meanwhile: "
        + ", ".join(f"{what} {times} times" for what, times in sorted(crashes.items())),
        is_met=effects == alike == len(replies) and len(crashes) == 2,
    )
