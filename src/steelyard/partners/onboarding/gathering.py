"""What journeys are measured by: their rules, and the milestones that partners have met. For many at once."""

from collections.abc import Collection, Iterable, Set
from datetime import datetime
from uuid import UUID

from steelyard.partners.models import Journey
from steelyard.partners.onboarding.milestones import find_milestone
from steelyard.partners.onboarding.rules import OnboardingRules
from steelyard.partners.onboarding.terms import Stuck, StuckReason
from steelyard.program.public import get_rules_of

NONE: frozenset[UUID] = frozenset()


def find_rules(journeys: Iterable[Journey]) -> dict[UUID, OnboardingRules]:
    """Return the rules under which each journey began, each version read once."""
    read: dict[tuple[str, ...], OnboardingRules] = {}
    found = {}
    for journey in journeys:
        versions = tuple(journey.version_ids)
        if versions not in read:
            read[versions] = get_rules_of([UUID(one) for one in versions]).rules
        found[journey.id] = read[versions]
    return found


def find_met(milestone: str, partner_ids: Collection[UUID], now: datetime) -> Set[UUID]:
    """Return those of the partners that have met a milestone; nobody where nobody knows it any more."""
    known = find_milestone(milestone)
    return known.is_met(partner_ids, now) if known else NONE


def find_stuck_of(journey: Journey) -> Stuck | None:
    """Return why a journey is stuck by its row."""
    if journey.stuck_since is None or journey.stuck_days is None:
        return None
    return Stuck(reason=StuckReason(journey.stuck_reason), days=journey.stuck_days, stage=journey.stuck_stage)


def stage_name(rules: OnboardingRules, key: str) -> str:
    """Return what a stage is called (source language); nothing for none."""
    return next((stage.name for stage in rules.stages if stage.key == key), "")
