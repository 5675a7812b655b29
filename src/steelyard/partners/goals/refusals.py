"""Every way in which goals say no."""

from steelyard.kernel.refusals import Refusal, sentence


class GoalMetricUnknown(Refusal):
    """Nobody measures that."""

    code = "goal_metric_unknown"
    text = sentence("Nobody measures {metric}. Choose what is listed.")


class GoalPeriodInvalid(Refusal):
    """The period ends before it begins, or is longer than two years."""

    code = "goal_period_invalid"
    text = sentence("A goal lasts from a day to a later one, two years at most.")


class GoalTargetInvalid(Refusal):
    """The target is nothing, or more than there can be."""

    code = "goal_target_invalid"
    text = sentence("Name a target above 0, and no more than there can be.")


class GoalTaken(Refusal):
    """There is a goal for the same thing from that day on."""

    code = "goal_taken"
    status = 409
    text = sentence("There is a goal for this from that day on. Propose another target for it instead.")


class GoalAwaitsAnswer(Refusal):
    """A proposal waits for its answer."""

    code = "goal_awaits_answer"
    status = 409
    text = sentence("A proposal waits for an answer. It is answered before another one is made.")


class NothingToAnswer(Refusal):
    """No proposal waits for this side."""

    code = "goal_nothing_to_answer"
    status = 409
    text = sentence("Nothing waits for your answer.")
