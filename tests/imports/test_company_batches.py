"""Importing companies in batches comes to what one row at a time comes to."""

from collections.abc import Sequence
from itertools import count
from random import Random
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from steelyard.companies.commands import loading
from steelyard.companies.models import (
    Company,
    CompanyDomain,
    CompanyIdentifier,
    MatchKey,
    PossibleDuplicate,
    SearchTerm,
)
from steelyard.companies.models.insertion import NewCompany
from steelyard.platform.imports import running
from steelyard.platform.models import EventRecord
from tests.imports.conftest import Load

HEADER = "Name;Domain;Country;City;LEI;Employees;Listed"

TRICKY = (
    "Nordlicht Werke GmbH;nordlicht-werke.de;DE;Kiel;;;",
    "NORDLICHT-WERKE;;DE;;;12;",
    "Nordlicht Werke;;;;529900T8BM49AURSDO55;;yes",
    "Polarstern Handel AG;;DE;;529900T8BM49AURSDO55;;",
    "—;;DE;;;;",
    "Hafenkontor AG;;DE;;;;",
    "Hafenkontor;hafenkontor.de;DE;Bremen;;;",
    "HK Hafenkontor Logistik;hafenkontor.de;DE;Bremen;;;yes",
    "HKL;hafenkontor.de;;;;;",
    "Alder Robotics;;;;;;",
    "Alder Robotics;;DE;;;;",
    "Alder Robotics;;US;;;;",
    "Aldre Robotics;;US;Austin;;40;",
    "Alder Robotics Inc;alder.com;US;Austin;;;",
    "Alder Robots;alder.com;US;;;;",
    "Nordlicht Werke GmbH;nordlicht-werke.de;DE;Hamburg;;13;yes",
    "Alder Robotics;;FR;;529900T8BM49AURSDO55;;",
)


def invented(seed: int) -> list[str]:
    """Return rows about few companies in many spellings, with facts that come one by one."""
    random = Random(seed)
    firsts = ("Alder", "Aldre", "Brandt", "Brand", "Nordlicht", "Nordlich", "Harbor", "Harbour")
    rows = []
    for _ in range(60):
        name = f"{random.choice(firsts)} {random.choice(('Robotics', 'Energy', 'Robotic', 'Logistics'))}"
        name += random.choice(("", "", " GmbH", " Inc", " Group"))
        domain = f"{name.split()[0].lower()}.{random.choice(('com', 'de'))}" if random.random() < 0.4 else ""
        country, city = random.choice(("", "DE", "DE", "US")), random.choice(("", "", "Kiel", "Austin"))
        lei = f"529900{name.split()[0].upper()}" if random.random() < 0.1 else ""
        rows.append(f"{name};{domain};{country};{city};{lei};{random.choice(('', '7'))};{random.choice(('', 'yes'))}")
    return rows


def state() -> dict[str, Any]:
    """Return everything that an import leaves, by names in place of ids."""
    companies = {company.id: company for company in Company.objects.order_by("number")}
    place = {company.id: position for position, company in enumerate(companies.values())}
    numbers = {company.number: place[company.id] for company in companies.values()}
    facts = ("name", "domain", "country", "city", "industry", "employees", "is_listed")
    return {
        "companies": [tuple(getattr(company, fact) for fact in facts) for company in companies.values()],
        "domains": sorted((place[one.company_id], one.domain, one.partner_id) for one in CompanyDomain.objects.all()),
        "identifiers": sorted((place[i.company_id], i.scheme, i.value) for i in CompanyIdentifier.objects.all()),
        "doubts": sorted(
            (place[d.company_id], place[d.other_id], round(d.probability, 9)) for d in PossibleDuplicate.objects.all()
        ),
        "keys": sorted((numbers[one.company_number], one.key) for one in MatchKey.objects.all()),
        "terms": sorted((place[t.company_id], str(t.audience), t.place, t.term) for t in SearchTerm.objects.all()),
        "events": sorted(
            (place[e.subject_id], e.type, str(sorted(e.payload.items()))) for e in EventRecord.objects.all()
        ),
    }


@pytest.fixture
def come_to(load: Load, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Give a function that imports rows into an empty directory, so many at a time, and returns report and state."""

    def run(
        rows: Sequence[str], batch: int, known: Sequence[str] = ()
    ) -> tuple[dict[str, int], list[Any], dict[str, Any]]:
        monkeypatch.setattr(running, "BATCH", batch)
        # Of two companies that a row may mean equally well the lower id wins, which is random: here, the older one.
        ids = (UUID(int=number) for number in count(1))
        monkeypatch.setattr(loading, "NewCompany", lambda **said: NewCompany(id=next(ids), **said))
        with transaction.atomic():
            if known:
                load("companies", HEADER, *known)
            report = load("companies", HEADER, *rows)
            left = state()
            transaction.set_rollback(True)
        return report.counts, report.errors, left

    return run


def test_rows_of_one_batch_know_of_each_other(come_to: Any) -> None:
    one_by_one = come_to(TRICKY, 1)
    assert one_by_one[0]["of them completed"]
    assert len(one_by_one[1]) == 1
    for batch in (2, 5, 500):
        assert come_to(TRICKY, batch) == one_by_one


@pytest.mark.parametrize("seed", range(6))
def test_invented_rows_come_to_the_same_in_any_batch(come_to: Any, seed: int) -> None:
    rows, known = invented(seed), invented(seed + 100)[:20]
    one_by_one = come_to(rows, 1, known)
    assert come_to(rows, 7, known) == one_by_one
    assert come_to(rows, 500, known) == one_by_one


def test_a_batch_takes_few_statements(load: Load) -> None:
    load("companies", HEADER, *TRICKY)
    rows = [f"Quarrystone {place} Hydraulics;q{place}.de;DE;Kiel;;{place + 1};yes" for place in range(200)]
    with CaptureQueriesContext(connection) as queries:
        load("companies", HEADER, *rows, *TRICKY)
    assert len(queries) < 40
