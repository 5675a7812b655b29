"""Every figure of the table, measured on a copy of the kept world that nobody else uses."""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import quote

import psycopg

from bench.approvals import measure_approvals
from bench.company_match import Figures, make_queries, measure_steelyard, measure_trigrams
from bench.company_match_quality import judge_pairs, score
from bench.content import measure_library
from bench.database import working_copy
from bench.duplicates import measure_duplicates
from bench.importing import measure_import
from bench.insights import measure_insights
from bench.load import find_free, judge, make_submissions, send
from bench.portfolio import measure_portfolio
from bench.report import Figure
from bench.serving import fetch_times, memory_at_rest, running
from bench.simulation import measure_simulation
from bench.sizes import Size, id_of, secret_of
from bench.tiers import measure_tiers
from bench.world import HOME, ROOT, SEED, invent_companies
from steelyard.kernel.ids import public_id

PORT = int(os.environ.get("BENCH_PORT", "18770"))
GROWTH = (100_000, 300_000)
ONE_CLIENT, CLIENTS = 300, 8
SECONDS = 15.0
REPETITIONS = 3
MOST_PER_SECOND = 600
"""More than any run reaches; so many requests are made up beforehand."""
REST_SECONDS = 10
_LABELED = os.environ.get("BENCH_LABELED_PAIRS", "")


def measure_all(companies: int, *, with_growth: bool) -> Iterator[Figure]:
    """Yield the figures as they are measured, first those at full size."""
    size = Size(companies)
    with working_copy(size) as writer:
        yield from measure_requests(size, writer)
        yield from _measure_start()
        yield measure_import(size)
        yield _simulate(size)
        yield from measure_insights(size, writer, port=PORT, cookie=_sign_in(id_of("manager", 0)))
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        yield from process.submit(measure_tiers).result()
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        yield from process.submit(measure_portfolio).result()
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        yield from process.submit(measure_approvals).result()
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        yield from process.submit(measure_library).result()
    yield from measure_matching(size, with_peer=True)
    yield from _measure_quality()
    yield measure_duplicates()
    if with_growth:
        for smaller in (Size(count) for count in GROWTH if count < companies):
            with working_copy(smaller) as writer:
                found = [*measure_requests(smaller, writer, repetitions=1), *measure_matching(smaller, with_peer=False)]
            for figure in found[:4]:
                yield Figure(f"at {smaller.companies:,} companies: {figure.what}", "", "", figure.measured, None)


# --- Over HTTP --------------------------------------------------------------------------------------------------------


def measure_requests(size: Size, writer: psycopg.Connection[Any], repetitions: int = REPETITIONS) -> Iterator[Figure]:
    """Yield what a running server does: submissions of one and of eight clients, typing ahead, lists and records."""
    free = find_free(writer, size, 200 * repetitions)
    spared = frozenset(free)
    with running("web", home=HOME, port=PORT):
        send(make_submissions(size, 400, [], seed="warm", spared=spared), port=PORT, clients=CLIENTS, seconds=20)
        alone = [
            send(
                make_submissions(size, ONE_CLIENT, [], seed=f"one {turn}", spared=spared),
                port=PORT,
                clients=1,
                seconds=SECONDS,
            )
            for turn in range(repetitions)
        ]
        p95 = statistics.median(_cut(run.times, 95) for run in alone)
        p50 = statistics.median(_cut(run.times, 50) for run in alone)
        yield _at_most("registration submitted over HTTP, one client, p95", p95, 25, 15, f"p50 {p50:.1f} ms")
        yield from _together(size, writer, free, repetitions)
        random = Random(SEED)
        reader = {"Authorization": f"Bearer {secret_of(5)}"}
        typed = [
            (f"/api/v1/companies/suggestions?q={quote(one.name[: random.randint(2, 6)])}", reader)
            for one in invent_companies(0, 300)
        ]
        yield _at_most("typeahead over all companies, HTTP, p95", _cut(fetch_times(PORT, typed), 95), 20, 10)
        yield from _pages(writer)


def _together(size: Size, writer: psycopg.Connection[Any], free: list[int], repetitions: int) -> Iterator[Figure]:
    rates, tails, verdicts = [], [], []
    for turn in range(repetitions):
        arenas = free[turn::repetitions]
        batch = make_submissions(
            size, int(MOST_PER_SECOND * SECONDS), arenas, seed=f"many {turn}", spared=frozenset(free)
        )
        run = send(batch, port=PORT, clients=CLIENTS, seconds=SECONDS)
        rates.append(run.rate)
        tails.append(_cut(run.times, 99))
        verdicts.append(judge(writer, run))
    rate, tail = statistics.median(rates), statistics.median(tails)
    wrong = sum(one.overlapping + one.without_one_winner + one.unexpected for one in verdicts)
    contests = sum(one.contests for one in verdicts)
    yield Figure(
        what=f"the same, {CLIENTS} clients, no wrong decision",
        floor="200 per second, p99 150 ms",
        aim="350 per second",
        measured=f"{rate:.0f} per second, p99 {tail:.0f} ms; {contests} contests, {wrong} wrong",
        is_met=rate >= 200 and tail <= 150 and not wrong,
    )


