"""The transaction that knows who is asking, and the base of every model."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from typing import ClassVar, TypeVar
from uuid import UUID

import structlog
from django.db import InterfaceError, OperationalError, connection, models, transaction
from psycopg_pool import PoolTimeout

from steelyard.kernel.actors import SYSTEM, Actor, ActorKind
from steelyard.kernel.ids import new_id, parse_public_id, public_id

T = TypeVar("T")

DATABASE_IS_AWAY = (OperationalError, InterfaceError, PoolTimeout)
"""What is raised while the database cannot be reached, or cannot finish in time."""

_current: ContextVar[tuple[str, str, str]] = ContextVar("steelyard_actor", default=("", "", ""))

LOCK_PATIENCE = "15s"
"""For how long a statement waits for what another transaction holds, before its request is told to come back (503)."""

_SET_CONTEXT = (
    "select set_config('steelyard.actor_kind', %s, true), set_config('steelyard.partner_id', %s, true),"
    f" set_config('steelyard.person_id', %s, true), set_config('lock_timeout', '{LOCK_PATIENCE}', true)"
)

AUTHENTICATION = ("authentication", "", "")
"""The context in which sign-in looks people up: identity's tables admit it, no other table does."""


def _context_of(actor: Actor) -> tuple[str, str, str]:
    return (str(actor.kind), str(actor.partner_id or ""), str(actor.person_id or ""))


def set_context(context: tuple[str, str, str]) -> None:
    """Tell the database, for the rest of this transaction, who is asking."""
    if not connection.in_atomic_block:
        raise RuntimeError("who is asking is said inside a transaction, or it would reach the connection's next user")
    with connection.cursor() as cursor:
        cursor.execute(_SET_CONTEXT, context)
    _current.set(context)
    structlog.contextvars.bind_contextvars(actor_kind=context[0], partner_id=context[1], person_id=context[2])


def set_actor(actor: Actor) -> None:
    """Tell the database, for the rest of this transaction, that `actor` is asking."""
    set_context(_context_of(actor))


def asking() -> object:
    """Return what stands for the present asker in its transaction: another object as soon as somebody is said to ask."""
    return _current.get()


def is_partner_asking() -> bool:
    """Tell whether a partner is asking in the current transaction, for what is shown to it with fewer details."""
    return _current.get()[0] == ActorKind.PARTNER


def is_authenticating() -> bool:
    """Tell whether people may be looked up in the current transaction because it is not known yet who is asking."""
    return connection.in_atomic_block and _current.get() == AUTHENTICATION


@contextmanager
def acting_as(actor: Actor) -> Iterator[None]:
    """Run the block in one transaction in which `actor` is asking; afterwards the asker is who it was before."""
    with _in_context(_context_of(actor)):
        yield


@contextmanager
def authenticating() -> Iterator[None]:
    """Run the block in one transaction in which people may be looked up to find out who is asking."""
    with _in_context(AUTHENTICATION):
        yield


@contextmanager
def until_someone_asks() -> Iterator[None]:
    """Run the block in one transaction in which nobody is asking, until `set_actor` says who is."""
    with _in_context(None):
        yield


@contextmanager
def _in_context(context: tuple[str, str, str] | None) -> Iterator[None]:
    is_nested = connection.in_atomic_block
    before = _current.get()
    with transaction.atomic():
        if context is not None and not (is_nested and context == before):
            set_context(context)
        try:
            yield
        finally:
            is_changed = _current.get() != before
            _current.set(before)
            if is_nested and is_changed and not connection.needs_rollback:
                # A savepoint's release keeps the setting; the outer transaction must get its own back.
                set_context(before)


@contextmanager
def as_system() -> Iterator[None]:
    """Run the block as the system, which sees everything: for jobs and commands whose facts span partners."""
    with acting_as(SYSTEM):
        yield


def give_back_connection() -> None:
    """Return the database connection to the pool while something slow is waited for; the next statement takes another one.

    Within a transaction, which needs it, nothing happens.
    """
    if not connection.in_atomic_block:
        connection.close()


def beside(work: Callable[[], T]) -> T:
    """Run `work` as the system in a transaction of its own on another connection: what it writes stays, come what may of this one.

    For what others must see while a long transaction goes on. It sees nothing that this one has not committed.
    """

    def run() -> T:
        try:
            with as_system():
                return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(run).result()


class Record(models.Model):
    """A row with a UUIDv7 key and an outside id; every model of a context derives from it."""

    PREFIX: ClassVar[str]

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)

    class Meta:
        abstract = True

    @property
    def public_id(self) -> str:
        return public_id(self.PREFIX, self.id)

    @classmethod
    def parse_id(cls, text: str) -> UUID:
        """Return the key behind an outside id of this kind. Raises: NotFound."""
        return parse_public_id(cls.PREFIX, text)

    def __str__(self) -> str:
        return self.public_id
