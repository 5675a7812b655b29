"""The words of imports: the states of one, and what became of a row."""

from enum import StrEnum

from steelyard.kernel.refusals import sentence


class ImportState(StrEnum):
    """Where an import stands between the file and the end."""

    UPLOADED = "uploaded"
    CHECKING = "checking"
    CHECKED = "checked"
    RUNNING = "running"
    PAUSED = "paused"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"
    UNDOING = "undoing"
    UNDONE = "undone"


WORKING = frozenset({ImportState.CHECKING, ImportState.RUNNING, ImportState.UNDOING})
"""The worker is at it."""
PREPARING = frozenset({ImportState.UPLOADED, ImportState.CHECKED})
"""Nothing was written yet: columns and cells may still be changed."""
UNDOABLE = frozenset({ImportState.DONE, ImportState.CANCELLED, ImportState.PAUSED, ImportState.FAILED})

IMPORT_STATES: dict[ImportState, str] = {
    ImportState.UPLOADED: sentence("Uploaded"),
    ImportState.CHECKING: sentence("Checking"),
    ImportState.CHECKED: sentence("Checked"),
    ImportState.RUNNING: sentence("Running"),
    ImportState.PAUSED: sentence("Paused"),
    ImportState.DONE: sentence("Done"),
    ImportState.CANCELLED: sentence("Stopped"),
    ImportState.FAILED: sentence("Failed"),
    ImportState.UNDOING: sentence("Undoing"),
    ImportState.UNDONE: sentence("Undone"),
}
IMPORT_TONES: dict[ImportState, str] = {
    ImportState.UPLOADED: "neutral",
    ImportState.CHECKING: "blue",
    ImportState.CHECKED: "violet",
    ImportState.RUNNING: "blue",
    ImportState.PAUSED: "amber",
    ImportState.DONE: "green",
    ImportState.CANCELLED: "neutral",
    ImportState.FAILED: "red",
    ImportState.UNDOING: "blue",
    ImportState.UNDONE: "neutral",
}


class Outcome(StrEnum):
    """What became of a row, or would become of it."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"
    REFUSED = "refused"


OUTCOMES: dict[Outcome, str] = {
    Outcome.CREATED: sentence("Created"),
    Outcome.UPDATED: sentence("Updated"),
    Outcome.UNCHANGED: sentence("Unchanged"),
    Outcome.SKIPPED: sentence("Left out"),
    Outcome.REFUSED: sentence("Refused"),
}
OUTCOME_TONES: dict[Outcome, str] = {
    Outcome.CREATED: "green",
    Outcome.UPDATED: "blue",
    Outcome.UNCHANGED: "neutral",
    Outcome.SKIPPED: "neutral",
    Outcome.REFUSED: "red",
}

NEW = "new"
SKIP = "skip"
"""What a person may choose for a row besides the id of a known company."""
