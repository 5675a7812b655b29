"""Files of vetting: kept apart from a partner's other files, so that only vetting gives them out, to whom it lets read."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import FileResponse

from steelyard.kernel.actors import SYSTEM, Actor
from steelyard.platform.db import as_system
from steelyard.platform.files import open_file, store_file
from steelyard.platform.models import StoredFile


def keep_vetting_file(uploaded: Any, *, partner_id: UUID, actor: Actor, now: datetime) -> str:
    """Keep a file for the vetting of a partner, and return its outside id."""
    with as_system():
        card = store_file(
            uploaded=uploaded, partner_id=partner_id, actor=actor, now=now, is_internal=True, is_guarded=True
        )
    return StoredFile(id=card.id).public_id


def open_vetting_file(file_id: UUID) -> FileResponse:
    """Return a file; whoever calls this has asked who may. Raises: NotFound, FileGone."""
    with as_system():
        return open_file(SYSTEM, file_id)
