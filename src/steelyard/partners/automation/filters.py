"""What the addresses of runs, tasks and trials ask for. What makes no sense does not restrict."""

from dataclasses import dataclass
from uuid import UUID

from django.http import QueryDict

from steelyard.partners.automation.terms import RunFilter, RunState, TaskFilter
from steelyard.partners.automation.trial import MOST_DAYS
from steelyard.partners.filters import id_of, word_of
from steelyard.partners.models import Partner

TRIAL_DAYS = ("30", "90", "180", "365", "730")
"""For how many days back automations can be tried."""


def run_filter_from(params: QueryDict) -> RunFilter:
    """Return the filter of runs that the parameters of an address say."""
    state = word_of(params, "state")
    return RunFilter(
        text=word_of(params, "q"),
        automation=word_of(params, "automation"),
        event=word_of(params, "event"),
        state=RunState(state) if state in set(RunState) else None,
        partner_id=id_of(Partner.PREFIX, params.get("partner", "")),
    )


def partner_task_filter_from(params: QueryDict) -> TaskFilter:
    """Return the filter of tasks that the parameters of an address say: the open ones unless others are asked for."""
    return TaskFilter(
        is_open={"closed": False, "all": None}.get(word_of(params, "state"), True), text=word_of(params, "q")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialQuestion:
    """Which automations are to be tried, and on how many days back; without a version, those in force."""

    version_id: UUID | None
    automation: str
    days: int


def trial_question_from(params: QueryDict) -> TrialQuestion:
    """Return what the parameters of an address want to have tried."""
    days = word_of(params, "days")
    return TrialQuestion(
        version_id=id_of("rules", params.get("version", "")),
        automation=word_of(params, "automation"),
        days=min(int(days), MOST_DAYS) if days in TRIAL_DAYS else 90,
    )
