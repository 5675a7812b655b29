"""The use cases of live sessions, by subject."""

from steelyard.learning.sessions.commands.attending import (
    add_recording,
    close_session,
    join_session,
    note_watching,
    record_attendance,
)
from steelyard.learning.sessions.commands.feeds import open_feed, revoke_feed
from steelyard.learning.sessions.commands.registering import (
    follow_attendee,
    register_attendee,
    remind_attendees,
    withdraw_attendee,
)
from steelyard.learning.sessions.commands.scheduling import (
    cancel_session,
    change_session,
    publish_session,
    schedule_session,
)

__all__ = [
    "add_recording",
    "cancel_session",
    "change_session",
    "close_session",
    "follow_attendee",
    "join_session",
    "note_watching",
    "open_feed",
    "publish_session",
    "record_attendance",
    "register_attendee",
    "remind_attendees",
    "revoke_feed",
    "schedule_session",
    "withdraw_attendee",
]
