"""Who does nothing, since when and by which signal, as of any day; a few statements for all partners."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from steelyard.kernel.actors import Actor
from steelyard.kernel.pages import Page, PageRequest
from steelyard.kernel.refusals import NotAllowed
from steelyard.partners import permissions
from steelyard.partners.inactivity.terms import SIGNALS, Engagement, QuietFilter, QuietLine, Signal
from steelyard.partners.lifecycle.queries import find_statuses_on
from steelyard.partners.models import Partner, QuietPeriod, StatusPeriod
from steelyard.partners.terms import PartnerStatus
from steelyard.platform.arrays import among
from steelyard.platform.paging import take

SORTS = {
    "since": ("since_on", "id"),
    "-since": ("-since_on", "-id"),
    "name": ("partner__name", "id"),
    "-name": ("-partner__name", "-id"),
}
WATCHED = (PartnerStatus.ONBOARDING, PartnerStatus.ACTIVE)
"""In which states a partner is expected to do something."""


def list_quiet(actor: Actor, wanted: QuietFilter, page: PageRequest) -> Page[QuietLine]:
    """Return a page of the partners that gave no sign of life for so many days, the longest first. Raises: NotAllowed."""
    if not permissions.can_list_partners(actor):
        raise NotAllowed
    stretch = take(find_quiet(actor, wanted).select_related("partner"), page, SORTS.get(page.sort, SORTS["since"]))
    lines = _lines(stretch.rows, wanted.on)
    return Page(items=lines, total=stretch.total, request=page, next_cursor=stretch.next_cursor)


def find_quiet(actor: Actor, wanted: QuietFilter) -> QuerySet[QuietPeriod]:
    """Return the periods in which those partners are, among those that the actor may see."""
    rows = _watched(QuietPeriod.visible_to(actor), wanted.on).filter(
        signal=wanted.signal, since_on__lte=wanted.on - timedelta(days=wanted.days)
    )
    if wanted.text:
        rows = rows.filter(partner__name__icontains=wanted.text)
    if wanted.region:
        rows = rows.filter(partner__region=wanted.region)
    return rows


def count_engagement(actor: Actor, wanted: QuietFilter) -> Engagement:
    """Return how many partners there were on a day, and how many of them did something lately. Raises: NotAllowed."""
    if not permissions.can_list_partners(actor):
        raise NotAllowed
    rows = _watched(QuietPeriod.visible_to(actor), wanted.on).filter(signal=wanted.signal)
    if wanted.region:
        rows = rows.filter(partner__region=wanted.region)
    since = wanted.on - timedelta(days=wanted.days)
    counted = rows.aggregate(all=Count("id"), engaged=Count("id", filter=Q(since_on__gt=since)))
    return Engagement(partners=counted["all"], engaged=counted["engaged"])


def find_quiet_days(ids: Collection[UUID], *, on: date) -> defaultdict[UUID, dict[Signal, int]]:
    """Return for how many days each partner gave each signal no more, as of the end of a day."""
    found: defaultdict[UUID, dict[Signal, int]] = defaultdict(dict)
    rows = QuietPeriod.objects.filter(_holds_on(on), among("partner", ids))
    for partner_id, signal, since_on in rows.values_list("partner_id", "signal", "since_on"):
        found[partner_id][Signal(signal)] = (on - since_on).days
    return found


def list_open_periods(*, before: date) -> QuerySet[QuietPeriod]:
    """Return the periods, begun before a day, in which partners that should do something do nothing at all."""
    rows = QuietPeriod.objects.filter(until=None, signal=Signal.ANY, since_on__lt=before)
    return rows.filter(partner__merged_into=None, partner__status__in=WATCHED).select_related("partner")


def list_last_signs(partner_id: UUID) -> list[tuple[Signal, date]]:
    """Return the day on which a partner last gave each signal; call as the system."""
    rows = QuietPeriod.objects.filter(partner=partner_id, until=None).order_by("signal")
    return [(Signal(signal), day) for signal, day in rows.values_list("signal", "since_on")]


def _watched(rows: QuerySet[QuietPeriod], on: date) -> QuerySet[QuietPeriod]:
    """Return the periods of a day of those partners that were in the program then."""
    end = datetime.combine(on + timedelta(days=1), time(), tzinfo=UTC)
    held = StatusPeriod.objects.filter(partner=OuterRef("partner"), since_at__lt=end, status__in=WATCHED)
    held = held.filter(Q(until_at=None) | Q(until_at__gte=end))
    return rows.filter(_holds_on(on), Exists(held), partner__merged_into=None)


def _holds_on(on: date) -> Q:
    return Q(since_on__lte=on) & (Q(until=None) | Q(until__gt=on))


def _lines(rows: Sequence[QuietPeriod], on: date) -> list[QuietLine]:
    ids = [row.partner_id for row in rows]
    days, statuses = find_quiet_days(ids, on=on), find_statuses_on(on, partner_ids=ids)
    return [
        QuietLine(
            partner_id=row.partner_id,
            partner=row.partner.name,
            region=row.partner.region_id,
            status=statuses.get(row.partner_id, PartnerStatus(row.partner.status)),
            since_on=row.since_on,
            days=(on - row.since_on).days,
            by_signal={signal: days[row.partner_id][signal] for signal in SIGNALS if signal in days[row.partner_id]},
        )
        for row in rows
    ]


def find_quiet_partners(actor: Actor, wanted: QuietFilter) -> QuerySet[Partner]:
    """Return those partners themselves, for what is done with many of them at once."""
    return Partner.visible_to(actor).filter(id__in=find_quiet(actor, wanted).values("partner_id"))
