"""Proposing goals, and agreeing on them."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from steelyard.kernel.actors import Actor
from steelyard.kernel.periods import add_months
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.partners import permissions, queries
from steelyard.partners.commands.locking import subject_of
from steelyard.partners.goals.events import GoalAgreed, GoalProposed, GoalRefused
from steelyard.partners.goals.refusals import (
    GoalAwaitsAnswer,
    GoalMetricUnknown,
    GoalPeriodInvalid,
    GoalTaken,
    GoalTargetInvalid,
    NothingToAnswer,
)
from steelyard.partners.goals.terms import GoalDraft, RevisionDraft
from steelyard.partners.models import Goal, GoalRevision
from steelyard.partners.tiers.metrics import find_metric
from steelyard.platform.events import record

_LONGEST = 24


@transaction.atomic
def propose_goal(*, actor: Actor, partner_id: UUID, draft: GoalDraft, now: datetime) -> UUID:
    """Propose a goal for a partner, which holds once the other side agrees, and return its id.

    Raises: NotFound, NotAllowed, GoalMetricUnknown, GoalPeriodInvalid, GoalTargetInvalid, GoalTaken.
    """
    partner = queries.get_partner(actor, partner_id)
    if not permissions.can_agree_goals(actor, partner.id):
        raise NotAllowed
    if not draft.starts_on < draft.until <= add_months(draft.starts_on, _LONGEST):
        raise GoalPeriodInvalid(fields={"until": GoalPeriodInvalid.text})
    _check_target(draft.metric, draft.revision.target)
    goal, is_new = Goal.objects.get_or_create(
        partner_id=partner.id,
        metric=draft.metric,
        starts_on=draft.starts_on,
        defaults={"until": draft.until, "created_at": now},
    )
    if not is_new:
        raise GoalTaken(fields={"metric": GoalTaken.text})
    _propose(actor, goal, draft.revision, number=1, now=now)
    return goal.id


@transaction.atomic
def revise_goal(*, actor: Actor, goal_id: UUID, draft: RevisionDraft, now: datetime) -> None:
    """Propose another target for a goal; until the other side agrees, what held before does.

    Raises: NotFound, NotAllowed, GoalMetricUnknown, GoalTargetInvalid, GoalAwaitsAnswer.
    """
    goal = _lock(actor, goal_id)
    _check_target(goal.metric, draft.target)
    newest = goal.revisions.order_by("-number").first()
    if newest and newest.answered_at is None:
        raise GoalAwaitsAnswer
    goal.save(update_fields=["updated_at"])
    _propose(actor, goal, draft, number=newest.number + 1 if newest else 1, now=now)


@transaction.atomic
def answer_goal(*, actor: Actor, goal_id: UUID, agrees: bool, now: datetime) -> None:
    """Agree to what the other side proposed, or refuse it. Raises: NotFound, NotAllowed, NothingToAnswer."""
    goal = _lock(actor, goal_id)
    open_one = goal.revisions.filter(answered_at=None).first()
    if open_one is None or open_one.by_host == (not actor.is_partner):
        raise NothingToAnswer
    open_one.answered_at, open_one.answered_by, open_one.is_agreed = now, actor.person_id, agrees
    open_one.save(update_fields=["answered_at", "answered_by", "is_agreed"])
    goal.save(update_fields=["updated_at"])
    kind = GoalAgreed if agrees else GoalRefused
    record(kind(**_said(goal, open_one)), actor=actor, now=now, related=[goal.id])


def _propose(actor: Actor, goal: Goal, draft: RevisionDraft, *, number: int, now: datetime) -> None:
    revision = GoalRevision.objects.create(
        goal=goal,
        number=number,
        target=draft.target,
        shape=draft.shape,
        reason=draft.reason,
        by_host=not actor.is_partner,
        proposed_by=actor.person_id,
        proposed_at=now,
    )
    record(GoalProposed(**_said(goal, revision), reason=draft.reason), actor=actor, now=now, related=[goal.id])


def _check_target(key: str, target: Decimal) -> None:
    metric = find_metric(key)
    if metric is None:
        raise GoalMetricUnknown(metric=key, fields={"metric": GoalMetricUnknown.text})
    if target <= 0 or (metric.unit.most is not None and target > metric.unit.most):
        raise GoalTargetInvalid(fields={"target": GoalTargetInvalid.text})


def _lock(actor: Actor, goal_id: UUID) -> Goal:
    goal = Goal.visible_to(actor).filter(id=goal_id).select_for_update(of=("self",)).select_related("partner").first()
    if goal is None:
        raise NotFound
    if not permissions.can_agree_goals(actor, goal.partner_id):
        raise NotAllowed
    return goal


def _said(goal: Goal, revision: GoalRevision) -> dict[str, Any]:
    return {
        **subject_of(goal.partner),
        "goal_id": goal.id,
        "metric": goal.metric,
        "starts_on": goal.starts_on,
        "number": revision.number,
        "target": revision.target,
        "by_host": revision.by_host,
    }
