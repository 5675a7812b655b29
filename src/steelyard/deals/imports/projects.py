"""Projects out of a file of sales: one line for each month and project becomes one deal with what it came to."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from heapq import merge

from steelyard.kernel.money import Money
from steelyard.platform.imports.running import Row

_OFFICE_OPENS, _OFFICE_CLOSES, _BETWEEN = time(9, tzinfo=UTC), time(17, tzinfo=UTC), timedelta(seconds=1)

Key = tuple[str, str, str, tuple[str, ...], str]


@dataclass(slots=True)
class Project:
    """What a supplier did for a customer: when it began, when it was first invoiced, what all its lines come to."""

    row: Row
    families: tuple[str, ...]
    began_on: date
    invoiced_on: date | None = None
    spend: Decimal = Decimal(0)
    lines: int = 0

    @property
    def sold(self) -> Money:
        """What was sold, to the penny; credits beyond the sale are no negative sale."""
        return Money(max(self.spend, Decimal(0)), self.row.get("currency")).rounded()

    @property
    def is_sale(self) -> bool:
        return self.invoiced_on is not None and self.sold.amount > 0

    @property
    def closes_on(self) -> date:
        """The last day of the month in which it was first invoiced, or else began."""
        return _last_day(self.invoiced_on or self.began_on)


@dataclass(frozen=True, slots=True)
class Moment:
    """A project's registration or its invoice, at the instant at which it happens."""

    at: datetime
    project: Project
    is_invoice: bool


@dataclass(slots=True)
class Projects:
    """The projects of a file. Shape: memory for each project, not for each line."""

    _projects: dict[Key, Project] = field(default_factory=dict)

    def add(self, row: Row, families: tuple[str, ...]) -> None:
        """Add a line to its project: same supplier, customer, description, products and currency."""
        said = (_fold(row.get(name)) for name in ("partner", "company", "description"))
        partner, company, description = said
        key = (partner, company, description, families, row.get("currency"))
        month, spend = row.get("submitted_at").date().replace(day=1), row.get("value")
        project = self._projects.setdefault(key, Project(row, families, month))
        project.began_on = min(project.began_on, month)
        if spend > 0:
            project.invoiced_on = min(project.invoiced_on or month, month)
        project.spend += spend
        project.lines += 1

    def moments(self) -> Iterator[Moment]:
        """Yield registrations (on the first day of a month) and invoices (on the last) in the order of time, then of the file."""
        projects = sorted(self._projects.values(), key=lambda one: one.row.number)
        begun = sorted(projects, key=lambda one: one.began_on)
        sold = sorted((one for one in projects if one.is_sale), key=lambda one: one.closes_on)
        return merge(
            _at([(one.began_on, one) for one in begun], _OFFICE_OPENS, is_invoice=False),
            _at([(one.closes_on, one) for one in sold], _OFFICE_CLOSES, is_invoice=True),
            key=lambda moment: moment.at,
        )


def _at(days: list[tuple[date, Project]], hour: time, *, is_invoice: bool) -> Iterator[Moment]:
    """Yield the projects one second after the other on their days."""
    next_at = datetime.min.replace(tzinfo=UTC)
    for day, project in days:
        next_at = max(datetime.combine(day, hour), next_at + _BETWEEN)
        yield Moment(next_at, project, is_invoice)


def _last_day(month: date) -> date:
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def _fold(words: str) -> str:
    return " ".join(words.casefold().split())
