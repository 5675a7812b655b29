"""What the addresses of the list and the board of prospects ask for. What makes no sense does not restrict."""

from enum import StrEnum
from typing import TypeVar

from django.http import QueryDict

from steelyard.kernel.actors import Actor
from steelyard.partners.filters import ME, id_of, word_of
from steelyard.partners.recruiting.terms import Fit, ProspectFilter, ProspectSource, ProspectStage, ScreeningOutcome

E = TypeVar("E", bound=StrEnum)


def prospect_filter_from(params: QueryDict, actor: Actor) -> ProspectFilter:
    """Return the filter of prospects that the parameters of an address say."""
    owner = params.get("owner", "")
    return ProspectFilter(
        text=word_of(params, "q"),
        stage=_one_of(ProspectStage, word_of(params, "stage")),
        source=_one_of(ProspectSource, word_of(params, "source")),
        outcome=_one_of(ScreeningOutcome, word_of(params, "outcome")),
        fit=_one_of(Fit, word_of(params, "fit")),
        type=word_of(params, "type"),
        region=word_of(params, "region"),
        vertical=word_of(params, "vertical"),
        capability=word_of(params, "capability"),
        owner_id=actor.person_id if owner == ME else id_of("person", owner),
    )


def _one_of(kind: type[E], word: str) -> E | None:
    return kind(word) if word in set(kind) else None
