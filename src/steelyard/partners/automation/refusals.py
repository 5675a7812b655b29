"""Every way in which automations and tasks say no."""

from steelyard.kernel.refusals import Refusal, sentence


class TaskOpenAlready(Refusal):
    """The same is asked for already."""

    code = "partner_task_open_already"
    status = 409
    text = sentence("“{title}” is asked for already. Wait until it is done.")


class PartnerTaskClosedAlready(Refusal):
    """Somebody closed the task before."""

    code = "partner_task_closed_already"
    status = 409
    text = sentence("“{title}” is done already.")


class NobodyToTell(Refusal):
    """The partner has nobody in the role."""

    code = "nobody_to_tell"
    status = 409
    text = sentence("The partner has nobody to tell. Invite somebody first.")


class AutomationNotKnown(Refusal):
    """The rules have no automation with that key."""

    code = "automation_not_known"
    status = 404
    text = sentence("These rules have no automation “{key}”.")
