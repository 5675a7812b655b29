"""A synthetic world of companies: invented from seeded word parts, the same for every run, kept on disk between runs.

The names follow the habits of real registers: a family name and a trade, an invented brand, a place and a trade, two partners,
with the legal forms of their country; two thirds have a domain, some are subsidiaries that carry their owner's name.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path
from random import Random
from typing import LiteralString
from uuid import UUID

import psycopg
from psycopg import sql

from steelyard.companies.cards import CompanyDraft
from steelyard.companies.drafts import prepare_draft
from steelyard.companies.lookup import hashed_keys, search_terms
from steelyard.platform.runtime.home import Home
from steelyard.platform.runtime.postgres import DatabaseUrls, ensure_database, grant_app_privileges

ROOT = Path(__file__).resolve().parent.parent
HOME = Path(os.environ.get("STEELYARD_BENCH_HOME", ROOT / ".cache/bench"))
SEED = 7
BORN = datetime(2026, 1, 5, tzinfo=UTC)
LISTED_RATE, DOMAIN_RATE, SUBSIDIARY_RATE = 0.7, 0.67, 0.03
_CHUNK = 10_000
_DIRECTORY, _HOST = UUID(int=0), UUID(int=1)

FORMS = {
    "DE": ("GmbH", "AG", "GmbH & Co. KG", "KG", "e.K."),
    "FR": ("SARL", "SAS", "SA"),
    "GB": ("Ltd", "Limited", "PLC", "LLP"),
    "US": ("Inc", "LLC", "Corp", "Inc."),
    "IT": ("S.r.l.", "S.p.A."),
    "ES": ("S.L.", "S.A."),
    "NL": ("B.V.", "N.V."),
    "SE": ("AB",),
    "PL": ("Sp. z o.o.", "S.A."),
    "AT": ("GmbH", "AG"),
    "CH": ("AG", "GmbH", "SA"),
    "IN": ("Pvt Ltd", "Private Limited"),
}
TOPLEVEL = {"GB": "co.uk", "US": "com", "IN": "in"}
CITIES = {
    "DE": ("Hamburg", "Köln", "München", "Leipzig", "Ulm", "Kassel", "Bremen"),
    "FR": ("Lyon", "Paris", "Lille", "Nantes", "Toulouse"),
    "GB": ("Leeds", "London", "Bristol", "Glasgow", "York"),
    "US": ("Austin", "Boston", "Denver", "Chicago", "Portland", "Atlanta"),
    "IT": ("Torino", "Milano", "Bologna"),
    "ES": ("Bilbao", "Madrid", "Sevilla"),
    "NL": ("Utrecht", "Rotterdam", "Breda"),
    "SE": ("Malmö", "Stockholm", "Uppsala"),
    "PL": ("Kraków", "Poznań", "Gdańsk"),
    "AT": ("Graz", "Wien", "Linz"),
    "CH": ("Basel", "Zürich", "Bern"),
    "IN": ("Pune", "Chennai", "Jaipur"),
}
_PLACES = frozenset(city for cities in CITIES.values() for city in cities)
TRADES = (
    *(
        "Software",
        "Consulting",
        "Logistics",
        "Engineering",
        "Electronics",
        "Pharma",
        "Foods",
        "Textiles",
        "Energy",
        "Media",
    ),
    *(
        "Robotics",
        "Security",
        "Analytics",
        "Insurance",
        "Holding",
        "Construction",
        "Chemicals",
        "Automotive",
        "Telecom",
    ),
    *(
        "Medical",
        "Labs",
        "Systems",
        "Trading",
        "Partners",
        "Networks",
        "Solutions",
        "Instruments",
        "Packaging",
        "Marine",
    ),
    *("Aviation", "Printing", "Steel", "Timber", "Optics", "Plastics", "Hydraulics", "Ventures", "Capital", "Design"),
)
_HEADS = (
    *(
        "ald",
        "and",
        "bach",
        "bar",
        "bel",
        "berg",
        "bern",
        "bil",
        "blum",
        "bor",
        "brad",
        "brand",
        "brun",
        "cal",
        "cam",
        "car",
    ),
    *(
        "chur",
        "cor",
        "dal",
        "dav",
        "del",
        "den",
        "dor",
        "drak",
        "eck",
        "eld",
        "ern",
        "fair",
        "fal",
        "fer",
        "fern",
        "fisch",
    ),
    *(
        "flo",
        "for",
        "fran",
        "fred",
        "gar",
        "ger",
        "gil",
        "gold",
        "gran",
        "grun",
        "hag",
        "hal",
        "har",
        "hart",
        "hei",
        "hel",
    ),
    *(
        "hol",
        "hor",
        "hub",
        "jan",
        "jor",
        "kal",
        "kar",
        "kel",
        "kes",
        "kir",
        "kor",
        "kra",
        "lan",
        "lar",
        "lem",
        "lin",
        "lor",
    ),
    *(
        "mal",
        "man",
        "mar",
        "mei",
        "mel",
        "mil",
        "mor",
        "mul",
        "nel",
        "nor",
        "ober",
        "ol",
        "or",
        "pal",
        "par",
        "pel",
        "per",
    ),
    *(
        "quin",
        "rad",
        "ram",
        "rei",
        "rich",
        "rol",
        "ros",
        "rud",
        "sal",
        "san",
        "schal",
        "sel",
        "sha",
        "sil",
        "ster",
        "stur",
    ),
    *(
        "tal",
        "tan",
        "ter",
        "thorn",
        "til",
        "tor",
        "ul",
        "val",
        "ver",
        "vin",
        "vol",
        "wal",
        "war",
        "wei",
        "wil",
        "wolf",
        "zan",
    ),
)
_MIDDLES = (
    "",
    "",
    "",
    "a",
    "e",
    "en",
    "er",
    "i",
    "in",
    "o",
    "on",
    "el",
    "an",
    "ar",
    "em",
    "il",
    "or",
    "un",
    "ist",
    "ing",
)
_TAILS = (
    *(
        "mann",
        "son",
        "sen",
        "stein",
        "feld",
        "berg",
        "er",
        "ers",
        "ton",
        "ley",
        "well",
        "worth",
        "ford",
        "hoff",
        "meier",
        "dorf",
    ),
    *(
        "ski",
        "ska",
        "ova",
        "ini",
        "etti",
        "elli",
        "ez",
        "ado",
        "eira",
        "oux",
        "ier",
        "ard",
        "ström",
        "lund",
        "gren",
        "dahl",
    ),
    *(
        "stra",
        "huis",
        "veld",
        "kamp",
        "wicz",
        "czyk",
        "ula",
        "anu",
        "ami",
        "pur",
        "rao",
        "gard",
        "wick",
        "by",
        "burn",
        "more",
    ),
)
_BRAND_TAILS = (
    "ix",
    "ara",
    "eo",
    "ium",
    "ora",
    "ent",
    "ify",
    "ly",
    "tec",
    "nova",
    "wave",
    "grid",
    "loop",
    "forge",
    "mind",
    "span",
)


@dataclass(frozen=True, slots=True)
class Invented:
    """One invented company."""

    id: UUID
    name: str
    domain: str
    country: str
    city: str
    is_listed: bool
    parent: int | None
    """The position of its owner in the world."""


def invent_companies(start: int, count: int, seed: int = SEED) -> Iterator[Invented]:
    """Yield the companies at positions `start` to `start + count` of the world of that seed; whole chunks of 10,000."""
    for chunk in range(start // _CHUNK, -(-(start + count) // _CHUNK)):
        random = Random(f"{seed}:{chunk}")
        made: list[Invented] = []
        for place in range(_CHUNK):
            made.append(_invent(random, chunk * _CHUNK, place, made))
            if start <= chunk * _CHUNK + place < start + count:
                yield made[-1]


def _invent(random: Random, base: int, place: int, made: list[Invented]) -> Invented:
    country = random.choice(tuple(FORMS))
    city, form = random.choice(CITIES[country]), random.choice(FORMS[country])
    parent = random.randrange(place) if place and random.random() < SUBSIDIARY_RATE else None
    if parent is not None and made[parent].parent is None:
        owner = next(word for word in made[parent].name.split() if word not in _PLACES)
        core, brand = f"{owner} {random.choice(TRADES)} {city}", ""
    else:
        parent = None
        core, brand = _core(random, city)
    named = f"{core} {form}" if random.random() < 0.8 else core
    label = "".join(letter for letter in (brand or core).lower() if letter.isalnum() and letter.isascii())
    domain = f"{label}.{TOPLEVEL.get(country, country.lower())}" if random.random() < DOMAIN_RATE and not parent else ""
    return Invented(
        id=UUID(int=random.getrandbits(128), version=4),
        name=named,
        domain=domain,
        country=country,
        city=city,
        is_listed=random.random() < LISTED_RATE,
        parent=None if parent is None else base + parent,
    )


def _core(random: Random, city: str) -> tuple[str, str]:
    """Return a name without its legal form, and the part of it that its domain spells (all of it where empty)."""
    family = _family(random)
    match random.randrange(20):
        case 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7:
            return f"{family} {random.choice(TRADES)}", ""
        case 8 | 9 | 10 | 11 | 12:
            brand = (random.choice(_HEADS) + random.choice(_MIDDLES) + random.choice(_BRAND_TAILS)).title()
            return f"{brand} {random.choice(TRADES)} {random.choice(TRADES)}", ""
        case 13 | 14:
            return f"{city} {family} {random.choice(TRADES)}", ""
        case 15 | 16:
            return f"{family} & {_family(random)}", ""
        case 17 | 18:
            return f"{family}{random.choice(_BRAND_TAILS)}", ""
        case _:
            return f"{family} {_family(random)} {random.choice(TRADES)} International", family


def _family(random: Random) -> str:
    return (random.choice(_HEADS) + random.choice(_MIDDLES) + random.choice(_TAILS)).title()


def misspell(random: Random, one: Invented) -> str:
    """Return the company's name with one typing error in its first word and, half the time, without its legal form."""
    text = one.name
    if random.random() < 0.5:
        for form in FORMS[one.country]:
            text = text.removesuffix(f" {form}")
    first = text.split()[0]
    at = random.randrange(1, max(2, len(first) - 1))
    match random.randrange(4):
        case 0:
            return text[:at] + text[at + 1 :]
        case 1:
            return text[:at] + text[at + 1 : at + 2] + text[at : at + 1] + text[at + 2 :]
        case 2:
            return text[:at] + random.choice("aeiounrst") + text[at + 1 :]
        case _:
            return text[:at] + text[at] + text[at:]


