"""The executive's page over a million registrations: how fast it answers, how fresh it is, and its figures in plain SQL beside it.

The world's registrations and opportunities are copied under new ids until there are enough: what partners did, with the same
partners, dates, values and outcomes. Every page is asked with another period and filter, so that no answer was given before.
"""

import json
import statistics
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from http.client import HTTPConnection
from itertools import islice, product
from typing import Any

import psycopg
from psycopg import sql

from bench.load import make_submissions, send
from bench.report import Figure
from bench.serving import fetch_times, running
from bench.sizes import HOST_KEY, Size, secret_of
from bench.world import HOME

REGISTRATIONS = 1_000_000
PAGES, COMPARED, CHANGES = 120, 12, 5
PATIENCE_SECONDS = 600
_PERIODS = ("12-months", "quarter", "last-quarter", "90-days", "3-years")
_REGIONS = ("", "DACH", "UKI", "NORDICS", "EMEA", "FRANCE", "BENELUX", "IBERIA")
_TYPES = ("", "sourced", "teaming", "fulfilment")


def measure_insights(size: Size, writer: psycopg.Connection[Any], *, port: int, cookie: str) -> Iterator[Figure]:
    """Yield the figures of the executive's page on a running installation whose world `writer` may change."""
    total = fill_up(writer, REGISTRATIONS)
    with running("up", home=HOME, port=port):
        first = _seconds_until(port, total)
        reader = {"Cookie": cookie}
        asked = [
            (f"/insights/?period={period}&region={region}&type={kind}", reader)
            for region, kind, period in product(_REGIONS, _TYPES, _PERIODS)
        ]
        times = fetch_times(port, list(islice(asked, PAGES)), warm=5)
        p95, p50 = _cut(times, 95), statistics.median(times)
        yield Figure(
            f"executive page over {total:,} registrations, p95",
            "300 ms",
            "",
            f"{p95:.0f} ms (p50 {p50:.0f} ms; all facts read the first time in {first:.0f} s)",
            p95 <= 300,
        )
        delays = [_seconds_of_a_change(size, port, total + 1 + turn, turn) for turn in range(CHANGES)]
        slowest = max(delays)
        yield Figure(
            "the same, from a submission to the figure that counts it",
            "60 s",
            "",
            f"at most {slowest:.0f} s ({', '.join(f'{one:.0f}' for one in delays)})",
            slowest <= 60,
        )
    with running("web", home=HOME, port=port):
        ours = statistics.median(fetch_times(port, asked[PAGES : PAGES + COMPARED], warm=2))
        theirs = statistics.median(plain_page(writer, *spell) for spell in _spells())
    yield Figure(
        "the same beside its figures in plain SQL, p50",
        "",
        "",
        f"{ours:.0f} ms with all that a page is against {theirs:.0f} ms for the statements alone",
        None,
    )


