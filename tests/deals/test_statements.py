"""How many statements the paths that everybody walks need; more than these and the figures of the benchmark are gone."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from steelyard.deals import queries
from steelyard.deals.cards import RegistrationFilter
from steelyard.kernel.pages import PageRequest
from steelyard.platform.clock import utc_now
from steelyard.platform.db import acting_as
from tests.deals.making import make_deal_world, submit
from tests.deals.test_api import REGISTRATIONS, body
from tests.identity.test_access import key_for
from tests.partners.making import Ecosystem
from tests.sharing import made_once

MOST = 23
"""Savepoints with their releases, and the three that the test's own transaction adds, are among them."""


made_world = made_once(lambda: make_deal_world(utc_now()))


@pytest.fixture
def world(made_world: Ecosystem, system: None) -> Ecosystem:
    return made_world


def test_a_submission_over_http_takes_few_statements(
    world: Ecosystem, django_assert_max_num_queries: Callable[..., object]
) -> None:
    secret, client = key_for(world.acme_seller), Client()

    def post(company: str, lines: list[str]) -> None:
        answer = client.post(
            f"/api/v1{REGISTRATIONS}",
            json.dumps(body(company, *lines)),
            content_type="application/json",
            headers={"Authorization": f"Bearer {secret}"},
        )
        assert answer.status_code == 201

    post("Albatros GmbH", ["cloud"])
    with django_assert_max_num_queries(MOST):
        post("Albatros GmbH", ["backup", "general"])


def test_a_page_of_registrations_takes_the_same_few_statements_however_long(
    world: Ecosystem, django_assert_max_num_queries: Callable[..., object]
) -> None:
    for name in ("Albatros", "Bernstein", "Cobalt", "Drossel"):
        submit(world.acme_seller, utc_now() - timedelta(days=1), name)
    with acting_as(world.acme_seller), django_assert_max_num_queries(5):
        page = queries.list_registrations(world.acme_seller, RegistrationFilter(), PageRequest())
    assert page.total == 4
