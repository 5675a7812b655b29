"""Every way in which the long tail says no."""

from steelyard.kernel.refusals import Refusal, sentence


class RiseNotOpen(Refusal):
    """The rise is over or was dismissed already."""

    code = "rise_not_open"
    status = 409
    text = sentence("This rise is over or was dismissed already.")


class RiseReasonMissing(Refusal):
    """Nobody said why the rise is dismissed."""

    code = "rise_reason_missing"
    text = sentence("Say why this is no rise to look into.")
