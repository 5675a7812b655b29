"""Trying automations on the past: which partners they would have touched, and why. Nothing is done and nothing is kept.

What is asked of a partner is asked as of the end of the day of the event. Inactivity is found anew from the days of the rules that
are tried, since other rules may have told of other days. What an automation would have set off in turn is not followed.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from uuid import UUID

from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.partners import permissions
from steelyard.partners.automation.gathering import add_event, gather_partners
from steelyard.partners.automation.policies import compute_due_at, is_met, list_asked
from steelyard.partners.automation.refusals import AutomationNotKnown
from steelyard.partners.automation.rules import AutomationRules
from steelyard.partners.automation.terms import PastEvent, Touch, Touched, Trial
from steelyard.partners.commands.automation import AUTOMATION_RULEBOOK
from steelyard.partners.commands.locking import subject_of
from steelyard.partners.inactivity.events import PartnerInactive
from steelyard.partners.inactivity.terms import Signal
from steelyard.partners.models import Partner, QuietPeriod
from steelyard.partners.queries import today
from steelyard.platform.events import happened_of
from steelyard.platform.models import EventRecord
from steelyard.program.public import Catalog, get_written_rules, program_in_force

MOST_EVENTS = 20_000
"""How many past events of the log, and how many of inactivity, are tried, the newest first: some seconds of work."""
MOST_DAYS = 730


def try_automations(
    actor: Actor, *, version_id: UUID | None = None, automation: str = "", days: int = 90, now: datetime
) -> Trial:
    """Return what automations would have done in the last days: those of a version, such as a draft, or those in force.

    Raises: NotAllowed, NotFound, AutomationNotKnown.
    """
    if not permissions.can_list_partners(actor):
        raise NotAllowed
    book = _Book(actor, version_id, now)
    since = now - timedelta(days=min(days, MOST_DAYS))
    if automation and all(rules.find_automation(automation) is None for rules in book.list_rules()):
        raise AutomationNotKnown(key=automation)
    wanted = {one.event for rules in book.list_rules() for one in rules.automations if automation in ("", one.key)}
    logged = list(_list_logged(wanted - {PartnerInactive.type}, since))
    found = _list_inactive(book, since, now) if PartnerInactive.type in wanted else ()
    inactive = list(islice(found, MOST_EVENTS + 1))
    past = [*logged[:MOST_EVENTS], *inactive[:MOST_EVENTS]]
    touched = _try(book, past, automation)
    return Trial(
        rules=book.label,
        since=since,
        events=len(past),
        is_cut=len(logged) > MOST_EVENTS or len(inactive) > MOST_EVENTS,
        touched=tuple(sorted(touched, key=lambda one: (one.partner, one.partner_id))),
    )


class _Book:
    """The rules that are tried, by the regions of partners."""

    def __init__(self, actor: Actor, version_id: UUID | None, now: datetime) -> None:
        self._program = program_in_force(AUTOMATION_RULEBOOK, at=now)
        self._catalog: Catalog = self._program.catalog
        self._drafted = get_written_rules(actor, version_id, now=now) if version_id else None
        if self._drafted is not None and self._drafted.key != AUTOMATION_RULEBOOK:
            raise NotFound
        self.label: str = self._drafted.label if self._drafted else self._program.rules_in("").label

    def rules_in(self, region: str) -> AutomationRules | None:
        """Return the rules for partners of a region; None where the version that is tried is another region's."""
        rules: AutomationRules
        if self._drafted is None:
            rules = self._program.rules_in(region).rules
            return rules
        if self._drafted.region and self._drafted.region not in self._catalog.regions_around(region):
            return None
        rules = self._drafted.rules
        return rules

    def list_rules(self) -> list[AutomationRules]:
        """Return every rulebook that is tried somewhere."""
        places = ["", *self._catalog.parents] if self._drafted is None else [self._drafted.region or ""]
        found = [self.rules_in(place) for place in places]
        return list(dict.fromkeys(one for one in found if one is not None))


def _list_logged(types: set[str], since: datetime) -> Iterator[PastEvent]:
    rows = EventRecord.objects.filter(type__in=sorted(types), occurred_at__gte=since, partner_id__isnull=False)
    for row in rows.order_by("-sequence")[: MOST_EVENTS + 1] if types else ():
        happened = happened_of(row)
        yield PastEvent(id=row.id, event=happened.event, at=happened.occurred_at)


def _list_inactive(book: _Book, since: datetime, now: datetime) -> Iterator[PastEvent]:
    """Return when partners would have become inactive by the days of the rules that are tried."""
    steps = {days for rules in book.list_rules() for days in rules.inactive_days}
    if not steps:
        return
    rows = QuietPeriod.objects.filter(signal=Signal.ANY, partner__merged_into=None).select_related("partner")
    rows = rows.filter(since_on__lte=today(now) - timedelta(days=min(steps)))
    for period in rows.filter(since_on__gte=today(since) - timedelta(days=max(steps))).order_by("-since_on", "id"):
        rules = book.rules_in(period.partner.region_id)
        for days in rules.inactive_days if rules else ():
            day = period.since_on + timedelta(days=days)
            if today(since) <= day <= today(now) and (period.until is None or day < period.until):
                event = PartnerInactive(**subject_of(period.partner), days=days, since_on=period.since_on)
                yield PastEvent(id=None, event=event, at=datetime.combine(day, time(), tzinfo=UTC))


def _try(book: _Book, past: Sequence[PastEvent], automation: str) -> Iterator[Touched]:
    partners = {
        one.id: one for one in Partner.objects.filter(id__in={one.event.partner_id for one in past}, merged_into=None)
    }
    by_day: defaultdict[date, list[PastEvent]] = defaultdict(list)
    for one in past:
        if one.event.partner_id in partners:
            by_day[today(one.at)].append(one)
    found: defaultdict[UUID, list[Touch]] = defaultdict(list)
    for day, events in sorted(by_day.items(), reverse=True):
        facts = gather_partners({one.event.partner_id for one in events if one.event.partner_id}, on=day)
        for one in events:
            partner = partners[one.event.partner_id] if one.event.partner_id else None
            rules = book.rules_in(partner.region_id) if partner else None
            if partner is not None and rules is not None:
                found[partner.id] += _list_touches(rules, one, add_event(facts[partner.id], one.event), automation)
    for partner_id, touches in found.items():
        if touches:
            yield Touched(partner_id=partner_id, partner=partners[partner_id].name, touches=tuple(touches))


def _list_touches(
    rules: AutomationRules, past: PastEvent, facts: dict[str, object], automation: str
) -> Iterator[Touch]:
    for one in rules.listening_to(past.event.type):
        if automation in ("", one.key) and is_met(one, facts):
            yield Touch(
                automation=one.key,
                name=one.name,
                when=one.when,
                event=past.event,
                event_id=past.id,
                happened_at=past.at,
                due_at=compute_due_at(past.at, one.delay_days),
                facts=list_asked(one, facts),
                actions=rules.actions_of(one.key),
            )
