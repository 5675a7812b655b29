"""Scores of a hundred points: parts between nothing and all, of which each counts as much as its weight says."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from steelyard.kernel.refusals import sentence

ALL, NOTHING = Decimal(1), Decimal(0)
_PLACES = Decimal("0.0001")


@dataclass(frozen=True, slots=True, kw_only=True)
class ScorePart:
    """A part of a score: how much of it is reached, and how many of the hundred points it is worth."""

    key: str
    share: Decimal
    weight: int

    @property
    def points(self) -> Decimal:
        """How many points the part adds."""
        return self.share * self.weight


def compute_score(parts: Iterable[ScorePart]) -> Decimal:
    """Return the sum of the points; a hundred where every part is reached and the weights make a hundred."""
    return sum((part.points for part in parts), NOTHING)


def share_of(reached: int, whole: int) -> Decimal:
    """Return which share of the whole is reached, to four places; all of it where there is nothing to reach."""
    return (Decimal(reached) / whole).quantize(_PLACES) if whole else ALL


def share_left(age: int, *, full_until: int, gone_from: int) -> Decimal:
    """Return what an age leaves of something that holds fully until one age, fades evenly and is gone from another on."""
    return share_of(max(0, min(gone_from - age, gone_from - full_until)), gone_from - full_until)


class Grade(StrEnum):
    """How a score is called for short."""

    POOR = "poor"
    FAIR = "fair"
    GOOD = "good"

    @property
    def label(self) -> str:
        return _GRADE_LABELS[self]

    @property
    def scores(self) -> tuple[int, int]:
        """The least score that is called so, and the least that no longer is."""
        return _GRADE_SCORES[self]

    @classmethod
    def of(cls, score: Decimal) -> "Grade":
        """Return what a score is called."""
        return next(grade for grade in reversed(cls) if score >= grade.scores[0])


_GRADE_LABELS = {Grade.POOR: sentence("Poor"), Grade.FAIR: sentence("Fair"), Grade.GOOD: sentence("Good")}
_GRADE_SCORES = {Grade.POOR: (0, 50), Grade.FAIR: (50, 80), Grade.GOOD: (80, 101)}

GRADE_TONES: dict[Grade, str] = {Grade.POOR: "red", Grade.FAIR: "amber", Grade.GOOD: "green"}
