"""What is known of partners in a past time: who was there, in which types and tiers, and what was measured of them."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import Decimal
from uuid import UUID

from django.db.models import Q, QuerySet

from steelyard.kernel.periods import Period, add_months
from steelyard.partners.models import Partner, PartnerRole, TierAssignment, TierNotice
from steelyard.partners.queries import today
from steelyard.partners.terms import PartnerStatus
from steelyard.partners.tiers.gathering import measure_evidence
from steelyard.partners.tiers.metrics import find_metric
from steelyard.partners.tiers.rules import TierRules
from steelyard.partners.tiers.terms import Notice
from steelyard.platform.arrays import among


@dataclass(frozen=True, slots=True)
class Held:
    """Something that held from one day until another."""

    key: str
    since_on: date
    until: date | None

    def holds_on(self, day: date) -> bool:
        return self.since_on <= day and (self.until is None or self.until > day)


@dataclass(frozen=True, slots=True)
class HeldTier(Held):
    """A tier, and until when the rules left it alone; by hand where somebody gave it."""

    by_hand: bool
    fixed_until: date | None


@dataclass(slots=True)
class PastPartner:
    """One partner as the record has it."""

    id: UUID
    name: str
    region: str
    enrolled_on: date
    types: list[Held] = field(default_factory=list)
    tiers: list[HeldTier] = field(default_factory=list)
    notice: Notice | None = None
    """The one that was open when the time began."""

    def types_on(self, day: date) -> frozenset[str]:
        return frozenset(held.key for held in self.types if held.holds_on(day))

    def tier_on(self, day: date) -> HeldTier | None:
        """Return the tier on record; of two that hold on one day the later one."""
        return next((held for held in reversed(self.tiers) if held.holds_on(day)), None)

    def given_by_hand(self, after: date, until: date) -> HeldTier | None:
        """Return the last tier that somebody gave by hand after one day, until another and with it."""
        given = [held for held in self.tiers if held.by_hand and after < held.since_on <= until]
        return given[-1] if given else None


def count_partners() -> int:
    """Return how many partners take part."""
    return _active().count()


def read_partners(window: Period, *, at_once: int) -> Iterator[list[PastPartner]]:
    """Yield the partners that are active, as many at once, with what the record says of them in the time."""
    last = None
    while True:
        rows = _active().filter(id__gt=last) if last else _active()
        found = {
            key: PastPartner(id=key, name=name, region=region, enrolled_on=today(enrolled_at))
            for key, name, region, enrolled_at in rows.order_by("id").values_list(
                "id", "name", "region_id", "enrolled_at"
            )[:at_once]
        }
        if not found:
            return
        _add_record(found, today(window.starts_at))
        yield list(found.values())
        last = max(found)


def _active() -> QuerySet[Partner]:
    return Partner.objects.filter(status=PartnerStatus.ACTIVE, merged_into=None)


def _add_record(found: Mapping[UUID, PastPartner], since: date) -> None:
    lasts = Q(until=None) | Q(until__gt=since)
    roles = PartnerRole.objects.filter(lasts, among("partner", found))
    for partner_id, key, since_on, until in roles.values_list("partner_id", "type__key", "since_on", "until"):
        found[partner_id].types.append(Held(key, since_on, until))
    tiers = TierAssignment.objects.filter(lasts, among("partner", found)).order_by("since_on", "id")
    columns = ("partner_id", "tier__key", "since_on", "until", "is_automatic", "fixed_until")
    for partner_id, tier, since_on, until, is_automatic, fixed_until in tiers.values_list(*columns):
        found[partner_id].tiers.append(HeldTier(tier, since_on, until, not is_automatic, fixed_until))
    open_then = Q(given_on__lte=since) & (Q(ended_on=None) | Q(ended_on__gt=since))
    for row in TierNotice.objects.filter(open_then, among("partner", found)):
        found[row.partner_id].notice = Notice(tier=row.lower, demote_on=row.demote_on)


def list_instants(window: Period) -> list[datetime]:
    """Return when tiers are evaluated again: at the beginning of each month within the time, and at its end."""
    if window.until is None:
        raise ValueError("a window that is simulated has an end")
    found, month = [], add_months(today(window.starts_at).replace(day=1), 1)
    while (instant := datetime.combine(month, time(), tzinfo=UTC)) < window.until:
        found.append(instant)
        month = add_months(month, 1)
    return [*found, window.until]


class PastValues:
    """Measured values of some partners as of several instants; what cannot be measured of the past is measured once."""

    def __init__(self, ids: Collection[UUID]) -> None:
        self._ids = ids
        self._present: dict[_Asked, Mapping[UUID, Decimal]] = {}

    def measure(
        self, ids: Collection[UUID], books: Sequence[TierRules], at: datetime
    ) -> list[Mapping[UUID, Mapping[str, Decimal]]]:
        """Return the values that each rulebook asks for of some of them, measured once where two ask for the same."""
        then: dict[_Asked, Mapping[UUID, Decimal]] = {}
        answers: list[Mapping[UUID, Mapping[str, Decimal]]] = []
        for rules in books:
            values: defaultdict[UUID, dict[str, Decimal]] = defaultdict(dict)
            rates = tuple(sorted(rules.rate_of.items()))
            for key, (name, months) in rules.evidence().items():
                metric = find_metric(name)
                if metric is None:
                    continue
                kept, whom = (then, ids) if metric.looks_back else (self._present, self._ids)
                if (key, rates) not in kept:
                    kept[key, rates] = measure_evidence(whom, metric, months, rules, as_of=at)
                for partner_id, value in kept[key, rates].items():
                    values[partner_id][key] = value
            answers.append(values)
        return answers


_Asked = tuple[str, tuple[tuple[str, Decimal], ...]]
