"""Every way in which a journey says no."""

from steelyard.kernel.refusals import Refusal, sentence


class TaskClosesItself(Refusal):
    """The task waits for a milestone; nobody closes it by hand."""

    code = "task_closes_itself"
    status = 409
    text = sentence("“{task}” is done by itself once its milestone is reached: {milestone}.")


class TaskAlreadyClosed(Refusal):
    """Somebody closed the task before."""

    code = "task_already_closed"
    status = 409
    text = sentence("“{task}” is done already.")


class JourneyOver(Refusal):
    """The partner left, and its journey with it."""

    code = "journey_over"
    status = 409
    text = sentence("This journey was broken off. A new one begins when the partner comes back.")


class NobodyToOnboard(Refusal):
    """None of the partners can begin: they are unknown, or past that already."""

    code = "nobody_to_onboard"
    status = 409
    text = sentence("None of these partners can begin onboarding: only prospects and former partners can.")
