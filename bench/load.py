"""Registrations sent over HTTP by several clients at once, with contests for the same scope, and what the database says of it."""

import json
import threading
import time
from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, HTTPException
from random import Random
from typing import Any

import psycopg

from bench.sizes import FAMILIES, Size, secret_of
from bench.world import SEED, Invented, invent_companies, misspell

PATH = "/api/v1/deal-registrations"
CONTEST_RATE = 0.05
"""How many of the submissions claim a scope that another partner claims at the same moment."""
NEWCOMER_RATE, MISSPELLED_RATE = 0.15, 0.15
_FORMS = ("Ltd", "GmbH", "Inc", "B.V.", "AB")
_TIMEOUT_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Submission:
    """One request: whose key, which body, and the contest it belongs to."""

    partner: int
    body: bytes
    contest: int | None = None


@dataclass
class Answers:
    """What came back: milliseconds, status codes, outcomes, and who won which contest."""

    times: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    outcomes: dict[str, int] = field(default_factory=dict)
    contests: dict[int, list[tuple[str, str]]] = field(default_factory=dict)
    """Registration id and outcome of everyone in the contest."""
    failures: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def rate(self) -> float:
        return len(self.times) / self.seconds if self.seconds else 0.0


def make_submissions(
    size: Size, count: int, free: Sequence[int], *, seed: str, spared: Container[int] = ()
) -> list[Submission]:
    """Return `count` requests of many partners: known companies, misspelled ones, newcomers, and contests.

    `free` are places of companies at which nobody claims anything: contests are held there and at newcomers. At `spared`
    places nobody registers outside a contest, in this run or another: who came before it would win it.
    """
    random = Random(f"{SEED}:{seed}")
    starts = random.sample(range(0, size.companies, 10_000), min(12, size.companies // 10_000))
    known = [
        one
        for start in starts
        for place, one in random.sample(list(enumerate(invent_companies(start, 10_000), start)), 1500)
        if place not in spared
    ]
    arenas = [one for place in free for one in invent_companies(place, 1)]
    made: list[Submission] = []
    contest = 0
    while len(made) < count:
        partner = random.randrange(1, size.keys)
        if random.random() < CONTEST_RATE / 3 and (contest % 2 or arenas):
            company = _company(arenas.pop()) if contest % 2 == 0 else _newcomer(random)
            rivals = random.sample(range(1, size.keys), random.choice((2, 3, 4)))
            family = random.choice(FAMILIES)
            made += [Submission(rival, _body(random, company, [family]), contest) for rival in rivals]
            contest += 1
            continue
        luck = random.random()
        one = random.choice(known)
        company = _company(one)
        if luck < NEWCOMER_RATE:
            company = _newcomer(random)
        elif luck < NEWCOMER_RATE + MISSPELLED_RATE:
            company["name"] = misspell(random, one)
        made.append(Submission(partner, _body(random, company, random.sample(FAMILIES, random.choice((1, 1, 2))))))
    return (
        made[:count]
        if made[count - 1].contest is None
        else [s for s in made[:count] if s.contest != made[count - 1].contest]
    )


def _company(one: Invented) -> dict[str, str]:
    return {"name": one.name, "domain": one.domain, "country": one.country, "city": one.city}


def _newcomer(random: Random) -> dict[str, str]:
    letters = "".join(random.choice("bdfgklmnprstvz") + random.choice("aeiou") for _ in range(4)).title()
    name = f"{letters} {random.choice(('Works', 'Foundry', 'Clinic', 'Orchard'))} {random.choice(_FORMS)}"
    return {"name": name, "domain": f"{letters.lower()}{random.randrange(10_000)}.com", "country": "DE", "city": "Ulm"}


def _body(random: Random, company: dict[str, str], families: list[str]) -> bytes:
    close_on = datetime.now(UTC).date() + timedelta(days=random.randrange(30, 180))
    return json.dumps(
        {
            "company": company,
            "type": "sourced",
            "lines": [{"family": family} for family in families],
            "value": {"amount": str(random.randrange(5_000, 95_000)), "currency": "EUR"},
            "close_on": close_on.isoformat(),
            "contact": {"name": "Robin Example", "email": "robin@customer.example"},
            "description": "Replaces what they have; decision in the next quarter.",
        }
    ).encode()


def send(submissions: Sequence[Submission], *, port: int, clients: int, seconds: float) -> Answers:
    """Send the requests in order, each client the next one that nobody has sent, until they are sent or time is up."""
    answers, lock, places = Answers(), threading.Lock(), iter(range(len(submissions)))
    secrets = {one.partner: secret_of(one.partner) for one in submissions}
    until = time.perf_counter() + seconds

    def work() -> None:
        connection = HTTPConnection("127.0.0.1", port, timeout=_TIMEOUT_SECONDS)
        while time.perf_counter() < until:
            with lock:
                place = next(places, None)
            if place is None:
                break
            one = submissions[place]
            headers = {"Authorization": f"Bearer {secrets[one.partner]}", "Content-Type": "application/json"}
            start = time.perf_counter()
            try:
                connection.request("POST", PATH, one.body, headers)
                response = connection.getresponse()
                text = response.read()
            except (OSError, HTTPException) as error:
                with lock:
                    answers.failures.append(repr(error))
                connection.close()
                continue
            took = (time.perf_counter() - start) * 1000
            with lock:
                _note(answers, one, took, response.status, text)
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(clients)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    answers.seconds = time.perf_counter() - started
    return answers


def _note(answers: Answers, one: Submission, took: float, status: int, text: bytes) -> None:
    answers.times.append(took)
    answers.statuses[status] = answers.statuses.get(status, 0) + 1
    if status != 201:
        answers.failures.append(text.decode(errors="replace")[:300])
        return
    answer: dict[str, Any] = json.loads(text)
    outcome = answer["decision"]["outcome"]
    answers.outcomes[outcome] = answers.outcomes.get(outcome, 0) + 1
    if one.contest is not None:
        answers.contests.setdefault(one.contest, []).append((answer["id"], outcome))


# --- What the database says afterwards --------------------------------------------------------------------------------

_OVERLAPPING = """
    select count(*) from deals_registrationline a join deals_registrationline b
    on a.scope_key = b.scope_key and a.id < b.id and a.protected_during && b.protected_during
    where a.state = 'protected' and b.state = 'protected'
"""
_FREE = """
    select c.id from companies_company c tablesample system (%s)
    where not exists (select 1 from deals_dealregistration r where r.company_id = c.id)
      and not exists (select 1 from pipeline_opportunity o where o.company_id = c.id)
      and not exists (select 1 from partners_partner p where p.company_id = c.id)
      and c.parent_id is null and not exists (select 1 from companies_company child where child.parent_id = c.id)
    order by c.number limit %s
"""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether any decision of a run was wrong."""

    overlapping: int
    """Pairs of protected lines of one scope whose periods overlap."""
    contests: int
    without_one_winner: int
    """Contests at which not exactly one was approved."""
    unexpected: int
    """Answers other than 201."""

    @property
    def is_clean(self) -> bool:
        return not (self.overlapping or self.without_one_winner or self.unexpected)


def judge(writer: psycopg.Connection[Any], answers: Answers) -> Verdict:
    """Return what is wrong with the decisions of a run; contests count when all that took part were answered."""
    row = writer.execute(_OVERLAPPING).fetchone()
    winners = [sum(outcome == "approved" for _, outcome in rivals) for rivals in answers.contests.values()]
    return Verdict(
        overlapping=row[0] if row else 0,
        contests=len(winners),
        without_one_winner=sum(count != 1 for count in winners),
        unexpected=len(answers.failures),
    )


def find_free(writer: psycopg.Connection[Any], size: Size, count: int) -> list[int]:
    """Return places of companies at which nobody claims or does anything."""
    first = writer.execute("select min(number) from companies_company").fetchone()
    rows = writer.execute(
        _FREE.replace("c.id from", "c.number from"), [min(100, 200_000_000 / size.companies / 20), count]
    )
    return [number - first[0] for (number,) in rows.fetchall()] if first else []
