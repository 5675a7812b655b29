"""The program's state: its catalog, its rules, what was decided by them, and what drafts would change."""

from steelyard.program.models.acknowledgements import Acknowledgement
from steelyard.program.models.catalog import ProductFamily, Region, RegionCountry
from steelyard.program.models.decisions import Decision, DecisionFacts
from steelyard.program.models.rules import RuleVersion
from steelyard.program.models.simulations import SimulatedChange, Simulation

__all__ = [
    "Acknowledgement",
    "Decision",
    "DecisionFacts",
    "ProductFamily",
    "Region",
    "RegionCountry",
    "RuleVersion",
    "SimulatedChange",
    "Simulation",
]
