"""Newcomers who introduce the same company at the same moment: one company comes of it."""

from datetime import datetime
from threading import Barrier, Thread

import pytest
from django.db import connection

from steelyard.companies.models import Company, CompanyName
from steelyard.kernel.actors import Actor
from steelyard.platform.db import as_system
from tests.companies.world import make_partner, name_it

ROUNDS = 30


def test_two_newcomers_meet(own_database: str, now: datetime) -> None:
    partners = [make_partner(), make_partner()]
    for number in range(ROUNDS):
        found: list[object] = []
        together = Barrier(2)
        words = [(f"Quarrystone {number} Hydraulics GmbH", ""), (f"quarrystone {number} hydraulics", f"q{number}.de")]

        def introduce(partner: Actor, name: str, domain: str, found: list[object], together: Barrier) -> None:
            try:
                together.wait()
                found.append(name_it(partner, name, now, domain=domain).company_id)
            finally:
                connection.close()

        threads = [
            Thread(target=introduce, args=(partner, *said, found, together))
            for partner, said in zip(partners, words, strict=True)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(found) == 2
        assert len(set(found)) == 1, f"round {number}"
    with as_system():
        assert Company.objects.count() == ROUNDS
        assert CompanyName.objects.count() == 2 * ROUNDS


@pytest.mark.django_db
def test_different_newcomers_do_not_wait_for_each_other(now: datetime) -> None:
    name_it(make_partner(), "Quarrystone Hydraulics", now)
    name_it(make_partner(), "Zephyrline Optics", now)
    with as_system(), connection.cursor() as cursor:
        cursor.execute(
            "select count(distinct objid) from pg_locks where locktype = 'advisory' and classid = %s"
            " and database = (select oid from pg_database where datname = current_database())",
            [0x434F4D50],
        )
        assert cursor.fetchone() == (2,)
