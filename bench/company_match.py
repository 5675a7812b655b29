"""Finding the company that is meant, in process, among up to a million; beside `pg_trgm` on the same names in the same run.

    python -m bench.company_match [--companies 1000000] [--queries 400] [--without-peer] [--growth]

The peer is PostgreSQL's own trigram index (GIN, similarity above 0.5, its best sixteen), on a temporary server of the machine's
PostgreSQL with contrib; where there is none, the run says so and goes on.
"""

import argparse
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import psycopg

from bench.world import SEED, Invented, django_on, invent_companies, misspell, open_world
from steelyard.platform.runtime.cluster import server_user
from steelyard.platform.runtime.keeper import become

GROWTH = (100_000, 300_000, 1_000_000)
SIMILARITY = 0.5
CANDIDATES = 16


@dataclass(frozen=True, slots=True)
class Query:
    """What somebody types, and the company that is meant; None for one that nobody knows."""

    name: str
    domain: str
    country: str
    meant: UUID | None


@dataclass(frozen=True, slots=True)
class Figures:
    """How long look-ups took, in milliseconds, and how many had the company that was meant among their candidates."""

    p50: float
    p95: float
    p99: float
    recall: float | None
    first: float | None

    def __str__(self) -> str:
        times = f"p50 {self.p50:7.2f}   p95 {self.p95:7.2f}   p99 {self.p99:7.2f} ms"
        return times if self.recall is None else f"{times}   found {self.recall:6.1%}   first {self.first:6.1%}"


Search = Callable[[Query], Sequence[UUID]]


