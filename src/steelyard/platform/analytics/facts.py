"""Facts: what contexts publish to be analyzed. A stable view, one row per thing, each column documented by its type."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

CHANGED_IN = "changed_in"
"""The column of every fact's view that says in which transaction the row last changed; it is not kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A view with a row per `id`.

    `columns` maps what is kept to its type in Ibis' words; instants are UTC without a zone. `part` is an instant that never
    changes: its month says in which file a row lies, so that a changed row replaces itself. `appears` is the instant from which a
    row was there at all, `learned` maps instants to the columns that said nothing before: both let the past be asked as it was
    known then.
    """

    name: str
    view: str
    columns: Mapping[str, str]
    part: str
    appears: str
    learned: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        named = {"id", self.part, self.appears, *self.learned}.union(*self.learned.values())
        if missing := named - self.columns.keys():
            raise ValueError(f"the fact {self.name} has no column {', '.join(sorted(missing))}")


_facts: dict[str, Fact] = {}


def register_fact(fact: Fact) -> Fact:
    """Publish a fact; called once for each, by the `facts.py` of its context. Raises: ValueError when the name is taken."""
    if fact.name in _facts:
        raise ValueError(f"two facts are called {fact.name}")
    _facts[fact.name] = fact
    return fact


def get_fact(name: str) -> Fact:
    """Return the fact of that name. Raises: KeyError."""
    return _facts[name]


def list_facts() -> Iterator[Fact]:
    """Return every fact that is published."""
    yield from _facts.values()
