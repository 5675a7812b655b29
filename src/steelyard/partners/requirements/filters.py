"""What the address of the list of requirements asks for. What makes no sense does not restrict."""

from django.http import QueryDict

from steelyard.kernel.actors import Actor
from steelyard.partners.filters import ME, id_of, word_of
from steelyard.partners.requirements.terms import RequirementFilter, RequirementState


def requirement_filter_from(params: QueryDict, actor: Actor) -> RequirementFilter:
    """Return the filter of requirements that the parameters of an address say."""
    state, manager = word_of(params, "state"), params.get("manager", "")
    return RequirementFilter(
        text=word_of(params, "q"),
        requirement=word_of(params, "requirement"),
        state=RequirementState(state) if state in set(RequirementState) else None,
        region=word_of(params, "region"),
        manager_id=actor.person_id if manager == ME else id_of("person", manager),
    )