def _ask(connection: psycopg.Connection, question: LiteralString, *parameters: str) -> str:
    row = connection.execute(question, parameters).fetchone()
    assert row is not None
    return str(row[0])


def write_companies(connection: psycopg.Connection, count: int, seed: int = SEED) -> None:
    """Write the first `count` companies of the world by COPY, with match keys and search terms; as a superuser, whom alone
    row-level security lets copy."""
    first = int(_ask(connection, "select nextval('companies_company_number')"))
    connection.execute("select setval('companies_company_number', %s)", [first + count])
    indexes = {"companies_matchkey": "companies_matchkey_pkey", "companies_searchterm": "companies_searchterm_pkey"}
    definitions = {
        table: _ask(connection, "select pg_get_constraintdef(oid) from pg_constraint where conname = %s", index)
        for table, index in indexes.items()
    }
    for table, index in indexes.items():
        connection.execute(f"alter table {table} drop constraint {index}")
    jobs = [(start, min(_CHUNK, count - start), seed, first) for start in range(0, count, _CHUNK)]
    with get_context("spawn").Pool(os.cpu_count()) as pool:
        for done, tables in enumerate(pool.imap(_render, jobs), 1):
            for statement, text in tables:
                with connection.cursor() as cursor, cursor.copy(statement) as copy:
                    copy.write(text)
            print(f"\r  {min(done * _CHUNK, count):>9,} of {count:,} companies", end="", flush=True)
    print()
    for table, index in indexes.items():
        connection.execute(f"alter table {table} add constraint {index} {definitions[table]}")
    for table in ("company", "companydomain", "matchkey", "searchterm"):
        connection.execute(f"vacuum analyze companies_{table}")


