"""Reading companies: cards and pages, candidates for a match, suggestions while typing."""
