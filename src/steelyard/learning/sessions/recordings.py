"""The recording of a session, for those who registered or whom the session is for."""

from datetime import datetime
from uuid import UUID

from django.http.response import HttpResponseBase

from steelyard.kernel.actors import SYSTEM, Actor
from steelyard.kernel.refusals import NotFound
from steelyard.learning import permissions
from steelyard.learning.models import LiveSession
from steelyard.learning.sessions.queries import find_own, get_row, is_for
from steelyard.learning.sessions.refusals import SessionNotForYou
from steelyard.platform.db import as_system
from steelyard.platform.files import play_file


def find_recording(actor: Actor, session_id: UUID, *, at: datetime) -> str:
    """Return the address of a recording. Raises: NotFound, SessionNotForYou."""
    row = _get(actor, session_id, at)
    if not row.recording_url:
        raise NotFound
    return row.recording_url


def play_recording(actor: Actor, session_id: UUID, *, asked: str, at: datetime) -> HttpResponseBase:
    """Return the video of a recording, to be shown in the page. Raises: NotFound, SessionNotForYou."""
    row = _get(actor, session_id, at)
    if row.recording_file_id is None:
        raise NotFound
    with as_system():  # recordings are the host's; who may watch the session may have its file
        return play_file(SYSTEM, row.recording_file_id, asked=asked)


def _get(actor: Actor, session_id: UUID, at: datetime) -> LiveSession:
    row = get_row(actor, session_id)
    if not row.recording_url and row.recording_file_id is None:
        raise NotFound
    if not (permissions.can_run_sessions(actor) or find_own(actor, session_id) or is_for(actor, row, at=at)):
        raise SessionNotForYou
    return row
