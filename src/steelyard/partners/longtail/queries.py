"""Reading the long tail: what it comes to together, the curve of all partners, those in it, and rises."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import connection
from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Subquery, Sum

from steelyard.kernel.actors import Actor
from steelyard.kernel.pages import Page, PageRequest
from steelyard.kernel.refusals import NotFound
from steelyard.partners import permissions
from steelyard.partners.goals.gathering import money_rules
from steelyard.partners.inactivity.queries import find_quiet_days
from steelyard.partners.inactivity.terms import Signal
from steelyard.partners.longtail.gathering import LONG_TAIL_RULEBOOK, load_facts
from steelyard.partners.longtail.policies import decide_rise
from steelyard.partners.longtail.rules import LongTailRules
from steelyard.partners.longtail.terms import (
    Grouping,
    ParetoPoint,
    RiseCard,
    RiseFilter,
    RiseState,
    TailCard,
    TailFilter,
    TailGroup,
    TailSummary,
)
from steelyard.partners.models import Rise, TailStanding
from steelyard.partners.queries import today
from steelyard.platform.directory import SOMEONE, find_people
from steelyard.platform.paging import take
from steelyard.program.public import RulesInForce, get_rules_of, program_in_force, rules_in_force

SORTS = {
    "name": ("partner__name", "partner_id"),
    "-name": ("-partner__name", "-partner_id"),
    "value": ("value", "partner_id"),
    "-value": ("-value", "-partner_id"),
    "touches": ("touches", "partner_id"),
    "-touches": ("-touches", "-partner_id"),
}
ACTIVE_DAYS = 90
"""Active is who gave a sign of life in so many days."""
_OPEN = Q(ended_on=None, dismissed_at=None)

_KEYS = {
    Grouping.REGION: "p.region_id",
    Grouping.TYPE: "t.key",
    Grouping.QUARTER: "to_char(date_trunc('quarter', p.enrolled_at at time zone 'UTC'), 'YYYY-MM-DD')",
    Grouping.TRACK: "s.track",
}
# A partner of several types counts in each of them.
_GROUPS = """
    select {key} as key, count(*), count(*) filter (where q.partner_id is not null), sum(s.value)
    from partners_tailstanding s join partners_partner p on p.id = s.partner_id
    left join partners_quietperiod q
        on q.partner_id = s.partner_id and q.signal = 'any' and q.until is null and q.since_on > %(active)s
    {types}
    where s.track <> '' and (%(region)s = '' or p.region_id = %(region)s)
    group by 1 order by 4 desc, 1
"""
# Twenty stretches of as many partners, the one with the most value first.
_CURVE = """
    with placed as (
        select s.value, row_number() over (order by s.value desc, s.partner_id) as place, count(*) over () as all_of_them,
            sum(s.value) over () as whole
        from partners_tailstanding s join partners_partner p on p.id = s.partner_id
        where %(region)s = '' or p.region_id = %(region)s
    )
    select ceil(20.0 * place / all_of_them) as stretch, max(place)::numeric / max(all_of_them),
        sum(sum(value)) over (order by ceil(20.0 * place / all_of_them)) / nullif(max(whole), 0)
    from placed group by 1 order by 1
