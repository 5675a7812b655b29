"""What the rules of the long tail ask about partners, each metric once for all whose rules are the same."""

from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter

from steelyard.kernel.periods import add_months
from steelyard.partners import queries
from steelyard.partners.longtail.parts import RiseRule
from steelyard.partners.longtail.rules import LongTailRules
from steelyard.partners.longtail.terms import RiseFacts, RiseFigure, TailFacts
from steelyard.partners.models import Dated, ManagerAssignment, TierAssignment
from steelyard.partners.tiers.gathering import find_types
from steelyard.partners.tiers.metrics import Evidence, Metric, find_metric
from steelyard.platform.arrays import among

LONG_TAIL_RULEBOOK = "long_tail"
_VALUE, _TOUCHES = "pipeline.won_value", "partners.active_days"
_NOTHING, _PLACES = Decimal(0), Decimal("0.01")
_facts: TypeAdapter[RiseFacts] = TypeAdapter(RiseFacts)

Values = Mapping[UUID, Decimal]


def gather_tail(
    ids: Collection[UUID], rules: LongTailRules, rates: Mapping[str, Decimal], *, now: datetime
) -> dict[UUID, TailFacts]:
    """Return what tells of each partner whether it is in the long tail."""
    day = queries.today(now)
    since = _midnight(add_months(day, -rules.months))
    values, touches = (_measure(ids, find_metric(key), since, now, rates) for key in (_VALUE, _TOUCHES))
    types = find_types(ids, on=day)
    tiers = TierAssignment.objects.filter(Dated.holds_on(day), among("partner", ids)).order_by("since_on", "id")
    tier_of = dict(tiers.values_list("partner_id", "tier__key"))
    managed = ManagerAssignment.objects.filter(Dated.holds_on(day), among("partner", ids))
    with_manager = set(managed.values_list("partner_id", flat=True))
    return {
        one: TailFacts(
            value=values.get(one, _NOTHING).quantize(_PLACES),
            touches=int(touches.get(one, _NOTHING)),
            tier=tier_of.get(one, ""),
            types=types[one],
            has_manager=one in with_manager,
        )
        for one in ids
    }


def gather_rises(
    enrolled: Mapping[UUID, datetime], rules: LongTailRules, rates: Mapping[str, Decimal], *, now: datetime
) -> dict[UUID, RiseFacts]:
    """Return what each partner did lately and before, by the measures of the rules; `enrolled` is since when it is there."""
    ids = list(enrolled)
    figures: dict[UUID, dict[str, RiseFigure]] = {one: {} for one in ids}
    for rule in rules.rises:
        metric, times = find_metric(rule.metric), find_metric(rule.times or rule.metric)
        if metric is None or times is None:
            continue
        recent, before = _both(ids, metric, rule, rates, now)
        often = (recent, before) if times is metric else _both(ids, times, rule, rates, now)
        for one in ids:
            figures[one][rule.key] = RiseFigure(
                recent=recent.get(one, _NOTHING).quantize(_PLACES),
                before=before.get(one, _NOTHING).quantize(_PLACES),
                times_recent=int(often[0].get(one, _NOTHING)),
                times_before=int(often[1].get(one, _NOTHING)),
            )
    return {one: RiseFacts(figures=figures[one], past_days=(now - enrolled[one]).days) for one in ids}


def dump_facts(facts: RiseFacts) -> dict[str, Any]:
    """Return facts as plain values, as they are kept."""
    said: dict[str, Any] = _facts.dump_python(facts, mode="json")
    return said


def load_facts(said: Mapping[str, Any]) -> RiseFacts:
    """Return the facts behind their plain values."""
    return _facts.validate_python(said)


def _both(
    ids: Collection[UUID], metric: Metric, rule: RiseRule, rates: Mapping[str, Decimal], now: datetime
) -> tuple[Values, Values]:
    """Return what was measured in the last months and in those before; of a state, by how much it grew in them."""
    turn = _midnight(add_months(queries.today(now), -rule.months))
    begin = _midnight(add_months(queries.today(now), -rule.months - rule.months_before))
    before_turn, before_begin = turn - timedelta(microseconds=1), begin - timedelta(microseconds=1)
    if metric.has_window:
        return _measure(ids, metric, turn, now, rates), _measure(ids, metric, begin, before_turn, rates)
    present, then, earlier = (
        metric.measure(ids, Evidence(as_of=at, rates=rates)) for at in (now, before_turn, before_begin)
    )
    return _growth(then, present), _growth(earlier, then)


def _growth(before: Values, after: Values) -> Values:
    grown = {one: value - before.get(one, _NOTHING) for one, value in after.items()}
    return {one: value for one, value in grown.items() if value > 0}


def _measure(
    ids: Collection[UUID], metric: Metric | None, since: datetime, as_of: datetime, rates: Mapping[str, Decimal]
) -> Values:
    if metric is None:
        return {}
    return metric.measure(ids, Evidence(as_of=as_of, since=since if metric.has_window else None, rates=rates))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)
