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