def _pages(writer: psycopg.Connection[Any]) -> Iterator[Figure]:
    largest = {"Cookie": _sign_in(id_of("seller", 0))}
    ids = writer.execute(
        "select id from deals_dealregistration where partner_id = %s limit 100", [id_of("partner", 0)]
    ).fetchall()
    lists = fetch_times(PORT, [("/deals/", largest)] * 100)
    details = fetch_times(PORT, [(f"/deals/{public_id('dealreg', row[0])}/", largest) for row in ids])
    yield _at_most("partner's list with 10,000 registrations of its own, p95", _cut(lists, 95), 40, 20)
    yield _at_most("a registration's record, p95", _cut(details, 95), 35, 20)
    host = {"Authorization": f"Bearer {secret_of(-1)}"}
    for what, path in (
        ("the host's list of all registrations, API, p95", "/api/v1/deal-registrations"),
        ("registrations waiting for the host, API, p95", "/api/v1/deal-registrations?waits_for=host&sort=due"),
        ("opportunities, API, p95", "/api/v1/opportunities"),
    ):
        yield Figure(what, "", "", f"{_cut(fetch_times(PORT, [(path, host)] * 60), 95):.1f} ms", None)


def _sign_in(person: Any) -> str:
    """Return the cookie of a new session; made by a process of its own, because it needs Django on this very database."""
    command = [sys.executable, "-m", "bench.signing_in", str(person)]
    environment = {key: value for key, value in os.environ.items() if not key.endswith("_DATABASE_URL")}
    done = subprocess.run(
        command, env={**environment, "STEELYARD_HOME": str(HOME)}, check=True, capture_output=True, text=True, cwd=ROOT
    )
    return done.stdout.strip().splitlines()[-1]


# --- In processes of their own ----------------------------------------------------------------------------------------


def measure_matching(size: Size, *, with_peer: bool) -> Iterator[Figure]:
    """Yield how long finding the company that is meant takes in process, and the same names with `pg_trgm`."""
    queries = make_queries(400, size.companies)
    # In a process of its own: Django is set up for one database.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        ours = process.submit(measure_steelyard, size.companies, queries).result()
    asked = ("exact", "typing error")
    p95 = max(figures.p95 for figures in ours.values())
    recall = _mean_recall(ours, asked)
    yield _at_most("company match in process, p95 of the slowest kind of name", p95, 5, 2, f"found {recall:.1%}")
    if not with_peer:
        return
    floor = "10 times faster at equal or better recall"
    try:
        theirs = measure_trigrams(size.companies, queries)
    except LookupError as missing:
        yield Figure("the same beside pg_trgm (GIN)", floor, "", f"peer skipped: {missing}", None)
        return
    other, other_recall = max(theirs[kind].p95 for kind in asked), _mean_recall(theirs, asked)
    mine = max(ours[kind].p95 for kind in asked)
    yield Figure(
        what="the same beside pg_trgm (GIN), p95",
        floor=floor,
        aim="",
        measured=f"{mine:.1f} against {other:.1f} ms: {other / mine:.0f} times; found {recall:.1%} against {other_recall:.1%}",
        is_met=other >= 10 * mine and recall >= other_recall,
    )


def _simulate(size: Size) -> Figure:
    # In a process of its own: Django is set up for one database.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        run = process.submit(measure_simulation, size.companies).result()
    return Figure(
        what=f"simulation of {run.decisions:,} past decisions",
        floor="20 s",
        aim="",
        measured=f"{run.seconds:.1f} s ({run.processor_seconds:.1f} s of processor time); {run.changed:,} would change",
        is_met=run.seconds <= 20,
    )


def _measure_quality() -> Iterator[Figure]:
    what, floor = "match quality on labelled pairs of organizations", "F1 0.88"
    if not _LABELED:
        yield Figure(what, floor, "0.92", "skipped: BENCH_LABELED_PAIRS names no file", None)
        return
    f1 = score(judge_pairs(Path(_LABELED)))
    yield Figure(what, floor, "0.92", f"F1 {f1:.3f} ({Path(_LABELED).name})", f1 >= 0.88)


def _mean_recall(figures: dict[str, Figures], kinds: Sequence[str]) -> float:
    return statistics.mean(figures[kind].recall or 0.0 for kind in kinds)


def _measure_start() -> Iterator[Figure]:
    with running("up", home=HOME, port=PORT) as seconds:
        yield Figure("later start to first page", "4 s", "", f"{seconds:.1f} s", seconds <= 4)
        time.sleep(REST_SECONDS)
        memory = memory_at_rest(HOME)
    total = sum(memory.values())
    parts = ", ".join(f"{kind} {megabytes:.0f}" for kind, megabytes in sorted(memory.items()))
    yield Figure(
        "memory at rest, all processes with the database (PSS)",
        "600 MB",
        "400 MB",
        f"{total:.0f} MB ({parts})",
        0 < total <= 600,
    )


def _at_most(what: str, milliseconds: float, floor: float, aim: float, more: str = "") -> Figure:
    measured = f"{milliseconds:.1f} ms" + (f" ({more})" if more else "")
    return Figure(what, f"{floor} ms", f"{aim} ms", measured, milliseconds <= floor)


def _cut(times: Sequence[float], percent: int) -> float:
    return statistics.quantiles(times, n=100, method="inclusive")[percent - 1]
