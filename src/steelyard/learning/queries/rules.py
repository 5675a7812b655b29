"""The rules of learning that hold at an instant."""

from datetime import datetime

from steelyard.learning.rules import LearningRules
from steelyard.program.public import register_rulebook, rules_in_force

RULEBOOK = "learning"
register_rulebook(RULEBOOK, LearningRules)


def rules_at(at: datetime) -> LearningRules:
    """Return the rules that hold at the instant, everywhere."""
    rules: LearningRules = rules_in_force(RULEBOOK, region=None, at=at).rules
    return rules
