"""Handing bulk edits to the worker, from code that jobs themselves use."""

from uuid import UUID

from procrastinate.contrib.django import app

from steelyard.platform.imports.enqueueing import QUEUE

WORK_TASK = "steelyard.platform.work_on_bulk_edit"


def enqueue(edit_id: UUID) -> None:
    """Let the worker go on with a bulk edit after the commit; one worker at a time has it."""
    app.configure_task(WORK_TASK, queue=QUEUE, lock=f"bulk_edit:{edit_id}", allow_unknown=False).defer(
        edit_id=str(edit_id)
    )
