"""Enqueueing the reading of a version's file: commands do it, and the job runs a command."""

from uuid import UUID

from procrastinate.contrib.django import app

READ_TASK = "steelyard.content.read_version"


def read_later(version_id: UUID) -> None:
    """Have the words of a version's file read once this transaction has committed."""
    app.configure_task(READ_TASK, queue="documents").defer(version_id=str(version_id))
