"""The order of stages: each after those that it names. Pure."""

from collections.abc import Collection, Mapping
from graphlib import CycleError, TopologicalSorter

Edges = Mapping[str, Collection[str]]
"""Each stage with the stages after which it comes."""


def find_cycle(edges: Edges) -> tuple[str, ...]:
    """Return stages that wait for each other, the first one again at the end; empty where every stage can be reached."""
    try:
        TopologicalSorter(edges).prepare()
    except CycleError as error:
        # graphlib names each before the one that waits for it; people read it from the one that waits.
        return tuple(reversed(error.args[1]))
    return ()


def find_behind(edges: Edges, cycle: Collection[str]) -> tuple[str, ...]:
    """Return the stages outside a cycle that come only after one of its stages, and so are never reached."""
    blocked = set(cycle)
    while found := {one for one, before in edges.items() if one not in blocked and blocked.intersection(before)}:
        blocked |= found
    return tuple(one for one in edges if one in blocked and one not in cycle)


def sort_stages(edges: Edges) -> tuple[str, ...]:
    """Return the stages so that each comes after those it waits for; among free ones the order given stays.

    Raises: ValueError where they wait for each other.
    """
    left, ordered = list(edges), []
    while left:
        free = next((one for one in left if all(before not in left for before in edges[one])), None)
        if free is None:
            raise ValueError(f"stages wait for each other: {', '.join(left)}")
        left.remove(free)
        ordered.append(free)
    return tuple(ordered)
