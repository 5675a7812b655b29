"""What the address of the list of goals asks for."""

from django.http import QueryDict

from steelyard.kernel.actors import Actor
from steelyard.partners.filters import ME, id_of, word_of
from steelyard.partners.goals.terms import GoalFilter

WAITING, SETTLED = "yes", "no"


def goal_filter_from(params: QueryDict, actor: Actor) -> GoalFilter:
    """Return the filter that the parameters of an address say."""
    manager, year = word_of(params, "manager"), word_of(params, "year")
    return GoalFilter(
        partner_id=id_of("partner", word_of(params, "partner")),
        manager_id=actor.person_id if manager == ME else id_of("person", manager),
        metric=word_of(params, "metric"),
        year=int(year) if year.isascii() and year.isdigit() and len(year) == 4 and year > "0000" else None,
        is_waiting={WAITING: True, SETTLED: False}.get(word_of(params, "waiting")),
    )
