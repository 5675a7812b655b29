"""While an identity provider is asked, nothing of the database waits for it."""

from datetime import datetime

import psycopg
from django.test import Client

from tests.identity import provider as providers
from tests.identity.conftest import make_world
from tests.identity.test_connections import SAM, come_back, connect, is_signed_in


def test_no_transaction_is_open_while_the_provider_is_asked_on_the_way_back(own_database: str, now: datetime) -> None:
    world, waiting = make_world(now), {}
    with providers.running() as provider, psycopg.connect(own_database, autocommit=True) as observer:
        connect(world, provider, now, world.hansa.id)

        def look(path: str) -> None:
            mine = "datname = current_database() and pid <> pg_backend_pid() and usename = current_user"
            rows = observer.execute(f"select state from pg_stat_activity where {mine}").fetchall()
            waiting[path] = [state for (state,) in rows if state != "idle"]  # the way back asks last for each

        provider.when_asked = look
        browser = Client()
        come_back(browser, provider, SAM)
        assert is_signed_in(browser)
    assert waiting == {"/.well-known/openid-configuration": [], "/token": [], "/me": [], "/keys": []}
