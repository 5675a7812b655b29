"""Reading what was used before which win: for the host of everybody, for a partner of its own alone. Each answer is a statement."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson
from django.db import connection

from steelyard.content import permissions
from steelyard.content.queries.words import rules_of_content
from steelyard.content.rules import ContentRules
from steelyard.content.usage.policies import compare_win_rates
from steelyard.content.usage.statements import BEFORE, MONTHS, OVERVIEW, USERS, WINS
from steelyard.content.usage.terms import MonthOfUse, Source, Stretch, UsageFilter, UsageRow, UseRow, UserRow, WinRow
from steelyard.kernel.actors import Actor
from steelyard.kernel.ids import public_id
from steelyard.kernel.money import Money
from steelyard.kernel.pages import Page, PageRequest
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.pipeline.public import OpportunityCard, find_opportunity_names
from steelyard.platform.arrays import text_array
from steelyard.platform.directory import SOMEONE, find_organization_names, find_people
from steelyard.platform.paging import cut
from steelyard.platform.visibility import list_seen
from steelyard.program.public import list_regions

SORTS = ("uses", "partners", "won", "last", "title")
_DAY = timedelta(days=1)
_EXACT = Decimal("0.1")
MOST_BEFORE = 100
Asked = Mapping[str, str | int | datetime | UUID | None]


def list_usage(actor: Actor, wanted: UsageFilter, stretch: Stretch, page: PageRequest) -> Page[UsageRow]:
    """Return a page of the contents that were used, most used first, with what their users won after. Raises: NotAllowed."""
    rules = rules_of_content(stretch.as_of)
    rows = [_usage_row(row, rules) for row in _ask(actor, OVERVIEW, wanted, stretch)]
    return cut(_sorted(rows, page.sort), page)


def get_usage_of(actor: Actor, subject_id: UUID, wanted: UsageFilter, stretch: Stretch) -> UsageRow:
    """Return how one content was used in the stretch. Raises: NotAllowed, NotFound for what nobody used in it."""
    for row in _ask(actor, OVERVIEW, _only(wanted, subject_id), stretch):
        return _usage_row(row, rules_of_content(stretch.as_of))
    raise NotFound


def list_months(actor: Actor, wanted: UsageFilter, stretch: Stretch) -> list[MonthOfUse]:
    """Return the months of the stretch, those in which nothing happened too. Raises: NotAllowed."""
    found = {row[0]: row for row in _ask(actor, MONTHS, wanted, stretch)}
    months, first = [], stretch.since.replace(day=1)
    while first < stretch.until:
        _, opened, downloaded, won = found.get(first, (first, 0, 0, 0))
        months.append(MonthOfUse(first=first, opened=opened, downloaded=downloaded, won=won))
        first = (first + timedelta(days=32)).replace(day=1)
    return months


def list_months_of(actor: Actor, subject_id: UUID, wanted: UsageFilter, stretch: Stretch) -> list[MonthOfUse]:
    """Return the months of one content. Raises: NotAllowed."""
    return list_months(actor, _only(wanted, subject_id), stretch)


def list_users(
    actor: Actor, subject_id: UUID, wanted: UsageFilter, stretch: Stretch, page: PageRequest
) -> Page[UserRow]:
    """Return a page of the partners that used a content, most use first. Raises: NotAllowed."""
    rows = _ask(actor, USERS, _only(wanted, subject_id), stretch)
    names = find_organization_names({row[0] for row in rows})
    users = [
        UserRow(
            partner_id=partner_id,
            partner=names.get(partner_id, ""),
            people=people,
            uses=uses,
            last_used_at=last_used_at,
            won=won,
            closed=closed,
        )
        for partner_id, people, uses, last_used_at, won, closed in rows
    ]
    return cut(users, page)


def list_wins_after(
    actor: Actor, subject_id: UUID, wanted: UsageFilter, stretch: Stretch, page: PageRequest
) -> Page[WinRow]:
    """Return a page of the opportunities that were won after a content was used, the latest first. Raises: NotAllowed."""
    found = cut(_ask(actor, WINS, _only(wanted, subject_id), stretch), page)
    names = find_organization_names({row[1] for row in found.items})
    called = find_opportunity_names([row[0] for row in found.items])
    return found.map(
        lambda row: WinRow(
            opportunity_id=row[0],
            opportunity=called.get(row[0], ""),
            partner_id=row[1],
            partner=names.get(row[1], ""),
            registration_id=row[2],
            amount=Money(row[3], row[4]),
            first_used_at=row[5],
            won_at=row[6],
            days=_days(row[6] - row[5]),
        )
    )


def list_uses_before(
    actor: Actor,
    *,
    partner_id: UUID,
    until: datetime,
    at: datetime,
    registration_id: UUID | None = None,
) -> list[UseRow]:
    """Return what a partner's people used in the longest window before an instant, in order; what was for the registration always.

    To a partner of its own (and its children's) use alone; of anybody else it is nothing.
    """
    if not permissions.can_see_usage(actor) and (
        actor.partner_id is None or partner_id not in list_seen(actor.partner_id)
    ):
        return []
    since = until - timedelta(days=max(rules_of_content(at).win_windows_days))
    asked: Asked = {"partner_id": partner_id, "since": since, "until": until, "registration_id": registration_id}
    with connection.cursor() as cursor:
        cursor.execute(BEFORE, asked)
        rows = cursor.fetchall()[-MOST_BEFORE:]
    people = find_people({row[5] for row in rows if row[5]})
    return [
        UseRow(
            source=Source(source),
            subject_id=subject_id,
            public_id=public_id(source, subject_id),
            title=title,
            kind=kind,
            use=use,
            person=people.get(person_id, SOMEONE).name if person_id else "",
            used_at=used_at,
            days=_days(until - used_at),
            is_for_this=is_for_this,
        )
        for source, subject_id, title, kind, use, person_id, used_at, is_for_this in rows
    ]


def list_uses_of_opportunity(actor: Actor, opportunity: OpportunityCard, *, at: datetime) -> list[UseRow]:
    """Return what the opportunity's partner used before it closed, or until now; of direct sales nothing."""
    if opportunity.partner_id is None:
        return []
    return list_uses_before(
        actor,
        partner_id=opportunity.partner_id,
        until=opportunity.closed_at or at,
        at=at,
        registration_id=opportunity.source_registration_id,
    )


def windows_of(at: datetime) -> tuple[int, ...]:
    """Return the windows that readers choose among, the longest first."""
    return tuple(sorted(rules_of_content(at).win_windows_days, reverse=True))


def _ask(actor: Actor, statement: str, wanted: UsageFilter, stretch: Stretch) -> list[tuple[Any, ...]]:
    if not permissions.can_see_usage(actor):
        raise NotAllowed
    asked: Asked = {
        "library": wanted.library,
        "kind": wanted.kind,
        "family": wanted.family,
        "type": wanted.type,
        "partner_id": wanted.partner_id,
        "subject_id": wanted.subject_id,
        "regions": text_array(_regions_in(wanted.region)) if wanted.region else None,
        "since": _begin(stretch.since),
        "until": min(_begin(stretch.until), stretch.as_of),
        "window": stretch.window,
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, asked)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def _usage_row(row: Sequence[Any], rules: ContentRules) -> UsageRow:
    source, key, title, kind, library, partners, people, opened, downloaded, last_used_at, *won_of = row
    won, registered, value, days, closed, without_won, without_closed = won_of
    amounts = orjson.loads(value) if isinstance(value, str) else value
    return UsageRow(
        source=Source(source),
        subject_id=key,
        public_id=public_id(source, key),
        title=title,
        kind=kind,
        library=library,
        partners=partners,
        people=people,
        opened=opened,
        downloaded=downloaded,
        last_used_at=last_used_at,
        won=won,
        registered=registered,
        value=tuple(Money(Decimal(amount), currency) for currency, amount in sorted(amounts.items())),
        days=Decimal(str(days)).quantize(_EXACT) if days is not None else None,
        with_closed=closed,
        without_won=int(without_won),
        without_closed=int(without_closed),
        rates=compare_win_rates(
            with_won=won,
            with_closed=closed,
            without_won=int(without_won),
            without_closed=int(without_closed),
            least=rules.least_closings,
        ),
    )


def _sorted(rows: list[UsageRow], by: str) -> list[UsageRow]:
    ordered = sorted(rows, key=lambda row: (row.title.casefold(), row.public_id))
    match by.removeprefix("-"):
        case "title":
            return ordered[::-1] if by.startswith("-") else ordered
        case "partners":
            ordered.sort(key=lambda row: -row.partners)
        case "won":
            ordered.sort(key=lambda row: -row.won)
        case "last":
            ordered.sort(key=lambda row: row.last_used_at.timestamp() if row.last_used_at else 0, reverse=True)
        case _:
            ordered.sort(key=lambda row: -row.uses)
    return ordered


def _only(wanted: UsageFilter, subject_id: UUID) -> UsageFilter:
    said = {name: getattr(wanted, name) for name in ("region", "type", "partner_id")}
    return UsageFilter(**said, subject_id=subject_id)


def _regions_in(key: str) -> list[str]:
    """Return a region with all that lies inside."""
    parents = {region.key: region.parent for region in list_regions()}
    found = [key]
    for region in parents:
        above, seen = region, set()
        while above in parents and above not in seen:
            if above == key and region != key:
                found.append(region)
                break
            seen.add(above)
            above = parents[above] or ""
    return found


def _begin(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _days(span: timedelta) -> Decimal:
    return (Decimal(span.total_seconds()) / Decimal(_DAY.total_seconds())).quantize(_EXACT)
