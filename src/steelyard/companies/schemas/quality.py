"""Scores of companies as programs read them."""

from datetime import datetime

from steelyard.companies.queries.quality import CompanyScoreCard, CompanyScoreLine
from steelyard.companies.schemas.records import CompanyOut
from steelyard.companies.terms import CompanyPart
from steelyard.kernel.scores import Grade
from steelyard.platform.http.schemas import Schema


class CompanyScoreOut(Schema):
    """A company with the score of its data, of a hundred, as of the last night; the parts in percent of what they can reach."""

    company: CompanyOut
    score: int
    grade: Grade
    completeness: int
    freshness: int
    identity: int
    duplicates: int

    @classmethod
    def of(cls, line: CompanyScoreLine) -> "CompanyScoreOut":
        return cls(
            company=CompanyOut.of(line.company),
            score=line.score,
            grade=line.grade,
            **{str(part): percent for part, percent in line.percents.items()},
        )


class CompanyPartOut(Schema):
    """A part of the score: the share that is reached, and how many points it is worth."""

    part: CompanyPart
    share: float
    weight: int
    points: float


class CompanyQualityOut(Schema):
    """How good the data of a company is now, and what is the case."""

    company: CompanyOut
    score: float
    grade: Grade
    parts: list[CompanyPartOut]
    missing: list[str]
    valid_identifiers: int
    wrong_identifiers: int
    open_duplicates: int
    updated_at: datetime

    @classmethod
    def of(cls, card: CompanyScoreCard) -> "CompanyQualityOut":
        parts = [
            CompanyPartOut(
                part=CompanyPart(one.key),
                share=round(float(one.share), 4),
                weight=one.weight,
                points=round(float(one.points), 4),
            )
            for one in card.parts
        ]
        return cls(
            company=CompanyOut.of(card.company),
            score=round(float(card.score), 4),
            grade=card.grade,
            parts=parts,
            missing=list(card.missing),
            valid_identifiers=card.valid_identifiers,
            wrong_identifiers=card.wrong_identifiers,
            open_duplicates=card.open_duplicates,
            updated_at=card.updated_at,
        )
