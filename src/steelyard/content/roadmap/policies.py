"""Quarters, and for whom the roadmap may be."""

from datetime import date

from steelyard.content.terms import AudienceTerms


def quarter_of(day: date) -> date:
    """Return the first day of the day's quarter."""
    return date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)


def is_behind_agreement(audience: AudienceTerms) -> bool:
    """Tell whether nobody belongs to the audience but us and partners with an agreement in force."""
    return audience.is_internal or bool(audience.agreements)
