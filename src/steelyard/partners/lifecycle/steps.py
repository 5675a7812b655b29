"""What has to be settled before a partner is gone. Contexts above tell their steps at start, through the door.

A step counts what is still open of a partner and knows how to settle it: by closing it, or by handing it over to another
partner. One that cannot be settled here (payouts on their way) only counts, and completion waits until it is nought.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from steelyard.kernel.actors import Actor
from steelyard.partners.lifecycle.terms import Way


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """Who settles what is open of a partner, when and why; with an heir it is handed over to that partner."""

    partner_id: UUID
    reason: str
    actor: Actor
    now: datetime
    heir_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OffboardingStep:
    """Something that has to be settled; `settle` holds the ways in which that is done, each returning how much it settled."""

    key: str
    label: str
    order: int
    count: Callable[[UUID], int]
    settle: Mapping[Way, Callable[[Settlement], int]] = field(default_factory=dict)


_steps: dict[str, OffboardingStep] = {}


def register_offboarding_step(step: OffboardingStep) -> None:
    """Let a context have its say before a partner is gone. Raises: ValueError where two steps have one key."""
    if _steps.setdefault(step.key, step) is not step:
        raise ValueError(f"two steps of offboardings are called {step.key}")


def list_offboarding_steps() -> list[OffboardingStep]:
    """Return all steps in their order."""
    return sorted(_steps.values(), key=lambda step: (step.order, step.key))


def find_offboarding_step(key: str) -> OffboardingStep | None:
    """Return the step with that key, if somebody told of it."""
    return _steps.get(key)


def count_open(partner_id: UUID) -> int:
    """Return how much of a partner is open anywhere."""
    return sum(step.count(partner_id) for step in _steps.values())
