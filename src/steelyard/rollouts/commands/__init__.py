"""The use cases of rollouts."""

from steelyard.rollouts.commands.admitting import admit_anew
from steelyard.rollouts.commands.feedback import answer_feedback, assign_feedback, give_feedback
from steelyard.rollouts.commands.planning import change_rollout, draft_rollout, keep_phase, remove_phase
from steelyard.rollouts.commands.steps import end_rollout, pause_rollout, resume_rollout, start_rollout

__all__ = [
    "admit_anew",
    "answer_feedback",
    "assign_feedback",
    "change_rollout",
    "draft_rollout",
    "end_rollout",
    "give_feedback",
    "keep_phase",
    "pause_rollout",
    "remove_phase",
    "resume_rollout",
    "start_rollout",
]
