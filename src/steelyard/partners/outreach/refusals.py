"""Every way in which outreach says no."""

from steelyard.kernel.refusals import Refusal, sentence


class SequenceUnknown(Refusal):
    """The rules in force have no such sequence."""

    code = "outreach_sequence_unknown"
    text = sentence("There is no sequence {sequence} in the rules in force.")


class OutreachNotPossible(Refusal):
    """The prospect has no mail address, or is talked to already."""

    code = "outreach_not_possible"
    status = 409
    text = sentence("Only a prospect with a mail address that has not applied yet is written to.")


class OutreachUnwanted(Refusal):
    """The mailbox wants no more mails."""

    code = "outreach_unwanted"
    status = 409
    text = sentence("This mailbox wants no more mails from us.")


class OutreachUnreachable(Refusal):
    """Mails to the mailbox come back."""

    code = "outreach_unreachable"
    status = 409
    text = sentence("Mails to this mailbox come back. Give the prospect another address first.")


class OutreachRuns(Refusal):
    """The prospect is in a sequence already."""

    code = "outreach_runs"
    status = 409
    text = sentence("The prospect gets the mails of a sequence already. Stop that one first.")


class OutreachEndedAlready(Refusal):
    """The sequence is over."""

    code = "outreach_ended_already"
    status = 409
    text = sentence("This sequence has ended already.")


class OptOutUnknown(Refusal):
    """The link was not made here."""

    code = "opt_out_unknown"
    status = 404
    text = sentence("This link is not one of ours. Copy it whole from the mail.")
