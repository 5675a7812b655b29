"""What the platform itself refuses."""

from steelyard.kernel.refusals import Refusal, sentence


class TooOften(Refusal):
    """The same person did this more often than is allowed within a stretch of time; `seconds` says when it ends."""

    code = "too_often"
    status = 429
    text = sentence("This was done too often in a short time. Try again in {seconds} seconds.")


class EventTypeUnknown(Refusal):
    """No event has that type."""

    code = "event_type_unknown"
    status = 422
    text = sentence("There is no event of that type. The reference of events lists them all.")


class QuietHoursNotPossible(Refusal):
    """Quiet hours have one end only, or no length."""

    code = "quiet_hours_not_possible"
    status = 422
    text = sentence("Give both a beginning and an end, at different times, or neither.")


class CursorInvalid(Refusal):
    """The cursor is none, or is from another list or another order."""

    code = "cursor_invalid"
    status = 422
    text = sentence(
        "This cursor does not belong to this list. Send `next_cursor` as it came, with the other parameters as before."
    )


class FieldUnknown(Refusal):
    """`fields` names something that the answer does not have."""

    code = "field_unknown"
    status = 422
    text = sentence("There is no field {field} here. There are: {known}.")
