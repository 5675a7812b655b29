"""How agreements say no."""

from steelyard.kernel.refusals import Refusal, sentence


class AgreementSuperseded(Refusal):
    """Another text applies to the partner by now."""

    code = "agreement_superseded"
    status = 409
    text = sentence(
        "This is not the text that applies to you any more. Open your agreements, and read the one that does."
    )


class AgreementAlreadyAccepted(Refusal):
    """Somebody of the partner accepted this version already, and it is not due again."""

    code = "agreement_already_accepted"
    status = 409
    text = sentence("{name} accepted this on {signed_on} already. There is nothing left to do.")


class AgreementNotCountersignable(Refusal):
    """The agreement was not accepted here, no longer binds, or is countersigned already."""

    code = "agreement_not_countersignable"
    status = 409
    text = sentence("Only what was accepted here and still binds is countersigned, and once.")


class AgreementNotOffered(Refusal):
    """No text of this kind is published for the partner."""

    code = "agreement_not_offered"
    status = 409
    text = sentence("No text of this kind applies to {name}. Publish one first.")


class AgreementVersionTaken(Refusal):
    """A version of that name exists, or one that begins on the same day for the same partners."""

    code = "agreement_version_taken"
    status = 409
    text = sentence(
        "There is a version of this name already, or one that begins that day for the same partners. Choose another."
    )


class AgreementInThePast(Refusal):
    """A version cannot begin before the day on which it is published."""

    code = "agreement_in_the_past"
    text = sentence("It can hold from {today} on at the earliest.")
