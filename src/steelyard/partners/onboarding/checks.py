"""What must hold between the parts of the rules of onboarding: each check names the place that does not fit."""

from collections import Counter
from collections.abc import Iterable, Sequence

from steelyard.kernel.refusals import sentence
from steelyard.partners.onboarding.graph import find_behind, find_cycle
from steelyard.partners.onboarding.milestones import find_milestone
from steelyard.partners.onboarding.parts import CheckpointRule, JourneyRule, JourneyTaskRule, StageRule
from steelyard.program.rules import invalid

_ARROW = " → "


def check_keys(
    journeys: Sequence[JourneyRule],
    stages: Sequence[StageRule],
    tasks: Sequence[JourneyTaskRule],
    checkpoints: Sequence[CheckpointRule],
) -> None:
    """Make sure that each key is there once and that what is named is there. Raises: PydanticCustomError."""
    for parts in (journeys, stages, tasks):
        _require_once(part.key for part in parts)
    _require_once(checkpoint.stage for checkpoint in checkpoints)
    known_journeys, known_stages = {one.key for one in journeys}, {one.key for one in stages}
    for stage in stages:
        if stage.journey not in known_journeys:
            raise invalid(sentence("“{key}”: there is no journey “{journey}”."), key=stage.key, journey=stage.journey)
    for task in tasks:
        if task.stage not in known_stages:
            raise invalid(sentence("“{key}”: there is no stage “{stage}”."), key=task.key, stage=task.stage)
        if task.milestone and find_milestone(task.milestone) is None:
            raise invalid(
                sentence("“{key}”: there is no milestone “{milestone}”."), key=task.key, milestone=task.milestone
            )
        if task.milestone and task.is_optional:
            raise invalid(sentence("“{key}” is a milestone, so its stage cannot be left without it."), key=task.key)
    for checkpoint in checkpoints:
        if checkpoint.stage not in known_stages:
            raise invalid(
                sentence("Checkpoint of day {days}: there is no stage “{stage}”."),
                days=checkpoint.days,
                stage=checkpoint.stage,
            )


def _require_once(keys: Iterable[str]) -> None:
    for key, times in Counter(keys).items():
        if times > 1:
            raise invalid(sentence("“{key}” is there twice."), key=key)


def check_journey(journey: JourneyRule, stages: Sequence[StageRule], tasks: Sequence[JourneyTaskRule]) -> None:
    """Make sure that every stage can be reached, and left by a milestone. Raises: PydanticCustomError."""
    if not stages:
        raise invalid(sentence("The journey “{journey}” has no stages."), journey=journey.name)
    names = {stage.key: stage.name for stage in stages}
    for stage in stages:
        for before in stage.after:
            if before not in names:
                raise invalid(
                    sentence("“{stage}” is never reached: its journey has no stage “{before}”."),
                    stage=stage.name,
                    before=before,
                )
    edges = {stage.key: stage.after for stage in stages}
    if cycle := find_cycle(edges):
        behind = find_behind(edges, cycle)
        ring = _ARROW.join(names[one] for one in cycle)
        if behind:
            raise invalid(
                sentence("These stages wait for each other: {cycle}. Never reached because of it: {behind}."),
                cycle=ring,
                behind=", ".join(names[one] for one in behind),
            )
        raise invalid(sentence("These stages wait for each other: {cycle}."), cycle=ring)
    for stage in stages:
        if not any(task.milestone for task in tasks if task.stage == stage.key):
            raise invalid(
                sentence("“{stage}” has no milestone: say what must be reached to leave it."), stage=stage.name
            )


def check_checkpoints(journey: JourneyRule, order: Sequence[str], checkpoints: Sequence[CheckpointRule]) -> None:
    """Make sure that no checkpoint asks for a later stage before an earlier one. Raises: PydanticCustomError."""
    own = sorted((one for one in checkpoints if one.stage in order), key=lambda one: order.index(one.stage))
    if [one.days for one in own] != sorted(one.days for one in own):
        raise invalid(
            sentence("The journey “{journey}” has its checkpoints in another order than its stages."),
            journey=journey.name,
        )