"""


def get_summary(actor: Actor, by: Grouping, *, region: str = "", at: datetime) -> TailSummary:
    """Return the long tail as a whole, everywhere or in a region. Raises: NotFound for partners: they are told nothing of it."""
    _require_host(actor)
    rules: LongTailRules = rules_in_force(LONG_TAIL_RULEBOOK, region=region or None, at=at).rules
    rows = TailStanding.visible_to(actor)
    rises = Rise.visible_to(actor).filter(_OPEN)
    if region:
        rows, rises = rows.filter(partner__region=region), rises.filter(partner__region=region)
    small = ~Q(track="")
    counted = rows.aggregate(
        all=Count("partner"),
        small=Count("partner", filter=small),
        of_all=Sum("value"),
        of_small=Sum("value", filter=small),
        evaluated_at=Max("evaluated_at"),
    )
    groups = _groups(by, region, today(at))
    # Groups by type count a partner once for each of its types; how many are active is counted by track, of which it has one.
    active = sum(one.active for one in (_groups(Grouping.TRACK, region, today(at)) if by is Grouping.TYPE else groups))
    return TailSummary(
        partners=counted["small"],
        all_partners=counted["all"],
        value=counted["of_small"] or Decimal(0),
        all_value=counted["of_all"] or Decimal(0),
        active=active,
        rising=rises.count(),
        currency=money_rules(at).currency,
        months=rules.months,
        groups=tuple(groups),
        curve=tuple(_curve(region)),
        evaluated_at=counted["evaluated_at"],
    )


def list_tail(actor: Actor, wanted: TailFilter, page: PageRequest, *, at: datetime) -> Page[TailCard]:
    """Return a page of the partners in the long tail, those with the most value first unless asked otherwise.

    Raises: NotFound for partners.
    """
    _require_host(actor)
    open_one = Rise.visible_to(actor).filter(_OPEN, partner=OuterRef("partner_id"))
    rows = TailStanding.visible_to(actor).exclude(track="").select_related("partner")
    rows = _filtered(rows, wanted, open_one).annotate(rise_id=Subquery(open_one.values("id")[:1]))
    stretch = take(rows, page, SORTS.get(page.sort, SORTS["-value"]))
    quiet = find_quiet_days([row.partner_id for row in stretch.rows], on=today(at))
    currency = money_rules(at).currency
    cards = [
        TailCard(
            partner_id=row.partner_id,
            partner=row.partner.name,
            region=row.partner.region_id,
            track=row.track,
            since_on=row.since_on,
            value=row.value,
            currency=currency,
            touches=row.touches,
            tier=row.tier,
            quiet_days=quiet[row.partner_id].get(Signal.ANY),
            rise_id=Rise(id=row.rise_id).public_id if row.rise_id else "",  # type: ignore[attr-defined]  # annotated
            evaluated_at=row.evaluated_at,
        )
        for row in stretch.rows
    ]
    return Page(items=cards, total=stretch.total, request=page, next_cursor=stretch.next_cursor)


def list_rises(actor: Actor, wanted: RiseFilter, page: PageRequest) -> Page[RiseCard]:
    """Return a page of rises, the newest first. Raises: NotFound for partners."""
    _require_host(actor)
    rows = Rise.visible_to(actor).select_related("partner")
    if wanted.state is not None:
        rows = rows.filter(_STATES[wanted.state])
    exact: Mapping[str, object] = {
        "partner__region": wanted.region,
        "partner": wanted.partner_id,
        "partner__name__icontains": wanted.text,
    }
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    stretch = take(rows, page, ("-raised_on", "-id"))
    return Page(items=_rise_cards(stretch.rows), total=stretch.total, request=page, next_cursor=stretch.next_cursor)


def get_rise(actor: Actor, rise_id: UUID) -> RiseCard:
    """Return a rise with what led to it. Raises: NotFound."""
    row = Rise.visible_to(actor).select_related("partner").filter(id=rise_id).first()
    if row is None:
        raise NotFound
    return _rise_cards([row])[0]


def list_track_names(*, at: datetime) -> dict[str, str]:
    """Return what each track is called, in any region."""
    program = program_in_force(LONG_TAIL_RULEBOOK, at=at)
    held: list[LongTailRules] = [program.rules_in(region).rules for region in sorted(program.versions)]
    return {track.key: track.name for rules in reversed(held) for track in rules.tracks}


def find_names(ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return whose rises these are, of those that the current asker may see."""
    return dict(Rise.objects.filter(id__in=set(ids)).values_list("id", "partner__name"))


_STATES = {
    RiseState.OPEN: _OPEN,
    RiseState.DISMISSED: Q(dismissed_at__isnull=False),
    RiseState.ENDED: Q(dismissed_at=None, ended_on__isnull=False),
}


def _require_host(actor: Actor) -> None:
    if not permissions.can_list_partners(actor):
        raise NotFound


def _groups(by: Grouping, region: str, day: date) -> list[TailGroup]:
    types = "cross join lateral jsonb_array_elements_text(s.types) as t (key)" if by is Grouping.TYPE else ""
    with connection.cursor() as cursor:
        asked: dict[str, date | str] = {"active": day - timedelta(days=ACTIVE_DAYS), "region": region}
        cursor.execute(_GROUPS.format(key=_KEYS[by], types=types), asked)
        return [TailGroup(key=key, partners=all_, active=active, value=value) for key, all_, active, value in cursor]


def _curve(region: str) -> list[ParetoPoint]:
    with connection.cursor() as cursor:
        cursor.execute(_CURVE, {"region": region})
        return [ParetoPoint(partners=share, value=value or Decimal(0)) for _stretch, share, value in cursor]


def _filtered(rows: QuerySet[TailStanding], wanted: TailFilter, open_one: QuerySet[Rise]) -> QuerySet[TailStanding]:
    exact: Mapping[str, object] = {
        "track": wanted.track,
        "partner__region": wanted.region,
        "types__contains": [wanted.type] if wanted.type else None,
        "partner__name__icontains": wanted.text,
    }
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if wanted.rising is not None:
        rows = rows.filter(Exists(open_one) if wanted.rising else ~Exists(open_one))
    return rows


def _rise_cards(rows: Sequence[Rise]) -> list[RiseCard]:
    ids = {one for row in rows for one in (row.lead_id, row.dismissed_by) if one}
    names = {key: person.name for key, person in find_people(ids).items()}
    rules: dict[str, LongTailRules] = {}
    for row in rows:
        if row.rules not in rules:
            in_force: RulesInForce[LongTailRules] = get_rules_of([UUID(version) for version in row.version_ids])
            rules[row.rules] = in_force.rules
    return [
        RiseCard(
            id=row.id,
            public_id=row.public_id,
            partner_id=row.partner_id,
            partner=row.partner.name,
            region=row.partner.region_id,
            raised_on=row.raised_on,
            state=_state(row),
            ended_on=row.ended_on,
            dismissed_at=row.dismissed_at,
            dismissed_by=names.get(row.dismissed_by, SOMEONE.name) if row.dismissed_by else "",
            reason=row.reason,
            lead=names.get(row.lead_id, SOMEONE.name) if row.lead_id else "",
            rules=row.rules,
            decision=decide_rise(load_facts(row.facts), rules[row.rules]),
            updated_at=row.updated_at,
        )
        for row in rows
    ]


def _state(row: Rise) -> RiseState:
    if row.dismissed_at is not None:
        return RiseState.DISMISSED
    return RiseState.ENDED if row.ended_on is not None else RiseState.OPEN
