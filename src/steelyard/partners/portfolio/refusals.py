"""Every way in which audits say no."""

from steelyard.kernel.refusals import Refusal, sentence


class AuditDayInvalid(Refusal):
    """The day has not come, or lies too far back."""

    code = "audit_day_invalid"
    text = sentence("An audit is as of today or a day of the last five years.")


class AuditEmpty(Refusal):
    """No partner is in the scope."""

    code = "audit_empty"
    text = sentence("No partner is in this scope. Choose another one.")


class AuditClosed(Refusal):
    """The audit is closed: what was decided stays."""

    code = "audit_closed"
    status = 409
    text = sentence("The audit is closed. What was decided stays.")


class AuditNotMeasured(Refusal):
    """The partners are still being measured."""

    code = "audit_not_measured"
    status = 409
    text = sentence("The partners are being measured. Come back in a minute.")


class AuditReasonMissing(Refusal):
    """Something else than what was proposed needs a reason."""

    code = "audit_reason_missing"
    text = sentence("Say why you decide otherwise than proposed.")
