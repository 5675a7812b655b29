"""Every way in which recruiting says no."""

from steelyard.kernel.refusals import Refusal, sentence


class StageCannotFollow(Refusal):
    """The wanted stage does not follow the present one."""

    code = "stage_cannot_follow"
    status = 409
    text = sentence("A prospect that is {before} cannot become {after} this way.")


class ProspectDecided(Refusal):
    """Somebody has decided about the prospect already."""

    code = "prospect_decided"
    status = 409
    text = sentence("This was decided already. Take it up again before you change anything.")


class DecisionReasonMissing(Refusal):
    """The decision needs a reason."""

    code = "prospect_reason_missing"
    text = sentence("Say why. The reason is kept with the decision.")


class ApplicationsClosed(Refusal):
    """The program takes no applications at present."""

    code = "applications_closed"
    status = 404
    text = sentence("This program takes no applications at present.")


class ApplicationNotOpen(Refusal):
    """The link of an application is wrong, or too old."""

    code = "application_not_open"
    status = 410
    text = sentence("This link does not work any more. Fill the form once more, and you get another one.")
