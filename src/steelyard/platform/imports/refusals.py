"""When imports say no."""

from steelyard.kernel.refusals import Refusal, sentence


class KindUnknown(Refusal):
    """Nothing of that kind can be imported, or not by this person."""

    code = "import_kind_unknown"
    text = sentence("This cannot be imported here. Choose one of the kinds that are offered.")


class ImportFileUnusable(Refusal):
    """The file is no table, or empty."""

    code = "import_file_unusable"
    text = sentence(
        "This is not a CSV file or an Excel workbook (.xlsx) with a line of column names. Save it as one of these."
    )


class ImportTooLarge(Refusal):
    """The file is larger than an import may be."""

    code = "import_too_large"
    status = 413
    text = sentence("This file is too large. An import may have {megabytes} MB: divide it and import the parts.")


class NotInThisState(Refusal):
    """The import does not stand where this could be done."""

    code = "import_not_in_this_state"
    status = 409
    text = sentence("This cannot be done now: the import has moved on. Reload the page to see where it stands.")


class TooLateToUndo(Refusal):
    """The day in which an import may be undone is over."""

    code = "import_too_late_to_undo"
    status = 409
    text = sentence("An import can be undone for 24 hours. This one is older; correct its records by hand.")


class RowUnknown(Refusal):
    """The row is not among those that may be corrected."""

    code = "import_row_unknown"
    status = 404
    text = sentence("There is no such row to correct in this import.")


class NotTakenBack(Refusal):
    """What the row did stays."""

    code = "import_row_not_taken_back"
    status = 409
    text = sentence("This record was there before and got additions that only a person can take back, on its page.")


class TouchedSince(Refusal):
    """Somebody worked on the record after the import."""

    code = "import_row_touched_since"
    status = 409
    text = sentence("Somebody has worked on this record since, so it stays.")
