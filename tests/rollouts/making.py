"""Making rollouts for tests, through their own commands."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from steelyard.kernel.actors import Actor
from steelyard.rollouts import commands
from steelyard.rollouts.terms import Cohort, PhaseDraft, RolloutDraft


def make_rollout(actor: Actor, now: datetime, *, feature: str = "exports", **said: Any) -> UUID:
    """Draft a rollout and return its id."""
    draft = RolloutDraft(
        feature=feature, **{"name": "Lists as files first", "about": "Tell us what is missing.", **said}
    )
    return commands.draft_rollout(actor=actor, draft=draft, now=now)


def add_phase(
    actor: Actor, rollout_id: UUID, now: datetime, *, starts_on: date | None = None, name: str = "Pilot", **cohort: Any
) -> UUID:
    """Add a phase that begins today, or on the day given, with a cohort of what is said."""
    held = Cohort(**{key: value if isinstance(value, int) else frozenset(value) for key, value in cohort.items()})
    draft = PhaseDraft(name=name, starts_on=starts_on or now.date(), cohort=held)
    return commands.keep_phase(actor=actor, rollout_id=rollout_id, draft=draft, now=now)


def start(actor: Actor, now: datetime, *, feature: str = "exports", **cohort: Any) -> UUID:
    """Start a rollout of one phase from today on, and return its id."""
    key = make_rollout(actor, now, feature=feature)
    add_phase(actor, key, now, **cohort)
    commands.start_rollout(actor=actor, rollout_id=key, now=now)
    return key
