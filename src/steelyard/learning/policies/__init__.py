"""Decisions of learning: of facts and rules alone."""

from steelyard.learning.policies.audiences import admits
from steelyard.learning.policies.grading import compute_result, draw_paper
from steelyard.learning.policies.outlines import list_problems
from steelyard.learning.policies.validity import compute_periods, compute_state, find_reminder

__all__ = [
    "admits",
    "compute_periods",
    "compute_result",
    "compute_state",
    "draw_paper",
    "find_reminder",
    "list_problems",
]
