"""The versions of a rulebook, and what a simulation would change, as files."""

from typing import Any

from django.http import QueryDict

from steelyard.kernel.actors import Actor
from steelyard.kernel.pages import Page, PageRequest
from steelyard.platform.clock import utc_now
from steelyard.platform.exports.lists import ListExport, register_export
from steelyard.program.filters import changes_wanted
from steelyard.program.models import Simulation
from steelyard.program.queries.rules import list_versions
from steelyard.program.queries.simulations import list_changes
from steelyard.program.schemas.rules import VersionOut
from steelyard.program.schemas.simulations import SimulatedChangeOut


def _versions(actor: Actor, asked: QueryDict, page: PageRequest) -> Page[Any]:
    return list_versions(actor, asked.get("rulebook", ""), page, now=utc_now()).map(VersionOut.of)


def _changes(actor: Actor, asked: QueryDict, page: PageRequest) -> Page[Any]:
    simulation = Simulation.parse_id(asked.get("simulation", ""))
    return list_changes(actor, simulation, page, changes_wanted(asked)).map(SimulatedChangeOut.of)


register_export(
    ListExport(name="rulebooks-versions", shape=VersionOut, read=_versions),
    ListExport(name="simulations-changes", shape=SimulatedChangeOut, read=_changes),
)
