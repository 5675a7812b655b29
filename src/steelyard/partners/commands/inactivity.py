"""Keeping the periods in which partners do nothing, and telling when one has lasted long enough."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction

from steelyard.kernel.actors import SYSTEM
from steelyard.partners.automation.rules import AutomationRules
from steelyard.partners.commands.automation import AUTOMATION_RULEBOOK
from steelyard.partners.commands.locking import subject_of
from steelyard.partners.inactivity.events import PartnerInactive
from steelyard.partners.inactivity.queries import list_open_periods
from steelyard.partners.inactivity.signals import list_signals
from steelyard.partners.inactivity.terms import Signal
from steelyard.partners.models import QuietPeriod
from steelyard.partners.queries import today
from steelyard.platform.arrays import text_array
from steelyard.platform.events import record
from steelyard.program.public import RulesInForce, program_in_force

_AT_ONCE = 5_000

# One pass over the log: each day with a sign begins a period that ends with the next such day.
_FILL = """
    with sign as (
        select distinct e.partner_id, s.signal, (e.occurred_at at time zone 'UTC')::date as day
        from platform_event e join unnest(%s::text[], %s::text[]) as s (type, signal) on s.type = e.type
        where e.partner_id is not null
    )
    insert into partners_quietperiod (partner_id, signal, since_on, until, told_days)
    select partner_id, signal, day, lead(day) over (partition by partner_id, signal order by day), 0
    from sign join partners_partner p on p.id = sign.partner_id
    where not exists (select 1 from partners_quietperiod q where q.partner_id = sign.partner_id)
"""


@transaction.atomic
def note_signs(*, partner_id: UUID, signals: Sequence[Signal], on: date) -> None:
    """Note that a partner gave signs of life on a day; in whatever order days are told, the periods come out the same."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"steelyard.partners.quiet {partner_id}"]
        )
    rows = QuietPeriod.objects.filter(partner=partner_id, signal__in=signals)
    periods: defaultdict[str, list[QuietPeriod]] = defaultdict(list)
    for row in rows.order_by("since_on"):
        periods[row.signal].append(row)
    for signal in signals:
        _begin_period(partner_id, signal, on, periods[signal])


def _begin_period(partner_id: UUID, signal: Signal, on: date, periods: Sequence[QuietPeriod]) -> None:
    if any(one.since_on == on for one in periods):
        return
    before = next((one for one in reversed(periods) if one.since_on < on), None)
    after = next((one for one in periods if one.since_on > on), None)
    if before is not None:
        before.until = on
        before.save(update_fields=["until"])
    QuietPeriod.objects.create(
        partner_id=partner_id, signal=signal, since_on=on, until=after.since_on if after else None
    )


@transaction.atomic
def fill_quiet_periods() -> int:
    """Work out from the log the periods of partners that have none yet, and return how many there are of them."""
    signals = list_signals()
    with connection.cursor() as cursor:
        cursor.execute(_FILL, [text_array(kind for kind, _ in signals), text_array(signal for _, signal in signals)])
        return int(cursor.rowcount)


@transaction.atomic
def tell_of_inactivity(*, now: datetime) -> int:
    """Tell of the partners that have become inactive by the days of the rules, each number of days once; return of how many."""
    program, day = program_in_force(AUTOMATION_RULEBOOK, at=now), today(now)
    steps: dict[str, tuple[int, ...]] = {}
    told: defaultdict[int, list[QuietPeriod]] = defaultdict(list)
    for period in list_open_periods(before=day).iterator(chunk_size=_AT_ONCE):
        region = period.partner.region_id
        if region not in steps:
            held: RulesInForce[AutomationRules] = program.rules_in(region)
            steps[region] = held.rules.inactive_days
        reached = max((one for one in steps[region] if one <= (day - period.since_on).days), default=0)
        if reached > period.told_days:
            told[reached].append(period)
    for days, periods in told.items():
        QuietPeriod.objects.filter(id__in=[one.id for one in periods]).update(told_days=days)
        happened = [PartnerInactive(**subject_of(one.partner), days=days, since_on=one.since_on) for one in periods]
        record(*happened, actor=SYSTEM, now=now)
    return sum(len(periods) for periods in told.values())
