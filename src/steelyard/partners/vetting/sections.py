"""The headings of the rules of vetting."""

from steelyard.kernel.refusals import sentence

ASKING = sentence("What is asked")
QUESTIONS = sentence("Questions")
WEIGHING = sentence("What answers weigh")
DECIDING = sentence("Who decides")
