"""What the address of the list of vetting asks for. What makes no sense does not restrict."""

from django.http import QueryDict

from steelyard.kernel.actors import Actor
from steelyard.partners.filters import ME, id_of, word_of
from steelyard.partners.vetting.terms import RiskClass, VettingFilter, VettingKind, VettingState


def vetting_filter_from(params: QueryDict, actor: Actor) -> VettingFilter:
    """Return the filter of vetting that the parameters of an address say."""
    kind, state, risk = word_of(params, "kind"), word_of(params, "state"), word_of(params, "risk")
    manager = params.get("manager", "")
    return VettingFilter(
        text=word_of(params, "q"),
        kind=VettingKind(kind) if kind in set(VettingKind) else None,
        state=VettingState(state) if state in set(VettingState) else None,
        risk=RiskClass(risk) if risk in set(RiskClass) else None,
        region=word_of(params, "region"),
        manager_id=actor.person_id if manager == ME else id_of("person", manager),
    )
