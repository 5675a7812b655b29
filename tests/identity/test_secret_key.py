"""After a change of the installation's secret key: what was sealed says so plainly, and can be set up anew."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from django.conf import LazySettings
from django.core.cache import cache
from django.test import Client

from steelyard.identity.models import Connection
from steelyard.platform.db import as_system
from tests.identity import provider as providers
from tests.identity.conftest import World, signed_in
from tests.identity.provider import Provider
from tests.identity.test_access import Program, key_for
from tests.identity.test_connections import SAM, come_back, connect, leave
from tests.identity.test_second_factor import (
    SELLER,
    code_of,
    membership_of,
    read_codes,
    set_up_app,
    signed_in_by_password,
)

ANOTHER = "another-secret-key-of-more-than-fifty-characters-which-is-new"


@pytest.fixture(autouse=True)
def _no_tries_from_before(db: None) -> None:
    cache.clear()


@pytest.fixture
def provider() -> Iterator[Provider]:
    with providers.running() as running:
        yield running


def test_a_second_factor_that_cannot_be_read_is_refused_and_reset(world: World, settings: LazySettings) -> None:
    browser = signed_in_by_password(SELLER)
    secret = set_up_app(browser)
    recovery_code = read_codes(browser)[0]
    settings.SECRET_KEY = ANOTHER
    for code in (code_of(secret), recovery_code):
        browser = signed_in_by_password(SELLER)
        answer = browser.post("/account/second-factor/proof/", {"code": code})
        assert answer.status_code == 403
        assert "the secret key of this installation has changed" in answer.content.decode()
        assert browser.get("/api/v1/me").status_code == 401
    member = membership_of(SELLER)
    administrator = signed_in("ada@hansa.example")
    page = administrator.get(f"/people/{member.public_id}/access/")
    assert "Not readable any more" in page.content.decode()
    factors = (
        Program(key_for(world.hansa.admin)).get(f"/memberships/{member.public_id}/access").json()["second_factors"]
    )
    assert {(factor["kind"], factor["is_readable"]) for factor in factors} == {
        ("totp", False),
        ("recovery_codes", False),
    }
    assert signed_in(SELLER).get("/settings/security/").status_code == 200
    administrator.post(f"/people/{member.public_id}/second-factor-reset/")
    assert signed_in_by_password(SELLER).get("/api/v1/me").status_code == 200


def test_a_connection_whose_secret_cannot_be_read_says_so(
    world: World, provider: Provider, now: datetime, settings: LazySettings
) -> None:
    key = connect(world, provider, now, world.hansa.id)
    underway = Client()
    path, asked = leave(underway, str(SAM["email"]))
    settings.SECRET_KEY = ANOTHER
    for answer in (
        Client().post("/account/organization/", {"email": SAM["email"]}),
        underway.get(path, {"code": "a-code", "state": asked["state"]}),
    ):
        assert answer.status_code == 403
        assert "the secret key of this installation has changed" in answer.content.decode()
    administrator = signed_in("petra@host.example")
    public_id = Connection(id=key).public_id
    assert "Enter the client secret again" in administrator.get(f"/people/connections/{public_id}/").content.decode()
    program = Program(key_for(world.host_admin))
    assert program.get(f"/connections/{public_id}").json()["needs_secret"] is True
    administrator.post(
        f"/people/connections/{public_id}/change/",
        {"name": "Hansa Login", "domains": "hansa.example", "secret": "a-client-secret", "is_enabled": "on"},
    )
    assert program.get(f"/connections/{public_id}").json()["needs_secret"] is False
    browser = Client()
    come_back(browser, provider, SAM)
    assert browser.get("/api/v1/me").status_code == 200
    with as_system():
        assert Connection.objects.get(id=key).sealed_secret
