"""What narrows the lists about partners down, in the reader's words: regions, managers, states with their counts."""

from collections.abc import Mapping
from typing import Any, Protocol, TypeVar

from django.http import HttpRequest
from django.utils.translation import gettext as _

from steelyard.identity.public import list_host_people
from steelyard.kernel.actors import Role
from steelyard.kernel.ids import public_id
from steelyard.partners.filters import ME
from steelyard.program.public import list_regions
from steelyard.ui.chips import Chip, chip, link


class Labelled(Protocol):
    """A word of a list that has a name for people."""

    @property
    def label(self) -> str: ...


S = TypeVar("S", bound=Labelled)


def name_regions() -> dict[str, str]:
    """Return the regions by their names."""
    return {region.key: _(region.name) for region in list_regions()}


def manager_chip(request: HttpRequest) -> Chip:
    """Return the chip of who looks after a partner."""
    managers = {public_id("person", one.id): one.name for one in list_host_people(Role.CHANNEL_MANAGER) if one.id}
    return chip(request, "manager", _("Manager"), {ME: _("Me"), **managers})


def count_links(request: HttpRequest, counts: Mapping[S, int], tones: Mapping[S, str]) -> list[dict[str, Any]]:
    """Return how many rows are in each state that there is, each with the address of those rows."""
    return [
        {"state": _(state.label), "tone": tones[state], "count": count, "href": link(request, "state", [str(state)])}
        for state, count in counts.items()
        if count
    ]
