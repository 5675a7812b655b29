"""What the address of the list of agreements asks for. What makes no sense does not restrict."""

from django.http import QueryDict

from steelyard.kernel.actors import Actor
from steelyard.partners.agreements.terms import AgreementFilter, AgreementKind, AgreementState
from steelyard.partners.filters import ME, id_of, word_of


def agreement_filter_from(params: QueryDict, actor: Actor) -> AgreementFilter:
    """Return the filter of agreements that the parameters of an address say."""
    state, manager = word_of(params, "state"), params.get("manager", "")
    return AgreementFilter(
        text=word_of(params, "q"),
        kind=kind_from(params),
        state=AgreementState(state) if state in set(AgreementState) else None,
        region=word_of(params, "region"),
        version_id=id_of("agreementversion", params.get("version", "")),
        manager_id=actor.person_id if manager == ME else id_of("person", manager),
    )


def kind_from(params: QueryDict) -> AgreementKind | None:
    """Return the kind of agreement that the parameters of an address name, if one."""
    kind = word_of(params, "kind")
    return AgreementKind(kind) if kind in set(AgreementKind) else None
