"""The OpenAPI document against the application: whatever is sent, the answer is one that the document foretells.

`STEELYARD_EXAMPLES` asks for more examples per operation than the few that a usual run takes.
"""

import os
from collections.abc import Callable
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from steelyard.kernel.actors import HOST_ROLES, PARTNER_ROLES, Actor, Role
from steelyard.kernel.ids import public_id
from tests.figures import keep_figure, scaled
from tests.identity.test_access import key_for
from tests.walk.ecosystem import Ids, World
from tests.walk.filling import ID_QUERIES, ID_SLOTS, KEYS

ROLES = (Role.SELLER, Role.PROGRAM_ADMIN)
"""Who asks in every run: a partner's person, and who may do most. The long run asks as all."""
ALL_ROLES = (*sorted(PARTNER_ROLES), *sorted(HOST_ROLES))
EXAMPLES = int(os.environ.get("STEELYARD_EXAMPLES", "2"))
CASES = 20_000
"""What the long run takes over all operations and roles together."""
_FORETOLD = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
]


def test_no_two_schemas_share_a_name() -> None:
    """The document keeps schemas by name: of two with one name, it would describe only the last."""
    from importlib import import_module
    from importlib.util import find_spec
    from inspect import getmembers, isclass

    from ninja import Schema

    from steelyard.config.urls import CONTEXTS

    owners: dict[str, set[str]] = {}
    for context in CONTEXTS:
        name_of_module = "schemas" if find_spec(f"steelyard.{context}.schemas") else "api"
        module = import_module(f"steelyard.{context}.{name_of_module}")
        for name, found in getmembers(module, isclass):
            if issubclass(found, Schema) and found.__module__.startswith("steelyard."):
                owners.setdefault(name, set()).add(found.__module__)
    assert {name: modules for name, modules in owners.items() if len(modules) > 1} == {}


def test_operations_have_names_that_programs_can_be_made_from(document: Any) -> None:
    operations = [operation for path in document["paths"].values() for operation in path.values()]
    names = [operation["operationId"] for operation in operations]
    assert len(set(names)) == len(names)
    assert all(name.isidentifier() for name in names)
    assert [o["operationId"] for o in operations if not o.get("summary") or not o.get("description")] == []


@pytest.fixture(scope="module")
def document() -> Any:
    from tests.walk.surface import document

    return document()


@pytest.mark.parametrize("role", ROLES)
def test_whatever_is_sent_the_answer_is_foretold(
    world: tuple[World, Ids], person: Callable[[Role], Actor], db: None, role: Role
) -> None:
    _try_everything(world[1], person(role), EXAMPLES)


@pytest.mark.long
@pytest.mark.parametrize("role", ALL_ROLES)
def test_whatever_is_sent_as_any_role_the_answer_is_foretold(
    world: tuple[World, Ids], person: Callable[[Role], Actor], db: None, role: Role, document: Any
) -> None:
    operations = sum(len(methods) for methods in document["paths"].values())
    cases, failures = _try_operations(world[1], person(role), -(-scaled(CASES) // (operations * len(ALL_ROLES))))
    keep_figure(
        f"schemathesis, {operations} operations, as {role}",
        at_least=f"no 5xx, nothing undocumented ({CASES:,} cases over {len(ALL_ROLES)} roles)",
        measured=f"{cases:,} cases, {len(failures)} operations answer otherwise {sorted(failures) or ''}".strip(),
        is_met=not failures,
    )


def _try_everything(ids: Ids, actor: Actor, examples: int) -> None:
    _, failures = _try_operations(ids, actor, examples)
    assert not failures, "\n\n".join(f"{label}: {text}" for label, text in failures.items())


def _try_operations(ids: Ids, actor: Actor, examples: int) -> tuple[int, dict[str, str]]:
    """Return how many cases were sent, and what was wrong by operation."""
    document = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", _Application())
    headers = {"Authorization": f"Bearer {key_for(actor)}"}
    failures: dict[str, str] = {}
    cases = 0
    for result in document.get_all_operations():
        operation = result.ok()
        try:
            cases += _try_operation(operation, headers, ids, examples)
        except Exception as failure:  # noqa: BLE001 - every operation gets its turn; all that failed are shown at the end
            failures[operation.label] = _shown(failure)
            print(operation.label, failures[operation.label])  # noqa: T201 - pytest shows it where the test fails
    return cases, failures


class _Application(WSGIHandler):
    """The application without the signals at which it lets go of its connection, and with it of the test's transaction."""

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        response = self.get_response(self.request_class(environ))
        status = f"{response.status_code} {response.reason_phrase}"
        start_response(
            status, [*response.items(), *(("Set-Cookie", c.OutputString()) for c in response.cookies.values())]
        )
        return [b"".join(response.streaming_content) if response.streaming else response.content]


def _shown(failure: BaseException) -> str:
    several = getattr(failure, "exceptions", None)
    return "\n".join(_shown(one) for one in several) if several else f"{type(failure).__name__}: {str(failure)[:900]}"


def _try_operation(operation: APIOperation, headers: dict[str, str], ids: Ids, examples: int) -> int:
    """Send that many cases to one operation and return how many it were; what is wrong with an answer is raised."""
    cases = st.one_of(
        operation.as_strategy(generation_mode=GenerationMode.POSITIVE),
        operation.as_strategy(generation_mode=GenerationMode.NEGATIVE),
    )

    @settings(
        max_examples=examples, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
    )
    @given(case=cases, uses_known_ids=st.booleans(), choice=st.integers(0, 10))
    def answers_as_foretold(case: Any, uses_known_ids: bool, choice: int) -> None:
        nonlocal sent
        sent += 1
        if uses_known_ids:
            _name_known_things(case, ids, choice)
        with transaction.atomic():
            response = case.call(headers=headers)
            transaction.set_rollback(True)
        case.validate_response(response, checks=_FORETOLD)

    sent = 0
    answers_as_foretold()
    return sent


def _name_known_things(case: Any, ids: Ids, choice: int) -> None:
    """Put ids of existing things into the address, so that the request gets further than "no such thing"."""

    def known(prefix: str) -> str:
        return public_id(prefix, ids[prefix][choice % len(ids[prefix])])

    for name in case.path_parameters or {}:
        if ids.get(ID_SLOTS.get(name, "")):
            case.path_parameters[name] = known(ID_SLOTS[name])
        elif name == "key":
            case.path_parameters[name] = KEYS[case.operation.path.split("/")[3]]
    for name in case.query or {}:
        if ids.get(ID_QUERIES.get(name, "")):
            case.query[name] = known(ID_QUERIES[name])
