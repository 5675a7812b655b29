"""Journeys and their curves as the pages show them."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from babel.dates import format_date
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from steelyard.kernel.actors import Actor
from steelyard.kernel.ids import public_id
from steelyard.partners import permissions
from steelyard.partners.models import JourneyTask, Partner
from steelyard.partners.onboarding.curves import COMPLETED
from steelyard.partners.onboarding.milestones import find_milestone, name_of
from steelyard.partners.onboarding.policies import share_by
from steelyard.partners.onboarding.queries import JourneyOn
from steelyard.partners.onboarding.terms import (
    STATE_TONES,
    Curve,
    JourneyCard,
    JourneyTaskCard,
    Persona,
    StageState,
    StuckReason,
)
from steelyard.platform.files import FileCard
from steelyard.ui.locale import reader_locale

_STEPS = {StageState.LEFT: "done", StageState.OPEN: "current", StageState.WAITING: "todo"}
_CHECKED_DAYS = (30, 60, 90)
_SHORTEST = 90
_STEPS_OF_DAYS = (5, 7, 10, 14, 30)
_MOST_POINTS = 25
_MOST_NEXT = 3


def journey_row(card: JourneyCard, regions: Mapping[str, str]) -> dict[str, Any]:
    """Return a journey as the list shows it."""
    return {
        "card": card,
        "partner_id": public_id(Partner.PREFIX, card.partner_id),
        "name": _(card.name),
        "persona": _(card.persona.label) if card.persona is not Persona.ORGANIZATION else "",
        "stage": _(card.stage_name),
        "state": _(card.state.label),
        "tone": STATE_TONES[card.state],
        "stuck": say_stuck(card),
        "region": regions.get(card.region, ""),
    }


def say_stuck(card: JourneyCard) -> str:
    """Return why a journey is stuck; nothing where it is not."""
    if card.stuck is None:
        return ""
    if card.stuck.reason is StuckReason.CHECKPOINT:
        return _("“{stage}” was due by day {days}").format(stage=_(card.stuck_in), days=card.stuck.days)
    days = card.stuck.days
    return ngettext("Nothing moved for {days} day", "Nothing moved for {days} days", days).format(days=days)


def journey_view(
    journey: JourneyOn, actor: Actor, files: Mapping[UUID, FileCard], regions: Mapping[str, str]
) -> dict[str, Any]:
    """Return a journey with its stages and tasks as its page shows it to the actor."""
    states = {one.key: one for one in journey.progress.stages}
    return {
        **journey_row(journey.card, regions),
        "done": journey.progress.done,
        "total": journey.progress.total,
        "steps": [
            {"label": _(stage.name), "state": _STEPS[states[stage.key].state]}
            for stage in journey.rules.path_of(journey.card.journey)
        ],
        "stages": [
            {
                "name": _(stage.name),
                "progress": states[stage.key],
                "state": _(states[stage.key].state.label),
                "tasks": [task_row(task, journey, actor, files) for task in journey.tasks[stage.key]],
            }
            for stage in journey.rules.path_of(journey.card.journey)
        ],
        "next": [task_row(task, journey, actor, files) for task in journey.next_tasks[:_MOST_NEXT]],
        "checkpoints": _checkpoint_rows(journey),
    }


def task_row(task: JourneyTaskCard, journey: JourneyOn, actor: Actor, files: Mapping[UUID, FileCard]) -> dict[str, Any]:
    """Return a task with how it is done, and where the actor does it while it is open."""
    is_open = task.closed_on is None and journey.card.ended_on is None
    may_close = permissions.can_close_journey_task(actor, partner_id=task.partner_id, doer=task.doer)
    task_id = public_id(JourneyTask.PREFIX, task.id)
    return {
        "card": task,
        "name": _(task.name),
        "doer": _(task.doer.label),
        "milestone": _(name_of(task.milestone)) if task.milestone else "",
        "state": _("Done") if task.closed_on else _("Overdue") if task.is_late else _("Open"),
        "tone": "green" if task.closed_on else "red" if task.is_late else "neutral",
        "close_url": reverse("partners:journey-task-close", args=[task_id])
        if is_open and may_close and not task.milestone
        else "",
        "do_url": _milestone_url(task.milestone) if is_open and actor.partner_id == task.partner_id else "",
        "file": files.get(task.evidence_id) if task.evidence_id else None,
        "file_url": reverse("partners:journey-evidence", args=[task_id]),
    }


def _milestone_url(key: str) -> str:
    """Return the page on which a milestone is reached, if one is known."""
    milestone = find_milestone(key)
    return reverse(milestone.url_name) if milestone and milestone.url_name else ""


def _checkpoint_rows(journey: JourneyOn) -> list[dict[str, Any]]:
    names = {stage.key: stage.name for stage in journey.rules.stages}
    return [
        {
            "days": one.days,
            "on": journey.card.started_on + timedelta(days=one.days),
            "stage": _(names[one.stage]),
            "is_met": journey.progress.has_left(one.stage),
            "is_missed": not journey.progress.has_left(one.stage)
            and (journey.on - journey.card.started_on).days > one.days,
        }
        for one in journey.rules.checkpoints_of(journey.card.journey)
    ]


# --- Curves ---------------------------------------------------------------------------------------------------------------


def say_milestone(key: str) -> str:
    """Return what a milestone, or the end of a journey, is called."""
    return _("Journey completed") if key == COMPLETED else _(name_of(key))


def curve_row(curve: Curve, name: str) -> dict[str, Any]:
    """Return a curve as a line of figures: how many reached it, the median, the share after 30, 60 and 90 days."""
    return {
        "curve": curve,
        "name": name,
        "shares": [share_by(curve, day) if day <= curve.watched_days else None for day in _CHECKED_DAYS],
    }


def chart_of(named: Sequence[tuple[str, Curve]]) -> dict[str, Any]:
    """Return curves as the chart draws them: the share in percent by so many days, as far as anybody was watched."""
    longest = max((curve.watched_days for _name, curve in named), default=0)
    span = max(longest, _SHORTEST)
    step = next((step for step in _STEPS_OF_DAYS if span <= step * _MOST_POINTS), _STEPS_OF_DAYS[-1])
    days = range(0, min(span, step * _MOST_POINTS) + step, step)
    return {
        "labels": [str(day) for day in days],
        "series": [
            {
                "name": name,
                "step": "end",
                "data": [round(100 * share_by(curve, day), 1) if day <= curve.watched_days else None for day in days],
            }
            for name, curve in named
        ],
        "kind": "line",
        "unit": "%",
    }


def say_quarter(first: date) -> str:
    """Return what a quarter is called."""
    return str(format_date(first, "QQQ yyyy", locale=reader_locale()))
