"""What the rules of tiers ask about partners: the values measured, and the tiers they are in. For many partners at once."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter

from steelyard.kernel.periods import add_months
from steelyard.partners.models import Dated, PartnerRole, TierAssignment, TierEvaluation, TierNotice
from steelyard.partners.queries import today
from steelyard.partners.tiers.deciding import TierCase
from steelyard.partners.tiers.metrics import Evidence, Metric, find_metric
from steelyard.partners.tiers.rules import TierRules
from steelyard.partners.tiers.terms import Cooling, Notice, TierFacts
from steelyard.platform.arrays import among

NEW = Cooling()
"""A tier to which nothing has happened."""
_case: TypeAdapter[TierCase] = TypeAdapter(TierCase)


@dataclass(frozen=True, slots=True, kw_only=True)
class PresentTier:
    """The tier that a partner is in on a day (empty: none), and how far it has cooled."""

    on: date
    tier: str = ""
    cooling: Cooling = NEW
    is_planned: bool = False
    """Whether somebody assigned a tier that begins later: then the rules leave it alone."""


def gather_facts(rules: Mapping[UUID, TierRules], *, now: datetime) -> dict[UUID, TierFacts]:
    """Return what is known of each partner at the instant, each metric measured once for all whose rules are the same."""
    types = find_types(rules.keys(), on=today(now))
    values: dict[UUID, Mapping[str, Decimal]] = {}
    alike: defaultdict[int, list[UUID]] = defaultdict(list)
    for partner_id, held in rules.items():
        alike[id(held)].append(partner_id)
    for ids in alike.values():
        values.update(measure(ids, rules[ids[0]], as_of=now))
    return {one: TierFacts(types=types[one], values=values[one]) for one in rules}


def measure(ids: Collection[UUID], rules: TierRules, *, as_of: datetime) -> dict[UUID, Mapping[str, Decimal]]:
    """Return the values that the rules ask for, as of an instant; what was not measured of a partner is left out."""
    found: dict[UUID, dict[str, Decimal]] = {one: {} for one in ids}
    for key, (name, months) in rules.evidence().items():
        metric = find_metric(name)
        if metric is None:
            continue
        for partner_id, value in measure_evidence(ids, metric, months, rules, as_of=as_of).items():
            found[partner_id][key] = value
    return dict(found)


def measure_evidence(
    ids: Collection[UUID], metric: Metric, months: int | None, rules: TierRules, *, as_of: datetime
) -> Mapping[UUID, Decimal]:
    """Return the values of one metric as of an instant, over the months that the rules say."""
    evidence = Evidence(as_of=as_of, since=since(as_of, months) if months else None, rates=rules.rate_of)
    return metric.measure(ids, evidence)


def since(as_of: datetime, months: int) -> datetime:
    """Return from when evidence counts: the beginning of the same day so many months before, in UTC as every day."""
    return datetime.combine(add_months(today(as_of), -months), time(), tzinfo=UTC)


def find_types(ids: Collection[UUID], *, on: date) -> defaultdict[UUID, frozenset[str]]:
    """Return the types that each partner holds on the day."""
    found: defaultdict[UUID, frozenset[str]] = defaultdict(frozenset)
    rows = PartnerRole.objects.filter(Dated.holds_on(on), among("partner", ids))
    for partner_id, key in rows.values_list("partner_id", "type__key"):
        found[partner_id] |= {key}
    return found


def find_present(ids: Collection[UUID], *, on: date) -> dict[UUID, PresentTier]:
    """Return the tier that each partner is in on the day, with what happened to it so far."""
    cooled = dict(TierEvaluation.objects.filter(among("partner", ids)).values_list("partner_id", "below_since"))
    notices = {
        row.partner_id: Notice(tier=row.lower, demote_on=row.demote_on)
        for row in TierNotice.objects.filter(among("partner", ids), ended_on=None)
    }
    present = {
        one: PresentTier(on=on, cooling=Cooling(below_since=cooled.get(one), notice=notices.get(one))) for one in ids
    }
    rows = TierAssignment.objects.filter(among("partner", ids), until=None)
    for partner_id, tier, since_on, fixed_until in rows.values_list(
        "partner_id", "tier__key", "since_on", "fixed_until"
    ):
        cooling = present[partner_id].cooling
        present[partner_id] = PresentTier(
            on=on,
            tier=tier,
            cooling=Cooling(below_since=cooling.below_since, notice=cooling.notice, fixed_until=fixed_until),
            is_planned=since_on > on,
        )
    return present


def dump_case(case: TierCase) -> dict[str, Any]:
    """Return a case as plain values, as it is kept with a decision."""
    said: dict[str, Any] = _case.dump_python(case, mode="json")
    return said


def load_case(said: Mapping[str, Any]) -> TierCase:
    """Return the case behind its plain values."""
    return _case.validate_python(said)
