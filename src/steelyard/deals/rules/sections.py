"""The headings under which the rules are edited and read."""

from steelyard.kernel.refusals import sentence

PROTECTION = sentence("Protection")
ELIGIBILITY = sentence("Who may register what")
EVIDENCE = sentence("Evidence")
CONFLICTS = sentence("Conflicts")
CONDITIONS = sentence("Rules of your own")
REVIEW = sentence("Review")
DIRECT = sentence("Direct sales")
