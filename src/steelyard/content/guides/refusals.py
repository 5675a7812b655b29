"""Every way in which guides say no."""

from steelyard.kernel.refusals import Refusal, sentence


class NoProcessDocument(Refusal):
    """Pages lead to documents that say how something is done, and to no others."""

    code = "content_no_process_document"
    status = 409
    text = sentence("{title} is no process document. Say so under its terms first.")
