"""The API with a world behind it, and who asks it."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test import Client

from steelyard.kernel.actors import Actor, Role
from steelyard.platform.analytics.refreshing import refresh_facts
from steelyard.platform.clock import utc_now
from tests import database
from tests.identity.test_access import key_for
from tests.partners.making import browser_of
from tests.walk.ecosystem import Ids, World, make_anker, make_host, read_ids


@pytest.fixture(scope="package")
def world(
    django_db_setup: None, django_db_blocker: pytest.FixtureRequest, worker_id: str
) -> Iterator[tuple[World, Ids]]:
    """A host and a partner with all its work, in a database of its own."""
    from tests.settings import URLS

    before = connection.settings_dict["NAME"]
    with django_db_blocker.unblock(), database.clone(URLS, f"steelyard_api_{worker_id}_{os.getpid()}") as name:
        connection.close()
        connection.settings_dict["NAME"] = name
        try:
            now = utc_now()
            made = make_anker(make_host(now), now)
            refresh_facts(utc_now())
            yield made, read_ids()
        finally:
            connection.close()
            connection.settings_dict["NAME"] = before


@pytest.fixture(scope="package")
def person(world: tuple[World, Ids]) -> Callable[[Role], Actor]:
    """Find the person of a role."""
    people = {**world[0].host, **world[0].anker.people}
    return people.__getitem__


@pytest.fixture
def headers(person: Callable[[Role], Actor], db: None) -> dict[str, str]:
    """What a program of the partner's seller sends with every request."""
    return {"Authorization": f"Bearer {key_for(person(Role.SELLER))}"}


@pytest.fixture
def browser(person: Callable[[Role], Actor], db: None) -> Client:
    """A browser in which the partner's seller is signed in."""
    return browser_of(person(Role.SELLER))


@pytest.fixture
def files(settings: LazySettings, tmp_path: Path) -> None:
    """Uploaded files go where nobody looks for them afterwards."""
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}},
    }
