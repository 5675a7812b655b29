"""The long tail: who is in it, which small partners rise, and rises that somebody looked into."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from steelyard.kernel.actors import SYSTEM, Actor
from steelyard.kernel.events import Event
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.partners import permissions, queries
from steelyard.partners.commands.locking import subject_of
from steelyard.partners.goals.gathering import money_rules
from steelyard.partners.longtail.events import (
    LongTailJoined,
    LongTailLeft,
    RiseDismissed,
    RiseEnded,
    SmallPartnerRose,
)
from steelyard.partners.longtail.gathering import LONG_TAIL_RULEBOOK, dump_facts, gather_rises, gather_tail
from steelyard.partners.longtail.policies import decide_rise, find_place
from steelyard.partners.longtail.refusals import RiseNotOpen, RiseReasonMissing
from steelyard.partners.longtail.rules import LongTailRules
from steelyard.partners.longtail.terms import RiseDecision, RiseFacts, TailFacts
from steelyard.partners.models import Partner, Rise, TailStanding
from steelyard.partners.models.tail_standings import TailRow, keep_tail
from steelyard.partners.terms import PartnerStatus
from steelyard.partners.tiers.rules import TierRules
from steelyard.platform.arrays import among
from steelyard.platform.events import record
from steelyard.program.public import RulesInForce, program_in_force

_WATCHED = {PartnerStatus.ONBOARDING, PartnerStatus.ACTIVE}

_InForce = RulesInForce[LongTailRules]


@transaction.atomic
def evaluate_tail(*, partner_ids: Collection[UUID], now: datetime) -> int:
    """Say of each partner whether it is in the long tail and on which track, and which of those in it rise.

    Returns how many partners were looked at. Each rise is told once; it ends when the rules find it no more.
    """
    found = Partner.objects.filter(among("id", partner_ids)).only(
        "name", "region", "status", "merged_into", "enrolled_at"
    )
    partners = {one.id: one for one in found.order_by("id")}
    held = {key: one for key, one in partners.items() if one.merged_into_id is None and one.status in _WATCHED}
    gone = [key for key in partners if key not in held]
    TailStanding.objects.filter(among("partner", gone)).delete()
    happened: list[Event] = _end_rises(Rise.objects.filter(among("partner", gone), ended_on=None), partners, now)
    money = money_rules(now)
    program = program_in_force(LONG_TAIL_RULEBOOK, at=now)
    alike: defaultdict[str, list[UUID]] = defaultdict(list)
    in_force: dict[str, _InForce] = {}
    for key, one in held.items():
        alike[one.region_id].append(key)
    # Regions without rules of their own share one object, and are measured together.
    together: dict[int, list[UUID]] = {}
    for region, ids in alike.items():
        in_force[region] = program.rules_in(region)
        together.setdefault(id(in_force[region].rules), []).extend(ids)
    for ids in together.values():
        rules = in_force[held[ids[0]].region_id]
        happened += _evaluate({key: held[key] for key in ids}, rules, money, now)
    if happened:
        record(*happened, actor=SYSTEM, now=now)
    return len(held)


def _evaluate(partners: Mapping[UUID, Partner], in_force: _InForce, money: TierRules, now: datetime) -> list[Event]:
    facts = gather_tail(partners.keys(), in_force.rules, money.rate_of, now=now)
    before = {row.partner_id: row for row in TailStanding.objects.filter(among("partner", partners))}
    rows = [_row(key, facts[key], before.get(key), in_force, now) for key in partners]
    keep_tail(rows)
    happened = [event for row in rows if (event := _moved(partners[row.partner_id], row, before, money.currency))]
    small = {row.partner_id: row.track for row in rows if row.track}
    return happened + _notice_rises({key: partners[key] for key in partners}, small, in_force, money.rate_of, now)


def _row(key: UUID, facts: TailFacts, before: TailStanding | None, in_force: _InForce, now: datetime) -> TailRow:
    track = find_place(facts, in_force.rules).track
    stays = before is not None and before.track == track
    return TailRow(
        partner_id=key,
        track=track,
        since_on=(before.since_on if before and stays else queries.today(now)) if track else None,
        value=facts.value,
        touches=facts.touches,
        tier=facts.tier,
        types=sorted(facts.types),
        rules=in_force.label,
        version_ids=[str(version) for version in in_force.version_ids],
        evaluated_at=now,
    )


def _moved(partner: Partner, row: TailRow, before: Mapping[UUID, TailStanding], currency: str) -> Event | None:
    was = before[partner.id].track if partner.id in before else ""
    if row.track == was:
        return None
    about = {**subject_of(partner), "value": row.value, "currency": currency}
    if row.track:
        return LongTailJoined(**about, track=row.track, before=was)
    return LongTailLeft(**about, track=was)


def _notice_rises(
    partners: Mapping[UUID, Partner],
    small: Mapping[UUID, str],
    in_force: _InForce,
    rates: Mapping[str, Decimal],
    now: datetime,
) -> list[Event]:
    """Begin the rises that are new, and end those that are found no more; return what happened."""
    day = queries.today(now)
    facts = gather_rises({key: partners[key].enrolled_at for key in small}, in_force.rules, rates, now=now)
    decisions = {key: decide_rise(facts[key], in_force.rules) for key in small}
    rising = {key for key, one in decisions.items() if one.rises}
    rows = Rise.objects.filter(among("partner", partners))
    # Who grew out of the long tail by what it rose with is no longer small: its rise is over as well.
    over = [row for row in rows.filter(ended_on=None) if row.partner_id not in rising]
    happened = _end_rises(over, partners, now)
    lately = day - timedelta(days=in_force.rules.again_days)
    told = rows.filter(ended_on=None).values_list("partner_id", flat=True)
    quiet = {*told, *rows.filter(raised_on__gt=lately).values_list("partner_id", flat=True)}
    new = sorted(rising - quiet)
    if not new:
        return happened
    leads = queries.find_leads({partners[key].region_id for key in new}, on=day)
    raised = [_rise(partners[key], facts[key], in_force, leads.get(partners[key].region_id), now) for key in new]
    Rise.objects.bulk_create(raised)
    return happened + [_tell(partners[row.partner_id], row, decisions[row.partner_id], small) for row in raised]


def _rise(partner: Partner, facts: RiseFacts, in_force: _InForce, lead_id: UUID | None, now: datetime) -> Rise:
    return Rise(
        partner=partner,
        raised_on=queries.today(now),
        facts=dump_facts(facts),
        rules=in_force.label,
        version_ids=[str(version) for version in in_force.version_ids],
        lead_id=lead_id,
    )


def _tell(partner: Partner, row: Rise, decision: RiseDecision, small: Mapping[UUID, str]) -> Event:
    return SmallPartnerRose(
        **subject_of(partner),
        rise_id=row.id,
        raised_on=row.raised_on,
        measures=tuple(one.key for one in decision.standings if one.rises),
        track=small[partner.id],
    )


def _end_rises(over: Collection[Rise], partners: Mapping[UUID, Partner], now: datetime) -> list[Event]:
    over = list(over)
    Rise.objects.filter(id__in=[row.id for row in over]).update(ended_on=queries.today(now))
    # Of one that somebody dismissed nobody waits to hear more.
    return [
        RiseEnded(**subject_of(partners[row.partner_id]), rise_id=row.id) for row in over if row.dismissed_at is None
    ]


@transaction.atomic
def dismiss_rise(*, actor: Actor, rise_id: UUID, reason: str, now: datetime) -> None:
    """Say that there is nothing in a rise, and why; it is not told again while it lasts.

    Raises: NotFound, NotAllowed, RiseNotOpen, RiseReasonMissing.
    """
    row = Rise.visible_to(actor).filter(id=rise_id).select_for_update(of=("self",)).select_related("partner").first()
    if row is None:
        raise NotFound
    if not permissions.can_audit_partners(actor):
        raise NotAllowed
    if row.ended_on is not None or row.dismissed_at is not None:
        raise RiseNotOpen
    if not reason.strip():
        raise RiseReasonMissing(fields={"reason": RiseReasonMissing.text})
    row.dismissed_at, row.dismissed_by, row.reason = now, actor.person_id, reason.strip()
    row.save(update_fields=["dismissed_at", "dismissed_by", "reason"])
    record(RiseDismissed(**subject_of(row.partner), rise_id=row.id, reason=row.reason), actor=actor, now=now)
