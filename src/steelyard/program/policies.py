"""What must hold between versions: every region's settings fit the global rules at every instant from now on."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from steelyard.program.rules import Rulebook

PublishedVersion = tuple[str | None, datetime, str, Mapping[str, Any]]
"""Region (None: global), instant of effect, label, settings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Misfit:
    """A region whose version cannot be merged into the rules around it."""

    region: str
    label: str
    error: ValidationError


def path_of(region: str, parents: Mapping[str, str | None]) -> list[str]:
    """Return the regions from the outermost to this one. A loop ends where it closes."""
    path: list[str] = []
    at: str | None = region
    while at is not None and at not in path:
        path.append(at)
        at = parents.get(at)
    return path[::-1]


def find_misfit(
    rulebook: type[Rulebook],
    versions: Sequence[PublishedVersion],
    parents: Mapping[str, str | None],
    *,
    since: datetime,
) -> Misfit | None:
    """Return the first region that does not fit at `since` or at any later instant at which a version takes effect."""
    instants = sorted({since, *(starts for _, starts, _, _ in versions if starts > since)})
    for at in instants:
        held = _in_force(versions, at)
        if None not in held:
            continue
        for region in parents:
            rules = rulebook.load(held[None][3])
            for _, _, label, settings in _inside(held, path_of(region, parents)):
                try:
                    rules = rules.merge(settings)
                except ValidationError as error:
                    return Misfit(region=region, label=label, error=error)
    return None


def _in_force(versions: Iterable[PublishedVersion], at: datetime) -> dict[str | None, PublishedVersion]:
    by_effect = sorted((v for v in versions if v[1] <= at), key=lambda v: v[1])
    return {version[0]: version for version in by_effect}


def _inside(held: Mapping[str | None, PublishedVersion], path: Iterable[str]) -> list[PublishedVersion]:
    return [held[region] for region in path if region in held]
