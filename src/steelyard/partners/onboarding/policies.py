"""Where a journey is, whether it is stuck, and how soon milestones are reached: of facts and rules alone."""

from collections.abc import Mapping
from datetime import date

from steelyard.partners.onboarding.rules import OnboardingRules
from steelyard.partners.onboarding.terms import (
    Curve,
    CurvePoint,
    Progress,
    StageProgress,
    StageState,
    Stuck,
    StuckReason,
)

_HALF = 0.5 + 1e-12
"""Half, with room for what floating point loses on the way there."""


def compute_progress(
    rules: OnboardingRules, journey: str, closed: Mapping[str, date], *, started_on: date, on: date
) -> Progress:
    """Return where a journey was on a day, of the days on which its tasks were closed.

    A stage is left once all that it takes is done and every stage before it is left: what is done early counts when it opens.
    """
    known = {key: day for key, day in closed.items() if day <= on}
    left: dict[str, date] = {}
    stages: list[StageProgress] = []
    for stage in rules.path_of(journey):
        asked = [task.key for task in rules.tasks_in(stage.key) if not task.is_optional]
        done = [known[key] for key in asked if key in known]
        is_open = all(before in left for before in stage.after)
        if is_open and len(done) == len(asked):
            left[stage.key] = max([*done, *(left[before] for before in stage.after)], default=started_on)
        state = StageState.LEFT if stage.key in left else StageState.OPEN if is_open else StageState.WAITING
        stages.append(
            StageProgress(key=stage.key, state=state, done=len(done), total=len(asked), left_on=left.get(stage.key))
        )
    return Progress(
        stages=tuple(stages),
        done=sum(one.done for one in stages),
        total=sum(one.total for one in stages),
        stage=next((one.key for one in stages if one.state is StageState.OPEN), ""),
        moved_on=max([started_on, *known.values()]),
        completed_on=max(left.values(), default=started_on) if len(left) == len(stages) else None,
    )


def find_stuck(
    rules: OnboardingRules, journey: str, progress: Progress, *, started_on: date, today: date
) -> Stuck | None:
    """Return why a journey is stuck: the last checkpoint that it missed, else that nothing moved for too long."""
    if progress.completed_on is not None:
        return None
    day = (today - started_on).days
    missed = [one for one in rules.checkpoints_of(journey) if one.days < day and not progress.has_left(one.stage)]
    if missed:
        return Stuck(reason=StuckReason.CHECKPOINT, days=missed[-1].days, stage=missed[-1].stage)
    idle = (today - progress.moved_on).days
    if idle >= rules.stuck_days:
        return Stuck(reason=StuckReason.IDLE, days=idle, stage=progress.stage)
    return None


def is_news(before: Stuck | None, after: Stuck | None) -> bool:
    """Tell whether people should hear of it: a journey became stuck, or missed another checkpoint."""
    if after is None:
        return False
    if before is None:
        return True
    return (before.reason, before.stage) != (after.reason, after.stage) and after.reason is StuckReason.CHECKPOINT


def compute_curve(milestone: str, reached: Mapping[int, int], watched: Mapping[int, int]) -> Curve:
    """Return which share of journeys reached a milestone by each day since their start.

    `reached` counts journeys by the days after which they reached it, `watched` the others by the days for which they were seen.
    Source: Kaplan and Meier, 1958: of those still without it on a day, the share that reaches it on that day; one minus the
    product of what is left. Whoever stopped being watched on a day counts as at risk on that day.
    """
    at_risk = journeys = sum(reached.values()) + sum(watched.values())
    remaining, points = 1.0, [CurvePoint(day=0, share=0.0, at_risk=journeys)]
    median: int | None = None
    for day in sorted({*reached, *watched}):
        if count := reached.get(day, 0):
            remaining *= 1 - count / at_risk
            points.append(CurvePoint(day=day, share=1 - remaining, at_risk=at_risk))
            if median is None and remaining <= _HALF:
                median = day
        at_risk -= count + watched.get(day, 0)
    return Curve(
        milestone=milestone,
        points=tuple(points),
        journeys=journeys,
        reached=sum(reached.values()),
        median_days=median,
        watched_days=max({*reached, *watched}, default=0),
    )


def share_by(curve: Curve, day: int) -> float:
    """Return which share reached the milestone by a day."""
    return max((point.share for point in curve.points if point.day <= day), default=0.0)