def _render(job: tuple[int, int, int, int]) -> list[tuple[str, str]]:
    start, count, seed, first = job
    companies, domains, keys, terms = [], [], [], []
    ids: dict[int, UUID] = {}
    for place, one in enumerate(invent_companies(start, count, seed), start):
        ids[place] = one.id
        prepared = prepare_draft(CompanyDraft(name=one.name, domain=one.domain, country=one.country, city=one.city))
        parent = r"\N" if one.parent is None else ids[one.parent]
        companies.append(
            f"{one.id}\t{first + place}\t{one.name}\t{one.domain}\t{one.country}\t{one.city}\t{one.is_listed}\t{parent}"
        )
        domains += [f"{one.id}\t{domain}" for domain in prepared.domains]
        keys += [f"{key}\t{first + place}" for key in hashed_keys(prepared)]
        audience = _DIRECTORY if one.is_listed else _HOST
        found = set(search_terms(one.name, prepared.domains))
        terms += [f"{audience}\t{where}\t{term}\t{one.id}" for where, term in found]
    columns = "id, number, name, domain, country, city, is_listed, parent_id"
    constant = "display_name, website, industry, created_at) from stdin"
    rows = [f"{row}\t\t\t\t{BORN.isoformat()}" for row in companies]
    return [
        (f"copy companies_company ({columns}, {constant}", _lines(rows)),
        ("copy companies_companydomain (company_id, domain) from stdin", _lines(domains)),
        ("copy companies_matchkey (key, company_number) from stdin", _lines(keys)),
        ("copy companies_searchterm (audience, place, term, company_id) from stdin", _lines(terms)),
    ]


