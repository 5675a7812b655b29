"""Pages: the frozen answer of every `list_` query."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

MAX_PAGE_SIZE = 200

T = TypeVar("T")
U = TypeVar("U")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRequest:
    """Which stretch of a list is wanted: numbered pages for people, an opaque cursor for programs."""

    number: int = 1
    size: int = 25
    sort: str = ""
    cursor: str = ""
    updated_since: datetime | None = None
    """Only what changed at or after it, in the order of the changes."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "number", max(1, self.number))
        object.__setattr__(self, "size", min(max(1, self.size), MAX_PAGE_SIZE))

    @property
    def offset(self) -> int:
        return (self.number - 1) * self.size


@dataclass(frozen=True, kw_only=True)
class Page(Generic[T]):
    """One stretch of a list with its total, so that a reader knows what is left."""

    items: Sequence[T]
    total: int
    request: PageRequest
    next_cursor: str | None = None

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.request.size))

    @property
    def has_previous(self) -> bool:
        return self.request.number > 1

    @property
    def has_next(self) -> bool:
        return self.request.number < self.pages

    @property
    def first(self) -> int:
        return self.request.offset + 1 if self.items else 0

    @property
    def last(self) -> int:
        return self.request.offset + len(self.items)

    def map(self, translate: Callable[[T], U]) -> "Page[U]":
        """Return the same page with every item translated."""
        return self.holding([translate(item) for item in self.items])

    def holding(self, items: Sequence[U]) -> "Page[U]":
        """Return the same page with other items, for those that are translated together."""
        return Page(items=items, total=self.total, request=self.request, next_cursor=self.next_cursor)
