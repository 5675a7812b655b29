"""What the platform itself refuses."""

from steelyard.kernel.refusals import Refusal, sentence


class EventTypeUnknown(Refusal):
    """No event has that type."""

    code = "event_type_unknown"
    status = 422
    text = sentence("There is no event of that type. The reference of events lists them all.")
