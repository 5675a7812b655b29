"""Row-level security: who is asking is said per transaction, and nobody asking sees nothing."""

from uuid import UUID

import pytest
from django.db import connection, transaction

from steelyard.kernel.actors import SYSTEM, Actor, ActorKind
from steelyard.kernel.ids import new_id
from steelyard.platform.db import acting_as, set_actor
from steelyard.platform.models import Visibility


def partner(partner_id: UUID) -> Actor:
    return Actor(kind=ActorKind.PARTNER, partner_id=partner_id)


@pytest.fixture
def two_partners(db: None) -> tuple[UUID, UUID]:
    a, b = new_id(), new_id()
    with acting_as(SYSTEM):
        Visibility.objects.bulk_create([Visibility(viewer_id=a, partner_id=a), Visibility(viewer_id=b, partner_id=b)])
    return a, b


def test_no_context_means_no_rows(two_partners: tuple[UUID, UUID]) -> None:
    assert Visibility.objects.count() == 0


def test_a_partner_sees_its_own_rows_only(two_partners: tuple[UUID, UUID]) -> None:
    a, _ = two_partners
    with acting_as(partner(a)):
        assert [row.partner_id for row in Visibility.objects.all()] == [a]


def test_a_partner_cannot_write_what_decides_visibility(two_partners: tuple[UUID, UUID]) -> None:
    a, b = two_partners
    with pytest.raises(Exception, match="row-level security"), acting_as(partner(a)):
        Visibility.objects.create(viewer_id=a, partner_id=b)


def test_the_inner_actor_does_not_outlive_its_block(two_partners: tuple[UUID, UUID]) -> None:
    a, b = two_partners
    with acting_as(partner(a)):
        with acting_as(SYSTEM):
            assert Visibility.objects.filter(partner_id__in=two_partners).count() == 2
        assert Visibility.objects.count() == 1


def test_who_is_asking_needs_a_transaction(own_database: str) -> None:
    with pytest.raises(RuntimeError, match="inside a transaction"):
        set_actor(SYSTEM)


def test_the_context_ends_with_the_transaction(own_database: str) -> None:
    with acting_as(SYSTEM):
        Visibility.objects.create(viewer_id=new_id(), partner_id=new_id())
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select coalesce(current_setting('steelyard.actor_kind', true), '')")
        assert cursor.fetchone() == ("",)
    assert Visibility.objects.count() == 0


def test_every_table_with_a_partner_column_forces_row_security(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid
            where c.relkind = 'r' and a.attname = 'partner_id' and not a.attisdropped
              and not (c.relrowsecurity and c.relforcerowsecurity)
            """
        )
        assert cursor.fetchall() == []


def test_the_application_role_bypasses_nothing_and_owns_nothing(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select rolsuper or rolbypassrls from pg_roles where rolname = current_user")
        assert cursor.fetchone() == (False,)
        cursor.execute("select count(*) from pg_tables where tableowner = current_user")
        assert cursor.fetchone() == (0,)
