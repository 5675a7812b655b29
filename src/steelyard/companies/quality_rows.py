"""Scores of companies as the pages show them."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from steelyard.companies.queries.quality import CompanyScoreCard
from steelyard.companies.terms import CompanyPart
from steelyard.companies.wording import say_fact
from steelyard.kernel.scores import GRADE_TONES, Grade


def grade_of(score: Decimal) -> dict[str, Any]:
    """Return a score with what it is called, and its tone."""
    grade = Grade.of(score)
    return {"score": score, "grade": _(grade.label), "tone": GRADE_TONES[grade]}


def part_rows(card: CompanyScoreCard) -> list[dict[str, Any]]:
    """Return the parts of a score with what is the case."""
    return [
        {
            "label": _(CompanyPart(part.key).label),
            "percent": int(part.share * 100),
            "weight": part.weight,
            "facts": _say(CompanyPart(part.key), card),
        }
        for part in card.parts
    ]


def _say(part: CompanyPart, card: CompanyScoreCard) -> str:
    match part:
        case CompanyPart.COMPLETENESS:
            missing = ", ".join(say_fact(name) for name in card.missing)
            return _("Missing: {details}").format(details=missing) if missing else _("Nothing is missing.")
        case CompanyPart.FRESHNESS:
            return _("Changed last on {day}.").format(day=card.updated_at.date().isoformat())
        case CompanyPart.IDENTITY:
            return _say_identity(card)
        case CompanyPart.DUPLICATES:
            number = card.open_duplicates
            if not number:
                return _("Nothing looks like a duplicate.")
            return ngettext("{count} open question.", "{count} open questions.", number).format(count=number)


def _say_identity(card: CompanyScoreCard) -> str:
    wrong, valid = card.wrong_identifiers, card.valid_identifiers
    if wrong:
        said = ngettext("{count} number does not look right.", "{count} numbers do not look right.", wrong)
        return said.format(count=wrong)
    if not valid:
        return _("No number in a register.")
    return ngettext("{count} number in a register.", "{count} numbers in registers.", valid).format(count=valid)
