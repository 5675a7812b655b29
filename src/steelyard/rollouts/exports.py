"""The lists of rollouts, of whom they admit and of feedback as files."""

from dataclasses import replace
from typing import Any

from django.http import QueryDict

from steelyard.kernel.actors import Actor
from steelyard.kernel.pages import Page, PageRequest
from steelyard.platform.exports.lists import ListExport, register_export
from steelyard.rollouts.filters import feedback_from, state_from
from steelyard.rollouts.models import Rollout
from steelyard.rollouts.queries.feedback import list_feedback
from steelyard.rollouts.queries.rollouts import list_admissions, list_rollouts
from steelyard.rollouts.schemas import AdmissionOut, PilotFeedbackOut, RolloutOut


def _rollouts(actor: Actor, asked: QueryDict, page: PageRequest) -> Page[Any]:
    return list_rollouts(actor, page, state=state_from(asked)).map(RolloutOut.of)


def _admissions(actor: Actor, asked: QueryDict, page: PageRequest) -> Page[Any]:
    rollout = Rollout.parse_id(asked.get("rollout", ""))
    return list_admissions(actor, rollout, page, text=asked.get("q", "")[:200]).map(AdmissionOut.of)


def _feedback(actor: Actor, asked: QueryDict, page: PageRequest) -> Page[Any]:
    found = list_feedback(actor, feedback_from(asked, actor), page)
    return replace(found, items=PilotFeedbackOut.of_cards(found.items, is_host=actor.is_host))  # type: ignore[arg-type]


register_export(
    ListExport(name="rollouts", shape=RolloutOut, read=_rollouts),
    ListExport(name="rollouts-partners", shape=AdmissionOut, read=_admissions),
    ListExport(name="pilot-feedback", shape=PilotFeedbackOut, read=_feedback),
)