def fill_up(writer: psycopg.Connection[Any], wanted: int) -> int:
    """Copy registrations and opportunities under new ids until there are enough; return how many were submitted."""
    (present,) = writer.execute("select count(*) from deals_dealregistration").fetchone() or (0,)
    copies = max(-(-wanted // present) - 1, 0)
    if copies:
        with writer.transaction():
            writer.execute("set local session_replication_role = replica")  # what is copied was checked once
            for table, keys in (
                ("deals_dealregistration", ("id", "opportunity_id")),
                ("pipeline_opportunity", ("id", "source_registration_id")),
            ):
                _copy_rows(writer, table, keys, copies)
        for table in ("deals_dealregistration", "pipeline_opportunity"):
            writer.execute(sql.SQL("vacuum analyze {}").format(sql.Identifier(table)))
    (total,) = writer.execute("select count(*) from deals_dealregistration where state <> 'draft'").fetchone() or (0,)
    return int(total)


def _copy_rows(writer: psycopg.Connection[Any], table: str, keys: Sequence[str], copies: int) -> None:
    rows = writer.execute(
        "select column_name from information_schema.columns where table_name = %s and column_name <> 'changed_in'",
        [table],
    )
    names = [name for (name,) in rows]
    values = [
        sql.SQL("md5({}::text || n)::uuid").format(sql.Identifier(name)) if name in keys else sql.Identifier(name)
        for name in names
    ]
    writer.execute(
        sql.SQL("insert into {table} ({names}) select {values} from {table}, generate_series(1, {copies}) n").format(
            table=sql.Identifier(table),
            names=sql.SQL(", ").join(map(sql.Identifier, names)),
            values=sql.SQL(", ").join(values),
            copies=sql.Literal(copies),
        )
    )


# --- Freshness --------------------------------------------------------------------------------------------------------


def _seconds_until(port: int, total: int) -> float:
    """Wait until the figures count so many registrations, and return how long that took."""
    start = time.perf_counter()
    until = datetime.now(UTC).date() + timedelta(days=1)
    path = f"/api/v1/metrics/registration_volume?since={until - timedelta(days=3650)}&until={until}"
    while _counted(port, path) < total:
        if time.perf_counter() - start > PATIENCE_SECONDS:
            raise RuntimeError(f"the figures never counted {total:,} registrations")
        time.sleep(0.5)
    return time.perf_counter() - start


def _counted(port: int, path: str) -> int:
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", path, headers={"Authorization": f"Bearer {secret_of(HOST_KEY)}"})
        response = connection.getresponse()
        said = json.loads(response.read())
    finally:
        connection.close()
    return sum(point["counted"] for point in said["points"]) if response.status == 200 else 0


def _seconds_of_a_change(size: Size, port: int, total: int, turn: int) -> float:
    answers = send(make_submissions(size, 1, [], seed=f"fresh {turn}"), port=port, clients=1, seconds=30)
    if answers.statuses != {201: 1}:
        raise RuntimeError(f"the submission was answered with {answers.statuses}")
    return _seconds_until(port, total)


# --- The peer ---------------------------------------------------------------------------------------------------------

_REGISTERED = "count(*)"
_DECIDED = """
    count(*), avg((r.outcome <> 'rejected')::int), percentile_cont(0.5) within group (order by decided_at - submitted_at),
    percentile_cont(0.9) within group (order by decided_at - submitted_at),
    avg((promised_at is null or decided_at <= promised_at)::int), avg((d.decided_by is null)::int),
    avg((closure_code = 'won')::int) filter (where closure_code in ('won', 'lost', 'protection_expired'))
"""
_DECISIONS = """
    from deals_dealregistration r left join program_decision d on d.id = r.decision_id
    where decided_at >= %(since)s and decided_at < %(until)s and r.outcome not in ('', 'held')
"""
_SUBMISSIONS = (
    "from deals_dealregistration r where submitted_at >= %(since)s and submitted_at < %(until)s and state <> 'draft'"
)
_WON = "from deals_dealregistration r where closed_at >= %(since)s and closed_at < %(until)s and closure_code = 'won'"
_PROTECTED = """
    from deals_dealregistration r, generate_series(%(since)s::timestamptz, %(until)s, '1 month') at
    where protected_from <= at and at < protected_until and (closed_at is null or at < closed_at)
"""
_OPENED = """
    from pipeline_opportunity o left join deals_dealregistration r on r.id = o.source_registration_id
    where opened_at >= %(since)s and opened_at < %(until)s
"""
_SOURCED = """
    o.currency, sum(amount) filter (where r.type = 'sourced') / nullif(sum(amount), 0), avg((o.partner_id is not null)::int)
"""
_TIER = """
    left join lateral (select tier from partners_fact_tiers t where t.partner_id = r.partner_id
        and t.since_on <= r.submitted_at::date and (t.until is null or t.until > r.submitted_at::date) limit 1) t on true
"""
_FIGURES = (
    f"select {_REGISTERED} {_SUBMISSIONS}",
    f"select {_DECIDED} {_DECISIONS}",
    """select currency, sum(value) from deals_dealregistration where protected_from <= %(until)s
    and %(until)s < protected_until and (closed_at is null or %(until)s < closed_at) group by 1""",
    f"select currency, sum(value) {_WON} group by 1",
    f"select {_SOURCED} {_OPENED} group by 1",
)
_CHARTS = (
    f"select date_trunc('month', submitted_at), {_REGISTERED} {_SUBMISSIONS} group by 1",
    f"select date_trunc('month', decided_at), {_DECIDED} {_DECISIONS} group by 1",
    f"select at, currency, sum(value) {_PROTECTED} group by 1, 2",
    f"select date_trunc('month', closed_at), currency, sum(value) {_WON} group by 1, 2",
    f"select date_trunc('month', opened_at), {_SOURCED} {_OPENED} group by 1, 2",
    f"select r.region_id, {_DECIDED} {_DECISIONS} group by 1",
    f"select type, {_REGISTERED} {_SUBMISSIONS} group by 1",
    f"select t.tier, {_DECIDED} {_DECISIONS.replace('where', _TIER + 'where', 1)} group by 1",
    """select partner_id is null, currency, avg((outcome = 'won')::int), avg(amount) filter (where outcome = 'won'),
    percentile_cont(0.5) within group (order by closed_at - opened_at) filter (where outcome = 'won')
    from pipeline_opportunity where closed_at >= %(since)s and closed_at < %(until)s group by 1, 2""",
)


def plain_page(writer: psycopg.Connection[Any], since: date, until: date) -> float:
    """Return the milliseconds that the page's figures take in plain SQL: of the period, of the one before, and its charts."""
    start = time.perf_counter()
    for statements, shift in ((_FIGURES, timedelta()), (_FIGURES, until - since), (_CHARTS, timedelta())):
        for statement in statements:
            writer.execute(statement, {"since": since - shift, "until": until - shift}).fetchall()
    return (time.perf_counter() - start) * 1000


def _spells() -> Iterator[tuple[date, date]]:
    """Yield the periods that are compared: twelve months and three, ending on days that no run shares."""
    today = datetime.now(UTC).date()
    for turn in range(COMPARED):
        until = today - timedelta(days=turn)
        yield until - timedelta(days=(365, 90)[turn % 2]), until


def _cut(times: Sequence[float], percent: int) -> float:
    return statistics.quantiles(times, n=100, method="inclusive")[percent - 1]
