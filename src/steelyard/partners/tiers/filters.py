"""What the address of the list of standings asks for. What makes no sense does not restrict."""

from django.http import QueryDict

from steelyard.kernel.actors import Actor
from steelyard.partners.filters import ME, id_of, word_of
from steelyard.partners.tiers.terms import Outlook, StandingFilter


def standing_filter_from(params: QueryDict, actor: Actor) -> StandingFilter:
    """Return the filter of standings that the parameters of an address say."""
    outlook, manager = word_of(params, "outlook"), params.get("manager", "")
    return StandingFilter(
        text=word_of(params, "q"),
        tier=word_of(params, "tier"),
        reached=word_of(params, "reached"),
        region=word_of(params, "region"),
        outlook=Outlook(outlook) if outlook in set(Outlook) else None,
        manager_id=actor.person_id if manager == ME else id_of("person", manager),
    )
