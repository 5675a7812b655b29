"""The headings of the rules of onboarding."""

from steelyard.kernel.refusals import sentence

JOURNEYS = sentence("Journeys")
STAGES = sentence("Stages")
TASKS = sentence("Tasks")
CHECKPOINTS = sentence("Checkpoints")
WATCHING = sentence("Watching over journeys")
