"""Evaluating partners by the rules of tiers: where they stand, and what becomes of their tiers."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from steelyard.kernel.actors import SYSTEM
from steelyard.kernel.events import Event
from steelyard.partners.commands.locking import subject_of
from steelyard.partners.events import TierAssigned, TierEnded, TierNoticed, TierNoticeWithdrawn, TierStandingChanged
from steelyard.partners.models import Partner, TierAssignment, TierEvaluation, TierNotice
from steelyard.partners.models.evaluating import EvaluationRow, keep_evaluations
from steelyard.partners.queries import today
from steelyard.partners.terms import PartnerStatus
from steelyard.partners.tiers.deciding import TierCase, explain_move
from steelyard.partners.tiers.gathering import PresentTier, dump_case, find_present, gather_facts
from steelyard.partners.tiers.levels import Level, Levels
from steelyard.partners.tiers.policies import compute_standing, decide_tier
from steelyard.partners.tiers.rules import TierRules
from steelyard.partners.tiers.terms import NOTHING, Outlook, TierFacts, TierMove, TierStep, plain
from steelyard.platform.arrays import among
from steelyard.platform.events import record
from steelyard.program.public import RulesInForce, program_in_force, record_decision

TIER_RULEBOOK, TIER_DECISION = "tiers", "partners.tier"
_PLACES = Decimal("0.0001")
_EVALUATED = {PartnerStatus.ONBOARDING, PartnerStatus.ACTIVE, PartnerStatus.SUSPENDED}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Evaluated:
    """One partner with what was found and what follows of it."""

    partner: Partner
    present: PresentTier
    facts: TierFacts
    level: Level | None
    move: TierMove
    reached: str
    next_tier: str
    """The tier above the present one on the track that counts."""
    in_force: RulesInForce[TierRules]

    @property
    def case(self) -> TierCase:
        return TierCase(tier=self.present.tier, facts=self.facts, cooling=self.present.cooling, on=self.present.on)


@transaction.atomic
def evaluate_tiers(*, partner_ids: Collection[UUID], now: datetime, announces: bool = True) -> int:
    """Evaluate partners by the rules of tiers, and let their tiers move as those say; return how many were evaluated.

    A partner in no relation with the program, or whose rules have no tracks, keeps its tier and has no standing.
    `announces` tells open pages of standings that changed without a tier.
    """
    partners = list(
        Partner.objects.select_for_update(of=("self",), no_key=True)
        .filter(among("id", partner_ids))
        .only("name", "region", "status", "merged_into")
        .order_by("id")
    )
    program = program_in_force(TIER_RULEBOOK, at=now)
    rules_in = {region: program.rules_in(region) for region in {one.region_id for one in partners}}
    in_force = {one.id: rules_in[one.region_id] for one in partners}
    held = [
        one
        for one in partners
        if one.merged_into_id is None and one.status in _EVALUATED and in_force[one.id].rules.tracks
    ]
    kept = {one.id for one in held}
    TierEvaluation.objects.filter(among("partner", [one.id for one in partners if one.id not in kept])).delete()
    if not held:
        return 0
    facts = gather_facts({one.id: in_force[one.id].rules for one in held}, now=now)
    present = find_present(kept, on=today(now))
    levels = {region: Levels(rules.rules) for region, rules in rules_in.items()}
    found = [_evaluate(one, present[one.id], facts[one.id], in_force[one.id], levels[one.region_id]) for one in held]
    rows = [_row(one, now) for one in found]
    before = TierEvaluation.objects.in_bulk(kept) if announces else {}
    keep_evaluations(rows)
    happened = _move_tiers([one for one in found if one.move.step is not TierStep.KEEP], now)
    if announces:
        news = {row.partner_id for row in rows if _is_news(row, before.get(row.partner_id))}
        happened += [_changed(one) for one in found if one.partner.id in news]
    if happened:
        record(*happened, actor=SYSTEM, now=now)
    return len(held)


def _evaluate(
    partner: Partner, present: PresentTier, facts: TierFacts, in_force: RulesInForce[TierRules], levels: Levels
) -> _Evaluated:
    level = levels.find(facts)
    # A partner that is not active yet, or suspended, is shown where it stands, and stays where it is.
    if partner.status == PartnerStatus.ACTIVE and not present.is_planned:
        reach = level.reach if level else None
        move = decide_tier(present.tier, reach, present.cooling, in_force.rules, present.on)
    else:
        move = TierMove(step=TierStep.KEEP, tier=present.tier, cooling=present.cooling)
    return _Evaluated(
        partner=partner,
        present=present,
        facts=facts,
        level=level,
        move=move,
        reached=levels.tier_at(level.reach.reached) if level else "",
        next_tier=levels.tier_above(move.tier, level.track) if level else "",
        in_force=in_force,
    )


def _row(one: _Evaluated, now: datetime) -> EvaluationRow:
    best = one.level
    return EvaluationRow(
        partner_id=one.partner.id,
        tier=one.move.tier,
        reached=one.reached,
        next_tier=one.next_tier,
        track=best.track if best else "",
        points=best.points.quantize(_PLACES) if best else NOTHING,
        full=best.full if best else NOTHING,
        outlook=_outlook(one.move),
        below_since=one.move.cooling.below_since,
        types=sorted(one.facts.types),
        values={key: str(plain(value)) for key, value in one.facts.values.items()},
        rules=one.in_force.label,
        version_ids=[str(version) for version in one.in_force.version_ids],
        evaluated_at=now,
    )


def _outlook(move: TierMove) -> Outlook:
    if move.cooling.fixed_until is not None:
        return Outlook.FIXED
    if not move.tier:
        return Outlook.NONE
    if move.cooling.notice is not None:
        return Outlook.NOTICED
    return Outlook.COOLING if move.cooling.below_since is not None else Outlook.HELD


def _is_news(row: EvaluationRow, before: TierEvaluation | None) -> bool:
    """Tell whether an open page shows something else now."""
    shown = ("values", "types", "tier", "outlook", "version_ids")
    return before is None or any(getattr(row, name) != getattr(before, name) for name in shown)


def _changed(one: _Evaluated) -> Event:
    best = one.level
    return TierStandingChanged(
        **subject_of(one.partner),
        points=plain(best.points) if best else NOTHING,
        full=plain(best.full) if best else NOTHING,
        reached=one.reached,
    )


def _move_tiers(moving: Collection[_Evaluated], now: datetime) -> list[Event]:
    """Write what becomes of tiers and notices, a few statements for all, keep the decisions, and return what happened."""
    if not moving:
        return []
    day = today(now)
    ended = [one for one in moving if one.move.step in {TierStep.PROMOTE, TierStep.DEMOTE}]
    TierAssignment.objects.filter(partner__in=[one.partner.id for one in ended], until=None).update(until=day)
    TierAssignment.objects.bulk_create(
        TierAssignment(
            partner=one.partner, tier_id=one.move.tier, since_on=day, reason=one.in_force.label, is_automatic=True
        )
        for one in ended
        if one.move.tier
    )
    for is_withdrawn in (True, False):
        over = [one.partner.id for one in moving if (one.move.step is not TierStep.DEMOTE) is is_withdrawn]
        TierNotice.objects.filter(partner__in=over, ended_on=None).update(ended_on=day, is_withdrawn=is_withdrawn)
    TierNotice.objects.bulk_create(
        TierNotice(
            partner=one.partner,
            tier=one.present.tier,
            lower=notice.tier,
            given_on=day,
            demote_on=notice.demote_on,
        )
        for one in moving
        if (notice := one.move.cooling.notice) is not None
    )
    for one in moving:
        record_decision(
            kind=TIER_DECISION,
            subject_id=one.partner.id,
            partner_id=one.partner.id,
            facts=dump_case(one.case),
            rules=one.in_force,
            decision=explain_move(
                one.case, compute_standing(one.facts, one.in_force.rules), one.move, one.in_force.rules
            ),
            actor=SYSTEM,
            now=now,
        )
    return [_tell(one, day) for one in moving]


def _tell(one: _Evaluated, day: date) -> Event:
    about, before, notice = subject_of(one.partner), one.present.tier, one.move.cooling.notice
    match one.move.step:
        case TierStep.NOTIFY if notice is not None:
            return TierNoticed(**about, tier=before, lower=notice.tier, demote_on=notice.demote_on)
        case TierStep.WITHDRAW:
            return TierNoticeWithdrawn(**about, tier=before)
        case _ if not one.move.tier:
            return TierEnded(**about, tier=before, until=day)
        case _:
            return TierAssigned(
                **about,
                tier=one.move.tier,
                since_on=day,
                reason=one.in_force.label,
                before=before,
                is_automatic=True,
            )
