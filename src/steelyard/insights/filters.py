"""What an address asks of the figures. What makes no sense does not restrict, so that an old link still opens."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from django.http import QueryDict

from steelyard.insights.policies import compute_before, compute_spell
from steelyard.insights.terms import FILTERS, Dimension, Grain, Question, Span, Spell
from steelyard.kernel.ids import parse_public_id
from steelyard.kernel.refusals import NotFound

_DAY = timedelta(days=1)
_FIRST_DAY = date(2000, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A period with what it is compared to, and what the figures are narrowed and broken down by."""

    span: Span | None
    spell: Spell
    filters: dict[Dimension, str]
    grain: Grain
    by: Dimension | None
    then_on: date | None
    """The past day with which today is compared."""

    def now(self, *, grain: Grain | None = None, by: Dimension | None = None) -> Question:
        """Return the question about the period itself."""
        return Question(spell=self.spell, filters=self.filters, grain=grain, by=by)

    def before(self) -> Question:
        """Return the same question about the period before."""
        return Question(spell=compute_before(self.span, self.spell), filters=self.filters)

    def then(self) -> Question | None:
        """Return what the same page would have asked on the past day, as things were known at its end."""
        if self.then_on is None:
            return None
        spell = compute_spell(self.span, self.then_on) if self.span else self.spell
        return Question(spell=spell, filters=self.filters, as_of=_end(self.then_on))


def asked_in(params: QueryDict, today: date) -> Asked:
    """Return what the parameters of an address say."""
    since, until = day_of(params.get("from", "")), day_of(params.get("until", ""))
    span, named = None, params.get("period", "")
    if since and until and since < until:
        spell = Spell(since, until)
    else:
        span = Span(named) if named in set(Span) else Span.TWELVE_MONTHS
        spell = compute_spell(span, today)
    grain, by = params.get("grain", ""), params.get("by", "")
    then_on = day_of(params.get("then", ""))
    return Asked(
        span=span,
        spell=spell,
        filters={dimension: said for dimension in FILTERS if (said := _filter(params, dimension))},
        grain=Grain(grain) if grain in set(Grain) else Grain.MONTH,
        by=Dimension(by) if by in set(Dimension) else None,
        then_on=then_on if then_on and then_on < today else None,
    )


def day_of(text: str) -> date | None:
    """Return the day that is written, or None where it is none that can be asked about."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if _FIRST_DAY <= day < date(2200, 1, 1) else None


def _filter(params: QueryDict, dimension: Dimension) -> str:
    said = params.get(dimension, "").replace("\0", "")[:60]
    if dimension is not Dimension.PARTNER:
        return said
    key = partner_of(said)
    return str(key) if key else ""


def partner_of(text: str) -> UUID | None:
    """Return the partner that an address names, or None where it names none."""
    try:
        return parse_public_id("partner", text) if text else None
    except NotFound:
        return None


def _end(day: date) -> datetime:
    return datetime.combine(day + _DAY, time(), tzinfo=UTC)
