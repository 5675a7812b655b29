"""What exports refuse."""

from steelyard.kernel.refusals import Refusal, sentence


class FormatUnknown(Refusal):
    """A list is not written in that format."""

    code = "format_unknown"
    status = 422
    text = sentence("Lists are written as csv, xlsx or json. Ask for one of these.")


class ExportTooLarge(Refusal):
    """The list has more rows than one file holds; a file that silently ends early would be worse than none."""

    code = "export_too_large"
    status = 422
    text = sentence(
        "A file holds {most} rows, and this list has more. Narrow it by a filter, or read it page by page over the API."
    )
