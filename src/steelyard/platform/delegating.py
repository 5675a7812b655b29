"""Work that a person leaves to the worker: in whose name it is done, and what is said of it when its job is gone."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import connection

from steelyard.kernel.actors import Actor, ActorKind, Role

_ABANDON = """
update {table} w set state = 'failed', failure = %(failure)s
where state = any(%(working)s) and exists (
    select 1 from procrastinate_jobs j
    where j.task_name = %(task)s and j.args ->> %(argument)s = w.id::text and j.status = 'failed'
) and not exists (
    select 1 from procrastinate_jobs j
    where j.task_name = %(task)s and j.args ->> %(argument)s = w.id::text and j.status in ('todo', 'doing')
)
"""


def pack_actor(actor: Actor) -> dict[str, Any]:
    """Return in whose name the worker acts, as JSON."""
    return {
        "kind": actor.kind.value,
        "person_id": str(actor.person_id or ""),
        "partner_id": str(actor.partner_id or ""),
        "roles": sorted(role.value for role in actor.roles),
        "name": actor.name,
        "organization": actor.organization,
        "scopes": None if actor.scopes is None else sorted(actor.scopes),
    }


def unpack_actor(said: Mapping[str, Any]) -> Actor:
    """Return in whose name the worker acts."""
    return Actor(
        kind=ActorKind(said["kind"]),
        person_id=UUID(said["person_id"]) if said["person_id"] else None,
        partner_id=UUID(said["partner_id"]) if said["partner_id"] else None,
        roles=frozenset(Role(role) for role in said["roles"]),
        name=said["name"],
        organization=said["organization"],
        scopes=None if said["scopes"] is None else frozenset(said["scopes"]),
    )


def fail_abandoned(table: str, *, working: Iterable[str], task: str, argument: str, failure: str) -> None:
    """Say of the rows at which no worker is any more, though they stand in a `working` state, that they failed.

    `argument` is what the task calls the row's key.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _ABANDON.format(table=connection.ops.quote_name(table)),
            {"working": list(working), "task": task, "argument": argument, "failure": failure},
        )
