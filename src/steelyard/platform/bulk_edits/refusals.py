"""When bulk edits say no."""

from steelyard.kernel.refusals import Refusal, sentence


class ListNotEditable(Refusal):
    """No list of that name can be changed like this, or not by this person."""

    code = "bulk_edit_unknown"
    text = sentence("This cannot be changed for many records at once. Choose one of the changes that are offered.")


class NothingChosen(Refusal):
    """No record was ticked, and none matches."""

    code = "bulk_edit_of_nothing"
    text = sentence("No record is chosen. Tick some in the list, or choose all that match its filter.")


class TooManyChosen(Refusal):
    """More records than one bulk edit may name."""

    code = "bulk_edit_too_large"
    text = sentence("More than {most} records match. Narrow the filter, and change them in parts.")


class EditNotInThisState(Refusal):
    """The bulk edit does not stand where this could be done."""

    code = "bulk_edit_not_in_this_state"
    status = 409
    text = sentence("This cannot be done now: the bulk edit has moved on. Reload the page to see where it stands.")


class CountDiffers(Refusal):
    """Whoever starts the bulk edit expects another number of changes than the check found."""

    code = "bulk_edit_count_differs"
    status = 409
    text = sentence("The check found {found} records to change, not {expected}. Look at them before you start.")


class ChangedSinceCheck(Refusal):
    """Somebody changed the record after the check."""

    code = "bulk_edit_record_changed"
    status = 409
    text = sentence("Somebody changed this since the check, so it stays as it is.")
