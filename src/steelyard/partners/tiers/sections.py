"""The headings of the rules of tiers."""

from steelyard.kernel.refusals import sentence

TRACKS = sentence("Tracks")
METRICS = sentence("What counts")
TIERS = sentence("Tiers")
CRITERIA = sentence("Criteria")
COOLING = sentence("How a tier is lost")
MONEY = sentence("Money")
