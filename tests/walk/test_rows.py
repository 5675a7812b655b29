"""The net below the querysets: with none of them, the database itself gives a partner no row of others."""

from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Model

from steelyard.kernel.actors import ANONYMOUS, Actor, Role
from steelyard.platform.db import acting_as, as_system
from steelyard.platform.models import Visibility
from tests.walk.conftest import Walk

OWNED = [
    model
    for model in apps.get_models()
    if any(field.name in {"partner_id", "partner", "person_id"} for field in model._meta.get_fields())
    and not issubclass(model, Visibility)
]


def _rows(model: type[Model]) -> set[Any]:
    return set(model._default_manager.values_list("pk", flat=True))


@pytest.mark.parametrize("model", OWNED, ids=lambda model: model._meta.label)
def test_no_row_of_others_without_querysets(walk: Walk, db: None, model: type[Model]) -> None:
    foreign = {value for values in walk.foreign.values() for value in values}
    for person in walk.world.anker.people.values():
        with acting_as(person):
            assert not {key for key in _rows(model) if isinstance(key, UUID)} & foreign


@pytest.mark.parametrize("model", OWNED, ids=lambda model: model._meta.label)
def test_no_row_at_all_for_nobody(walk: Walk, db: None, model: type[Model]) -> None:
    with acting_as(ANONYMOUS):
        assert not _rows(model)


def test_every_table_that_names_a_partner_or_a_person_forces_row_security(db: None) -> None:
    open_tables = {"platform_idempotencyrecord"}
    tables = {model._meta.db_table for model in OWNED} - open_tables
    with connection.cursor() as cursor:
        cursor.execute(
            "select relname from pg_class where relname = any(%s) and not (relrowsecurity and relforcerowsecurity)",
            [sorted(tables)],
        )
        assert cursor.fetchall() == []


def test_the_walk_would_notice_a_leak(walk: Walk, db: None) -> None:
    seller: Actor = walk.world.anker.people[Role.SELLER]
    foreign = set(walk.foreign["dealreg"])
    model = apps.get_model("deals", "DealRegistration")
    with as_system():
        assert _rows(model) & foreign
    with acting_as(seller):
        assert _rows(model)
        assert not _rows(model) & foreign
