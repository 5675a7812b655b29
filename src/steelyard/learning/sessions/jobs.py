"""What time does to live sessions: people are reminded, and what is over is counted."""

from steelyard.learning.sessions import commands
from steelyard.learning.sessions.commands.attending import list_ended
from steelyard.learning.sessions.commands.registering import list_beginning
from steelyard.platform.clock import utc_now
from steelyard.platform.db import as_system
from steelyard.platform.jobs import every


@every("*/5 * * * *", "steelyard.learning.remind_attendees")
def remind_attendees() -> None:
    """Remind those whose session begins soon, session by session."""
    now = utc_now()
    with as_system():
        beginning = list_beginning(now=now)
    for session_id in beginning:
        with as_system():
            commands.remind_attendees(session_id=session_id, now=now)


@every("1-59/5 * * * *", "steelyard.learning.close_sessions")
def close_sessions() -> None:
    """Count who joined the sessions that are over, session by session."""
    now = utc_now()
    with as_system():
        ended = list_ended(now=now)
    for session_id in ended:
        with as_system():
            commands.close_session(session_id=session_id, now=now)
