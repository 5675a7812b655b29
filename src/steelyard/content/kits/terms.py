"""The words of kits."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from steelyard.content.terms import AssetCard
from steelyard.kernel.decisions import Reason

MOST_PARTS = 40
MOST_KITS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class KitTerms:
    """What is said of a kit, beside its parts; what is empty is for all."""

    title: str
    cover: str = ""
    vertical: str = ""
    family: str = ""
    stage: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KitFilter:
    """Which kits are wanted; empty fields do not restrict."""

    vertical: str = ""
    family: str = ""
    stage: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taste:
    """What a partner works on: the industries it says it serves, and how often it won in which industry and with which family."""

    verticals: frozenset[str] = frozenset()
    won_verticals: Mapping[str, int] = field(default_factory=dict)
    won_families: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class KitCard:
    """A kit as lists show it. `parts` counts what the reader can use today, `outdated` (for the host) what else is in it."""

    id: UUID
    public_id: str
    terms: KitTerms
    published_at: datetime | None
    updated_at: datetime
    parts: int = 0
    outdated: int = 0
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KitRecord:
    """A kit with its parts in their order; for partners those alone that they may read and that are current."""

    card: KitCard
    parts: tuple[AssetCard, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedPart:
    """What goes into a kit's archive: a file, a link or a text."""

    title: str
    file_id: UUID | None
    file_name: str
    link: str
    text: str
    made_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedKit:
    """A kit as it is given out."""

    title: str
    cover: str
    made_at: datetime
    parts: tuple[PackedPart, ...]
