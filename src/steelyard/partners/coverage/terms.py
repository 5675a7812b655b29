"""The words of coverage: what partners of a region can do in an industry, and where too few can."""

from collections.abc import Mapping
from dataclasses import dataclass

Cell = tuple[str, str, str]
"""A region, an industry and a capability; the last two in lower case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The industries and capabilities that are said most: as they are compared and as they are written, the most frequent first."""

    verticals: Mapping[str, str]
    capabilities: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How many partners, and how many open prospects, cover each cell."""

    partners: Mapping[Cell, int]
    prospects: Mapping[Cell, int]
    regions: tuple[str, ...]
    words: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A cell with fewer partners than are enough."""

    region: str
    vertical: str
    capability: str
    partners: int
    missing: int
    elsewhere: int
    """How many partners of other regions cover the same: what is common there is most likely wanted here."""
    prospects: int
    """How many open prospects would cover it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GapFilter:
    """Which gaps are wanted; empty fields do not restrict."""

    region: str = ""
    vertical: str = ""
    capability: str = ""
