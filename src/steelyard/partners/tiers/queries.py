"""Reading standings: a page of them, one with all that explains it, the notices, and the tiers of any day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from steelyard.kernel.actors import Actor
from steelyard.kernel.pages import Page, PageRequest
from steelyard.kernel.refusals import NotAllowed
from steelyard.partners import permissions
from steelyard.partners.models import (
    Dated,
    ManagerAssignment,
    Tier,
    TierAssignment,
    TierEvaluation,
    TierNotice,
)
from steelyard.partners.queries import today
from steelyard.partners.tiers.policies import compute_standing
from steelyard.partners.tiers.rules import TierRules
from steelyard.partners.tiers.terms import Outlook, StandingCard, StandingFilter, TierFacts, TierStanding, WayUp
from steelyard.partners.tiers.ways import rank_ways_up
from steelyard.platform.paging import take
from steelyard.program.public import RulesInForce, get_rules_of

SORTS = {
    "name": ("partner__name", "partner_id"),
    "-name": ("-partner__name", "-partner_id"),
    "points": ("points", "partner_id"),
    "-points": ("-points", "-partner_id"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Roadmap:
    """Where a partner stands, under which rules, and the ways to the next tier, the one with the least effort first."""

    card: StandingCard
    standing: TierStanding
    in_force: RulesInForce[TierRules]
    values: Mapping[str, Decimal]
    ways: tuple[WayUp, ...]


def list_standings(actor: Actor, wanted: StandingFilter, page: PageRequest, *, at: datetime) -> Page[StandingCard]:
    """Return a page of the standings that the filter finds, by name unless asked otherwise. Raises: NotAllowed."""
    if not permissions.can_list_partners(actor):
        raise NotAllowed
    found = _with_cards(_filtered(TierEvaluation.visible_to(actor), wanted, today(at)))
    stretch = take(found, page, SORTS.get(page.sort, SORTS["name"]))
    cards = [_card(row) for row in stretch.rows]
    return Page(items=cards, total=stretch.total, request=page, next_cursor=stretch.next_cursor)


def find_roadmap(actor: Actor, partner_id: UUID) -> Roadmap | None:
    """Return where a partner that the actor may see stands, and how it gets further; None while nothing is measured."""
    row = _with_cards(TierEvaluation.visible_to(actor).filter(partner=partner_id)).first()
    if row is None:
        return None
    in_force: RulesInForce[TierRules] = get_rules_of([UUID(version) for version in row.version_ids])
    facts = TierFacts(types=frozenset(row.types), values={key: Decimal(value) for key, value in row.values.items()})
    return Roadmap(
        card=_card(row),
        standing=compute_standing(facts, in_force.rules),
        in_force=in_force,
        values=facts.values,
        ways=rank_ways_up(facts, in_force.rules, row.next_tier) if row.next_tier else (),
    )


def find_standing(actor: Actor, partner_id: UUID) -> StandingCard | None:
    """Return the standing of a partner that the actor may see, for its record; None while nothing is measured."""
    row = _with_cards(TierEvaluation.visible_to(actor).filter(partner=partner_id)).first()
    return _card(row) if row else None


def list_tier_names() -> dict[str, str]:
    """Return what the tiers are called (source language), by their keys."""
    return dict(Tier.objects.values_list("key", "name"))


def find_tiers_on(day: date, *, partner_ids: list[UUID] | None = None) -> dict[UUID, str]:
    """Return the tier of each partner as of a day, of some partners or of all that the current asker may see."""
    rows = TierAssignment.objects.filter(Dated.holds_on(day))
    if partner_ids is not None:
        rows = rows.filter(partner__in=partner_ids)
    # Of two that hold on one day the later one counts.
    return dict(rows.order_by("since_on", "id").values_list("partner_id", "tier__key"))


def _filtered(rows: QuerySet[TierEvaluation], wanted: StandingFilter, day: date) -> QuerySet[TierEvaluation]:
    if wanted.text:
        rows = rows.filter(partner__name__icontains=wanted.text)
    if wanted.tier:
        rows = rows.filter(tier=wanted.tier)
    if wanted.reached:
        rows = rows.filter(reached=wanted.reached)
    if wanted.region:
        rows = rows.filter(partner__region=wanted.region)
    if wanted.outlook:
        rows = rows.filter(outlook=wanted.outlook)
    if wanted.manager_id:
        managed = ManagerAssignment.objects.filter(Dated.holds_on(day), person=wanted.manager_id)
        rows = rows.filter(partner__in=managed.values("partner_id"))
    return rows


def _with_cards(rows: QuerySet[TierEvaluation]) -> QuerySet[TierEvaluation]:
    notice = TierNotice.objects.filter(partner=OuterRef("partner_id"), ended_on=None)
    return rows.select_related("partner").annotate(demote_on=Subquery(notice.values("demote_on")[:1]))


def _card(row: TierEvaluation) -> StandingCard:
    return StandingCard(
        partner_id=row.partner_id,
        partner=row.partner.name,
        status=row.partner.status,
        region=row.partner.region_id,
        tier=row.tier,
        reached=row.reached,
        track=row.track,
        points=row.points,
        full=row.full,
        outlook=Outlook(row.outlook),
        below_since=row.below_since,
        demote_on=row.demote_on,  # type: ignore[attr-defined]  # annotated by _with_cards
        next_tier=row.next_tier,
        rules=row.rules,
        evaluated_at=row.evaluated_at,
    )
