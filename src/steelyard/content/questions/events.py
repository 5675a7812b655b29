"""What happens to words that found nothing."""

from dataclasses import dataclass

from steelyard.kernel.events import Event
from steelyard.kernel.refusals import sentence
from steelyard.platform.events import event


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class SearchSettled(Event):
    """Somebody saw to what people looked for and did not find."""

    type = "content.search.settled"
    subject_type = "unanswered"
    sentence = sentence("The search for {subject} was settled")
    icon = "circle-check"
    is_internal = True

    times: int
