"""The headings of the rules of automation."""

from steelyard.kernel.refusals import sentence

AUTOMATIONS = sentence("Automations")
STEPS = sentence("What they do")
INACTIVITY = sentence("Inactivity")
GUARDS = sentence("Guards")
