"""The words of the reasons for which somebody counts as there or not."""

from steelyard.kernel.refusals import sentence
from steelyard.program.public import register_reasons

register_reasons(
    {
        "session_enough": sentence("There for {minutes} of {length} minutes; {needed} are enough."),
        "session_in_part": sentence("There for {minutes} of {length} minutes; {needed} would have been enough."),
        "session_too_short": sentence("There for {minutes} of {length} minutes; it counts in part from {needed} on."),
        "session_not_there": sentence("Nobody told of them being there."),
        "session_joined": sentence("Counted from joining, {late} minutes after the beginning, until the end."),
        "session_watched": sentence("Watched the recording."),
        "session_more_minutes": sentence("With {minutes} minutes it would have counted."),
    }
)
