"""Handing imports to the worker, from code that jobs themselves use."""

from uuid import UUID

from procrastinate.contrib.django import app

WORK_TASK = "steelyard.platform.work_on_import"
QUEUE = "imports"


def enqueue(import_id: UUID) -> None:
    """Let the worker go on with an import after the commit; one worker at a time has it."""
    app.configure_task(WORK_TASK, queue=QUEUE, lock=f"import:{import_id}", allow_unknown=False).defer(
        import_id=str(import_id)
    )
