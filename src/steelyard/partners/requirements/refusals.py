"""How requirements say no."""

from steelyard.kernel.refusals import Refusal, sentence


class NoDocumentAsked(Refusal):
    """The rules ask no such document of the partner."""

    code = "no_document_asked"
    status = 409
    text = sentence("No document of this name is asked of {name} at present.")


class EvidenceExpired(Refusal):
    """The document is not valid any more."""

    code = "evidence_expired"
    text = sentence("A document must be valid beyond today: say until when it is, or get a newer one.")


class EvidenceReviewed(Refusal):
    """The document was looked at already."""

    code = "evidence_reviewed"
    status = 409
    text = sentence("This document was looked at already.")


class RefusalWithoutReason(Refusal):
    """Whoever refuses a document says why."""

    code = "refusal_without_reason"
    text = sentence("Say why, so that the partner can give another one.")
