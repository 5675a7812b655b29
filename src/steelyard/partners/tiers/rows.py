"""Standings and roadmaps as the pages show them."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from steelyard.kernel.ids import public_id
from steelyard.partners.models import Partner
from steelyard.partners.terms import STATUS_NAMES, STATUS_TONES, PartnerStatus
from steelyard.partners.tiers.peers import QUARTER_TONES, PeerQuarters
from steelyard.partners.tiers.queries import Roadmap
from steelyard.partners.tiers.rules import TierRules
from steelyard.partners.tiers.terms import NOTHING, OUTLOOK_TONES, Raise, StandingCard, TrackStanding, WayUp
from steelyard.partners.tiers.wording import find_gap, say_gap, say_metric, say_points, say_value


def standing_row(card: StandingCard, tiers: Mapping[str, str], regions: Mapping[str, str]) -> dict[str, Any]:
    """Return a standing as the list shows it, keys replaced by the program's words."""
    status = PartnerStatus(card.status)
    return {
        "card": card,
        "partner_id": public_id(Partner.PREFIX, card.partner_id),
        "tier": tier_name(card.tier, tiers),
        "reached": tier_name(card.reached, tiers),
        "next": tier_name(card.next_tier, tiers),
        "points": say_points(card.points),
        "full": say_points(card.full),
        "outlook": _(card.outlook.label),
        "tone": OUTLOOK_TONES[card.outlook],
        "status": _(STATUS_NAMES[status]),
        "status_tone": STATUS_TONES[status],
        "region": regions.get(card.region, ""),
    }


def tier_name(key: str, tiers: Mapping[str, str]) -> str:
    """Return what a tier is called; nothing for none."""
    return _(tiers[key]) if key in tiers else key


def ladder_rows(roadmap: Roadmap, tiers: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the tiers of the track that counts, the lowest first, each with what lacks for it."""
    best, rules = roadmap.standing.best, roadmap.in_force.rules
    if best is None:
        return []
    present, reached = rules.rank_of(roadmap.card.tier), rules.rank_of(best.reached)
    rows = []
    for step in rules.ladder_of(best.track):
        gap = find_gap(best, step.tier)
        rows.append(
            {
                "name": tier_name(step.tier, tiers),
                "is_present": rules.rank_of(step.tier) == present,
                "is_reached": rules.rank_of(step.tier) <= reached,
                "points": say_points(step.points) if best.metrics and step.points else "",
                "missing": say_gap(gap, tier_name(step.tier, tiers)) if gap else "",
            }
        )
    return rows


def track_rows(roadmap: Roadmap, tiers: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the tracks that are open to the partner, the one that counts first, with every metric and criterion."""
    rules = roadmap.in_force.rules
    names = {track.key: track for track in rules.tracks}
    return [
        {
            "name": names[track.track].name,
            "points": say_points(track.points),
            "full": say_points(track.full),
            "share": int(100 * track.points / track.full),
            "reached": tier_name(track.reached, tiers),
            "every_metric_counts": names[track.track].every_metric_counts and bool(track.metrics),
            "metrics": _metric_rows(track, rules),
            "criteria": _criterion_rows(track, rules, tiers),
        }
        for track in roadmap.standing.tracks
    ]


def _metric_rows(track: TrackStanding, rules: TierRules) -> list[dict[str, Any]]:
    asked = {one.key: one for one in rules.metrics}
    return [
        {
            "label": say_metric(rule.metric, rule.months, rule.per, rule.per_units),
            "value": say_value(rule.metric, one.value, rules.currency),
            "threshold": say_value(rule.metric, one.threshold, rules.currency),
            "missing": say_value(rule.metric, one.missing, rules.currency) if one.missing else "",
            "points": say_points(one.points),
            "weight": say_points(one.weight),
            "share": int(100 * one.points / one.weight),
        }
        for one in track.metrics
        for rule in [asked[one.key]]
    ]


def _criterion_rows(track: TrackStanding, rules: TierRules, tiers: Mapping[str, str]) -> list[dict[str, Any]]:
    asked = {one.key: one for one in rules.criteria}
    met = {(one.tier, one.any_of) for one in track.criteria if one.any_of and one.is_met}
    return [
        {
            "tier": tier_name(one.tier, tiers),
            "label": say_metric(rule.metric, rule.months),
            "value": say_value(rule.metric, one.value, rules.currency),
            "at_least": say_value(rule.metric, one.at_least, rules.currency),
            "missing": say_value(rule.metric, one.missing, rules.currency) if one.missing else "",
            "any_of": one.any_of,
            "is_met": one.is_met,
            "is_replaced": not one.is_met and (one.tier, one.any_of) in met,
        }
        for one in track.criteria
        for rule in [asked[one.key]]
    ]


def peer_rows(roadmap: Roadmap, quarters: Mapping[str, PeerQuarters]) -> list[dict[str, Any]]:
    """Return how each value of the partner lies among those of its peers."""
    rules, values = roadmap.in_force.rules, roadmap.values
    return [
        {
            "label": say_metric(metric, months),
            "value": say_value(metric, values.get(key, NOTHING), rules.currency),
            "middle": say_value(metric, quarters[key].middle, rules.currency),
            "quarter": _(quarter.label),
            "tone": QUARTER_TONES[quarter],
        }
        for key, (metric, months) in rules.evidence().items()
        if key in quarters
        for quarter in [quarters[key].quarter_of(values.get(key, NOTHING))]
    ]


def way_rows(roadmap: Roadmap, tiers: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the ways to the next tier, the one with the least effort first."""
    names = {track.key: track.name for track in roadmap.in_force.rules.tracks}
    return [_way_row(way, names, roadmap.in_force.rules, tiers) for way in roadmap.ways if way.raises]


def _way_row(way: WayUp, tracks: Mapping[str, str], rules: TierRules, tiers: Mapping[str, str]) -> dict[str, Any]:
    return {
        "tier": tier_name(way.tier, tiers),
        "track": tracks[way.track],
        "raises": [_raise_row(one, rules) for one in way.raises],
    }


def _raise_row(one: Raise, rules: TierRules) -> dict[str, Any]:
    return {
        "label": say_metric(one.metric, one.months),
        "more": say_value(one.metric, one.to - one.value, rules.currency),
        "value": say_value(one.metric, one.value, rules.currency),
        "to": say_value(one.metric, one.to, rules.currency),
    }
