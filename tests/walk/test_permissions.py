"""Every endpoint has its line in permissions.toml, and answers everybody as the line says.

After a deliberate change `pytest tests/walk/test_permissions.py -m "slow or not slow" --write-permissions` writes what is the
case; review the difference as you would code.
"""

import re
import tomllib
from functools import partial
from pathlib import Path

import pytest

from steelyard.kernel.actors import HOST_ROLES, PARTNER_ROLES
from tests.walk.browsing import Visitor
from tests.walk.conftest import Walk
from tests.walk.ecosystem import by_state, closed_task, filed_evidence
from tests.walk.surface import Endpoint, list_operations, list_pages

TABLE = Path(__file__).with_name("permissions.toml")
GROUPS = {"host": sorted(HOST_ROLES), "partner": sorted(PARTNER_ROLES)}
ROLES = ["anonymous", *(role.value for role in (*GROUPS["partner"], *GROUPS["host"]))]
USUAL = ("anonymous", "seller", "channel_manager", "auditor")
"""Those who are asked in every run; all the others in the long one."""
ENDPOINTS = [*list_pages(), *list_operations()]


_FITTING = {
    r"^/deals/drafts/|/deal-registrations(/drafts/|$)": "draft",
    r"/(answer|information)/?$": "information_requested",
    r"/(extension|extension-requests|conversion|withdrawal|revocation|cancellation|disputes?)/?$": "approved",
    r"/appeal/?$": "rejected",
    r"(^/approvals/|/(approval|rejection|hold|information-requests|question|decision)/?$)": "under_review",
}
"""In which state a registration can be what the address says: a wrong state would be refused before a wrong role."""


def _choose(walk: Walk, endpoint: Endpoint, prefix: str) -> str:
    if prefix == "dealreg":
        fitting = next((state for pattern, state in _FITTING.items() if re.search(pattern, endpoint.route)), "")
        return by_state(walk.world.anker.id)[fitting] if fitting else walk.choose_own(prefix)
    if prefix == "rules" and ("/drafts/" in endpoint.route or endpoint.method != "GET"):
        return walk.choose_foreign(prefix)  # the one draft that there is
    if prefix == "evidence":
        return filed_evidence(walk.world.anker.id)
    if prefix == "journeytask":
        return closed_task(walk.world.anker.id)
    if prefix in ("session", "connection"):
        return walk.choose_unknown(prefix)  # everybody's own alone, or the host's, which their own tests are about
    return walk.choose_own(prefix)


def read_table() -> dict[str, dict[str, str]]:
    """Return the expected verdict by endpoint and role; what a line does not name is forbidden, and nobody signs in unasked."""
    with TABLE.open("rb") as file:
        lines = tomllib.load(file)
    table = {}
    for key, line in {**lines["pages"], **lines["operations"]}.items():
        expected = dict.fromkeys(ROLES, "forbidden") | {"anonymous": "sign_in"}
        for verdict, roles in line.items():
            expected |= {role: verdict for name in roles.split() for role in GROUPS.get(name, [name])}
        table[key] = {str(role): verdict for role, verdict in expected.items()}
    return table


@pytest.fixture(scope="module")
def verdicts() -> dict[str, dict[str, str]]:
    """What each endpoint answered each role, once asked."""
    return {}


@pytest.mark.parametrize("role", [pytest.param(r, marks=() if r in USUAL else pytest.mark.long) for r in ROLES])
def test_everybody_may_what_the_table_says(
    walk: Walk,
    visitors: dict[str, Visitor],
    verdicts: dict[str, dict[str, str]],
    role: str,
    request: pytest.FixtureRequest,
) -> None:
    answered = {}
    for endpoint in ENDPOINTS:
        choose = partial(_choose, walk, endpoint)
        answered[endpoint.key] = visitors[role].visit(endpoint, choose, choose_for_body=choose).verdict
    for key, verdict in answered.items():
        verdicts.setdefault(key, {})[role] = verdict
    if request.config.getoption("--write-permissions"):
        return
    table = read_table()
    different = {
        key: f"{verdict}, expected {table[key][role] if key in table else 'no such method'}"
        for key, verdict in answered.items()
        if verdict != (table[key][role] if key in table else "no_method")
        and not (key not in table and _is_stopped(verdict))
    }
    assert different == {}


def _is_stopped(verdict: str) -> bool:
    """Tell whether somebody was turned away before the method was looked at."""
    return verdict in {"sign_in", "forbidden"}


def test_every_endpoint_is_in_the_table_and_the_table_names_no_other() -> None:
    table, keys = read_table(), {endpoint.key for endpoint in ENDPOINTS}
    assert sorted(table.keys() - keys) == []
    assert sorted({endpoint.key for endpoint in list_operations()} - table.keys()) == []
    routes = {key.partition(" ")[2] for key in table}
    assert sorted({endpoint.route for endpoint in list_pages()} - routes) == []


def test_the_table_is_written_when_that_is_wanted(
    verdicts: dict[str, dict[str, str]], request: pytest.FixtureRequest
) -> None:
    if not request.config.getoption("--write-permissions"):
        pytest.skip("only with --write-permissions")
    turned_away = {"no_method", "sign_in", "forbidden"}
    TABLE.write_text(_written({key: said for key, said in verdicts.items() if not set(said.values()) <= turned_away}))


def test_nobody_breaks_anything(verdicts: dict[str, dict[str, str]]) -> None:
    broken = [
        (key, role) for key, by_role in verdicts.items() for role, verdict in by_role.items() if verdict == "broken"
    ]
    assert broken == []


def _written(verdicts: dict[str, dict[str, str]]) -> str:
    """Return the table as a file."""
    text = "# Who may what: for each endpoint the roles that are let in (allowed) or told that there is nothing (hidden).\n"
    text += "# Everybody else is refused (403); who is not signed in is asked to sign in.\n"
    text += "# `partner` and `host` stand for all their roles. See test_permissions.py.\n"
    for title, endpoints in (("pages", list_pages()), ("operations", list_operations())):
        text += f"\n[{title}]\n"
        for endpoint in (e for e in endpoints if e.key in verdicts):
            text += f'"{endpoint.key}" = {_line(endpoint, verdicts[endpoint.key])}\n'
    return text


def _line(endpoint: Endpoint, by_role: dict[str, str]) -> str:
    parts = []
    for verdict in ("allowed", "hidden", "sign_in", "forbidden", "broken"):
        roles = [role for role in ROLES if by_role[role] == verdict]
        usual = {"sign_in": ["anonymous"], "forbidden": [role for role in roles if role != "anonymous"]}.get(
            verdict, []
        )
        if roles and roles != usual:
            parts.append(f'{verdict} = "{" ".join(_grouped(roles))}"')
    return f"{{ {', '.join(parts)} }}" if parts else "{}"


def _grouped(roles: list[str]) -> list[str]:
    for group, members in GROUPS.items():
        if set(members) <= set(roles):
            roles = [group, *(role for role in roles if role not in set(members))]
    return roles