def _lines(rows: list[str]) -> str:
    return "".join(f"{row}\n" for row in rows)


# --- Databases kept between runs --------------------------------------------------------------------------------------


def open_world(count: int, seed: int = SEED) -> DatabaseUrls:
    """Return a migrated database with the first `count` companies of the world, made once per state of the code it holds.

    Points the environment at it: call before Django is set up.
    """
    from steelyard.platform.runtime.cluster import Cluster

    home = Home(HOME)
    os.environ["STEELYARD_HOME"] = str(home.root)
    os.environ["DJANGO_SETTINGS_MODULE"] = "steelyard.config.settings"
    cluster = Cluster(home)
    urls = ensure_database(home, cluster)
    os.environ["STEELYARD_SECRET_KEY"] = home.secret_key()
    name = f"world_{count}_{seed}_{_state_of_code()}"
    ours = DatabaseUrls(owner=_at(urls.owner, name), app=_at(urls.app, name))
    with cluster.connect() as superuser:
        if not superuser.execute("select 1 from pg_database where datname = %s", [name]).fetchone():
            _forget_older(superuser, count, seed)
            _make(superuser, ours, name, count, seed)
    ours.export()
    return ours


def _make(superuser: psycopg.Connection, urls: DatabaseUrls, name: str, count: int, seed: int) -> None:
    draft = f"{name}_draft"
    drafted = DatabaseUrls(owner=_at(urls.owner, draft), app=_at(urls.app, draft))
    owner = psycopg.conninfo.conninfo_to_dict(urls.owner)["user"]
    superuser.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(draft)))
    superuser.execute(sql.SQL("create database {} owner {}").format(sql.Identifier(draft), sql.Identifier(str(owner))))
    _migrate(drafted)
    grant_app_privileges(drafted)
    place = psycopg.conninfo.make_conninfo(**{**superuser.info.get_parameters(), "dbname": draft})
    with psycopg.connect(place, autocommit=True) as inside:
        write_companies(inside, count, seed)
    superuser.execute(sql.SQL("alter database {} rename to {}").format(sql.Identifier(draft), sql.Identifier(name)))


def _migrate(urls: DatabaseUrls) -> None:
    import subprocess
    import sys

    environment = {
        **os.environ,
        "STEELYARD_DB_ROLE": "owner",
        "STEELYARD_OWNER_DATABASE_URL": urls.owner,
        "STEELYARD_APP_DATABASE_URL": urls.app,
        "PYTHONPATH": str(ROOT / "src"),
    }
    command = [sys.executable, "-m", "django", "migrate", "--verbosity=0", "--skip-checks"]
    subprocess.run(command, env=environment, check=True)


def _forget_older(superuser: psycopg.Connection, count: int, seed: int) -> None:
    older = superuser.execute("select datname from pg_database where datname like %s", [f"world_{count}_{seed}_%"])
    for (name,) in older.fetchall():
        superuser.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))


def _state_of_code() -> str:
    """Return a digest of what the stored rows depend on: migrations, the matcher's keys, and this file."""
    digest = sha256()
    source = ROOT / "src/steelyard"
    files = [*source.glob("*/migrations/*.py"), *source.glob("companies/policies/*"), source / "companies/lookup.py"]
    for path in sorted([*files, Path(__file__)]):
        if path.is_file():
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def _at(url: str, database: str) -> str:
    return f"{url.rpartition('/')[0]}/{database}"


@contextmanager
def django_on(urls: DatabaseUrls) -> Iterator[None]:
    """Set Django up on that database for the length of the block."""
    urls.export()
    import django
    from django.db import connection

    django.setup()
    connection.close()
    connection.settings_dict.update(NAME=urls.app.rpartition("/")[2])
    yield
    connection.close()
