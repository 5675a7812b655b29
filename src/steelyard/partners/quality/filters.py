"""What the addresses of the lists of scores and tasks ask for. What makes no sense does not restrict."""

from django.http import QueryDict

from steelyard.kernel.actors import Actor
from steelyard.kernel.scores import Grade
from steelyard.partners.filters import ME, id_of, word_of
from steelyard.partners.quality.terms import ScoreFilter, TaskFilter, TaskState


def score_filter_from(params: QueryDict, actor: Actor) -> ScoreFilter:
    """Return the filter of scores that the parameters of an address say."""
    grade, manager = word_of(params, "grade"), params.get("manager", "")
    return ScoreFilter(
        text=word_of(params, "q"),
        status=word_of(params, "status"),
        region=word_of(params, "region"),
        grade=Grade(grade) if grade in set(Grade) else None,
        manager_id=actor.person_id if manager == ME else id_of("person", manager),
    )


def task_filter_from(params: QueryDict) -> TaskFilter:
    """Return the filter of tasks that the parameters of an address say."""
    state = word_of(params, "state")
    return TaskFilter(
        partner_id=id_of("partner", params.get("partner", "")),
        state=TaskState(state) if state in set(TaskState) else None,
    )