def make_queries(count: int, world: int) -> dict[str, list[Query]]:
    """Return the questions of every kind about companies drawn from the whole world."""
    random = Random(SEED + 1)
    starts = random.sample(range(0, world, 10_000), min(20, world // 10_000))
    drawn = [
        one for start in starts for one in random.sample(list(invent_companies(start, 10_000)), count // len(starts))
    ]
    with_domain = [one for one in drawn if one.domain]
    strangers = (Query(f"{_reversed(one)} {one.name.split()[-1]}", "", one.country, None) for one in drawn)
    return {
        "exact": [Query(one.name, "", one.country, one.id) for one in drawn],
        "typing error": [Query(misspell(random, one), "", one.country, one.id) for one in drawn],
        "domain": [Query(one.name.split()[0], one.domain, one.country, one.id) for one in with_domain],
        "unknown": list(strangers),
    }


def _reversed(one: Invented) -> str:
    return one.name.split()[0][::-1].title()


def measure(search: Search, queries: Sequence[Query]) -> Figures:
    """Return the figures of one kind of question, after a few to warm up."""
    for query in queries[:20]:
        search(query)
    times: list[float] = []
    found = first = 0
    for query in queries:
        start = time.perf_counter()
        ids = search(query)
        times.append((time.perf_counter() - start) * 1000)
        found += query.meant in ids
        first += bool(ids) and ids[0] == query.meant
    cuts = statistics.quantiles(times, n=100, method="inclusive")
    is_asked = queries[0].meant is not None
    return Figures(
        p50=cuts[49],
        p95=cuts[94],
        p99=cuts[98],
        recall=found / len(queries) if is_asked else None,
        first=first / len(queries) if is_asked else None,
    )


def measure_steelyard(world: int, queries: dict[str, list[Query]]) -> dict[str, Figures]:
    """Return the figures of the product's own matching."""
    with django_on(open_world(world)):
        from steelyard.companies.cards import CompanyDraft
        from steelyard.companies.drafts import clean_draft, prepare_draft
        from steelyard.companies.queries.matching import find_candidates
        from steelyard.platform.db import as_system

        def search(query: Query) -> list[UUID]:
            draft = clean_draft(CompanyDraft(name=query.name, domain=query.domain, country=query.country))
            return [candidate.card.id for candidate in find_candidates(prepare_draft(draft))]

        with as_system():
            return {kind: measure(search, asked) for kind, asked in queries.items()}


def measure_typeahead(world: int, count: int = 300) -> Figures:
    """Return the figures of suggestions for prefixes of two to six letters, asked by a partner."""
    with django_on(open_world(world)):
        from steelyard.companies.queries.cards import suggest_companies
        from steelyard.kernel.actors import Actor, ActorKind
        from steelyard.kernel.ids import new_id
        from steelyard.platform.db import acting_as

        partner = Actor(kind=ActorKind.PARTNER, partner_id=new_id())
        random = Random(SEED)
        typed = [one.name[: random.randint(2, 6)] for one in invent_companies(0, count)]
        with acting_as(partner):
            return measure(
                lambda query: [card.id for card in suggest_companies(partner, query.name)],
                [Query(text, "", "", None) for text in typed],
            )


def measure_trigrams(world: int, queries: dict[str, list[Query]]) -> dict[str, Figures]:
    """Return the figures of `pg_trgm` over the same names."""
    with _trigram_server() as connection:
        connection.execute("create table company (id uuid, name text)")
        with connection.cursor() as cursor, cursor.copy("copy company from stdin") as copy:
            for one in invent_companies(0, world):
                copy.write_row((one.id, one.name))
        connection.execute("create index on company using gin (name gin_trgm_ops)")
        connection.execute("vacuum analyze company")
        connection.execute(f"set pg_trgm.similarity_threshold = {SIMILARITY}")

        def search(query: Query) -> list[UUID]:
            rows = connection.execute(
                "select id from company where name %% %s order by similarity(name, %s) desc limit %s",
                [query.name, query.name, CANDIDATES],
            )
            return [row[0] for row in rows.fetchall()]

        return {kind: measure(search, asked) for kind, asked in queries.items()}


@contextmanager
def _trigram_server() -> Iterator[psycopg.Connection[tuple[UUID, ...]]]:
    """Run a server with `pg_trgm` for the length of the block.

    Raises: LookupError where the machine has none.
    """
    programs = _programs_with_trigrams()
    user = server_user()
    with tempfile.TemporaryDirectory(prefix="trigrams-") as folder:
        data = Path(folder) / "data"
        if user:
            shutil.chown(folder, user)
        run: dict[str, Any] = {"check": True, "capture_output": True, "cwd": folder, **become(user)}
        subprocess.run(
            [programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "--locale=C", "-E", "UTF8"], **run
        )
        options = f"-k {folder} -c listen_addresses= -c shared_buffers=128MB -c jit=off -c maintenance_work_mem=256MB"
        log = Path(folder) / "log"
        subprocess.run([programs / "pg_ctl", "-D", data, "-w", "-l", log, "-o", options, "start"], **run)
        try:
            with psycopg.connect(host=folder, user="postgres", dbname="postgres", autocommit=True) as connection:
                connection.execute("create extension pg_trgm")
                yield connection
        finally:
            subprocess.run([programs / "pg_ctl", "-D", data, "-m", "immediate", "stop"], **run)


def _programs_with_trigrams() -> Path:
    config = shutil.which("pg_config")
    if config is None:
        raise LookupError("no PostgreSQL is installed on this machine")
    asked = subprocess.run([config, "--bindir", "--sharedir"], check=True, capture_output=True, text=True)
    programs, shared = map(Path, asked.stdout.split())
    if not (programs / "initdb").exists() or not (shared / "extension/pg_trgm.control").exists():
        raise LookupError("the PostgreSQL of this machine has no server or no contrib modules")
    return programs


def show(title: str, figures: dict[str, Figures]) -> None:
    """Print one table."""
    print(f"\n{title}")
    for kind, measured in figures.items():
        print(f"  {kind:14} {measured}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--companies", type=int, default=1_000_000)
    parser.add_argument("--queries", type=int, default=400)
    parser.add_argument("--without-peer", action="store_true")
    parser.add_argument("--growth", action="store_true", help="measure at 100,000 and 300,000 companies too")
    options = parser.parse_args()
    for world in [size for size in GROWTH if size < options.companies and options.growth] + [options.companies]:
        queries = make_queries(options.queries, world)
        show(f"Steelyard, {world:,} companies", measure_steelyard(world, queries))
        show(f"Typeahead, {world:,} companies, in process", {"2-6 letters": measure_typeahead(world)})
    if options.without_peer:
        return
    try:
        show(
            f"pg_trgm (GIN, similarity over {SIMILARITY}), {options.companies:,} names",
            measure_trigrams(world, queries),
        )
    except LookupError as missing:
        print(f"\npg_trgm: skipped, {missing}")


if __name__ == "__main__":
    main()
