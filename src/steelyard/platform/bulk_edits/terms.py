"""The words of bulk edits: where one stands, and what became of a record."""

from enum import StrEnum

from steelyard.kernel.refusals import sentence

MOST_RECORDS = 50_000
"""How many records one bulk edit may name."""
STRETCH = 50
"""How many records are done, or tried out, in one transaction: others wait no longer than that for what they want to change."""
STRETCH_AT_ONCE = 500
"""The same where a change is made to many records at once, which takes no longer."""


class EditState(StrEnum):
    """Where a bulk edit stands."""

    CHECKING = "checking"
    CHECKED = "checked"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


WORKING = frozenset({EditState.CHECKING, EditState.RUNNING})
"""The worker is at it."""

EDIT_STATES: dict[EditState, str] = {
    EditState.CHECKING: sentence("Checking"),
    EditState.CHECKED: sentence("Checked"),
    EditState.RUNNING: sentence("Running"),
    EditState.DONE: sentence("Done"),
    EditState.CANCELLED: sentence("Stopped"),
    EditState.FAILED: sentence("Failed"),
}
EDIT_TONES: dict[EditState, str] = {
    EditState.CHECKING: "blue",
    EditState.CHECKED: "violet",
    EditState.RUNNING: "blue",
    EditState.DONE: "green",
    EditState.CANCELLED: "neutral",
    EditState.FAILED: "red",
}


class EditOutcome(StrEnum):
    """What became of a record, or would: the check foretells it, the run says it anew of what it foretold to change."""

    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


EDIT_OUTCOMES: dict[EditOutcome, str] = {
    EditOutcome.CHANGED: sentence("Changed"),
    EditOutcome.UNCHANGED: sentence("Unchanged"),
    EditOutcome.REFUSED: sentence("Refused"),
}
EDIT_OUTCOME_TONES: dict[EditOutcome, str] = {
    EditOutcome.CHANGED: "green",
    EditOutcome.UNCHANGED: "neutral",
    EditOutcome.REFUSED: "red",
}
