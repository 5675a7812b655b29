"""Small worlds of facts, written as the engine keeps them."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from steelyard.deals.facts import REGISTRATIONS
from steelyard.partners.facts import PARTNERS
from steelyard.pipeline.facts import OPPORTUNITIES
from steelyard.platform.analytics.engine import connect, sql_type
from steelyard.platform.analytics.facts import Fact
from steelyard.platform.analytics.store import State, Store
from steelyard.platform.analytics.tables import write_table

AS_OF = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
ACME, BETA = UUID(int=1), UUID(int=2)


def at(text: str) -> datetime:
    """Return an instant of 2026 as facts keep it: `11-02` or `11-02 09:30`."""
    return datetime.fromisoformat(f"2026-{text}")


def registration(number: int, submitted: str, **said: Any) -> dict[str, Any]:
    """Return a registration of Acme in DACH that was submitted and nothing else."""
    row = dict.fromkeys(REGISTRATIONS.columns)
    return row | {
        "id": UUID(int=100 + number),
        "partner_id": ACME,
        "region": "DACH",
        "type": "sourced",
        "tier": "gold",
        "state": "",
        "outcome": "",
        "closure": "",
        "value": Decimal(1000),
        "currency": "EUR",
        "is_automatic": True,
        "created_at": at(submitted),
        "submitted_at": at(submitted),
        **said,
    }


def opportunity(number: int, opened: str, **said: Any) -> dict[str, Any]:
    """Return a direct opportunity in DACH that is open."""
    row = dict.fromkeys(OPPORTUNITIES.columns)
    return row | {
        "id": UUID(int=500 + number),
        "region": "DACH",
        "tier": "",
        "outcome": "",
        "opened_at": at(opened),
        "amount": Decimal(1000),
        "currency": "EUR",
        **said,
    }


def partner(key: UUID, enrolled: str, **said: Any) -> dict[str, Any]:
    """Return an active gold partner in DACH."""
    row = dict.fromkeys(PARTNERS.columns)
    return row | {
        "id": key,
        "region": "DACH",
        "status": "active",
        "tier": "gold",
        "types": "reseller",
        "enrolled_at": at(enrolled),
        "status_since_at": at(enrolled),
        **said,
    }


def keep_facts(
    *,
    registrations: Sequence[Mapping[str, Any]] = (),
    opportunities: Sequence[Mapping[str, Any]] = (),
    partners: Sequence[Mapping[str, Any]] = (),
) -> None:
    """Keep these rows as the present state of all facts."""
    for fact, rows in ((REGISTRATIONS, registrations), (OPPORTUNITIES, opportunities), (PARTNERS, partners)):
        keep(fact, rows)


def make_tables() -> None:
    """Make the tables of what is kept, as the job does that reads what changed."""
    for fact in (REGISTRATIONS, OPPORTUNITIES, PARTNERS):
        store = Store.of(fact.name)
        state = store.find_state()
        assert state is not None
        with connect() as duck:
            write_table(duck, store.paths(state), store.table(state))


def keep(fact: Fact, rows: Sequence[Mapping[str, Any]], as_of: datetime = AS_OF) -> None:
    """Keep the rows as the present state of one fact."""
    store = Store.of(fact.name)
    store.root.mkdir(parents=True, exist_ok=True)
    before = store.find_state()
    version = before.version + 1 if before else 1
    name = f"all.{version}.parquet"
    with connect() as duck:
        columns = ", ".join(f"{column} {sql_type(kind)}" for column, kind in fact.columns.items())
        duck.execute(f"create temp table rows ({columns})")
        for row in rows:
            places = ", ".join("?" * len(row))
            duck.execute(f"insert into rows values ({places})", [row[column] for column in fact.columns])
        duck.execute(f"copy rows to '{store.root / name}' (format parquet)")
    store.replace_state(
        State(
            as_of=as_of,
            watermark=1,
            database="a test",
            columns=dict(fact.columns),
            files={"all": name},
            version=version,
            rows=len(rows),
        )
    )
