"""How good the data of companies is: the worst first as of the last assessment, and one company as of now."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from steelyard.companies.cards import CompanyCard
from steelyard.companies.models import CompanyAssessment, CompanyScore
from steelyard.companies.models.assessing import assess
from steelyard.companies.permissions import can_browse_companies
from steelyard.companies.queries.cards import card_of, find_by_prefix
from steelyard.companies.queries.records import MOST_COUNTED, MOST_FOUND, get_company
from steelyard.companies.terms import ASKED, WEIGHTS, CompanyPart
from steelyard.kernel.actors import Actor
from steelyard.kernel.pages import Page, PageRequest
from steelyard.kernel.refusals import NotAllowed
from steelyard.kernel.scores import Grade, ScorePart, compute_score
from steelyard.platform.paging import take

SORTS = {"score": ("score", "company_id"), "-score": ("-score", "-company_id")}


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyScoreLine:
    """The score of a company in a list, in whole points, and of each part how much is reached, in percent."""

    company: CompanyCard
    score: int
    percents: dict[CompanyPart, int]

    @property
    def grade(self) -> Grade:
        return Grade.of(Decimal(self.score))


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyScoreCard:
    """How good the data of one company is, part by part, and what is the case."""

    company: CompanyCard
    parts: tuple[ScorePart, ...]
    missing: tuple[str, ...]
    valid_identifiers: int
    wrong_identifiers: int
    open_duplicates: int
    updated_at: datetime

    @property
    def score(self) -> Decimal:
        return compute_score(self.parts)

    @property
    def grade(self) -> Grade:
        return Grade.of(self.score)


def list_scores(actor: Actor, page: PageRequest, *, text: str = "") -> Page[CompanyScoreLine]:
    """Return a page of the scores, the worst first. Shape: the total stops at `MOST_COUNTED`. Raises: NotAllowed."""
    if not can_browse_companies(actor):
        raise NotAllowed
    rows = CompanyScore.visible_to(actor).filter(company__merged_into=None)
    if text:
        rows = rows.filter(company__in=find_by_prefix(actor, text, MOST_FOUND))
    total = None if page.cursor else rows.order_by()[: MOST_COUNTED + 1].count()
    stretch = take(rows.select_related("company"), page, SORTS.get(page.sort, SORTS["score"]), total=total)
    items = [
        CompanyScoreLine(
            company=card_of(row.company),
            score=row.score,
            percents={part: getattr(row, part) for part in CompanyPart},
        )
        for row in stretch.rows
    ]
    return Page(items=items, total=stretch.total, request=page, next_cursor=stretch.next_cursor)


def find_assessment(actor: Actor) -> CompanyAssessment | None:
    """Return when all companies were assessed last. Raises: NotAllowed."""
    if not can_browse_companies(actor):
        raise NotAllowed
    return CompanyAssessment.objects.first()


def get_score(actor: Actor, company_id: UUID, *, at: datetime) -> CompanyScoreCard:
    """Return how good the data of a company is at the instant. Raises: NotAllowed, NotFound."""
    if not can_browse_companies(actor):
        raise NotAllowed
    company = get_company(actor, company_id)
    found = assess([company.id], at)[company.id]
    return CompanyScoreCard(
        company=card_of(company),
        parts=tuple(ScorePart(key=part, share=found.shares[part], weight=weight) for part, weight in WEIGHTS.items()),
        missing=tuple(name for name in ASKED if not getattr(company, name) and getattr(company, name) != 0),
        valid_identifiers=found.valid_identifiers,
        wrong_identifiers=found.wrong_identifiers,
        open_duplicates=found.open_duplicates,
        updated_at=found.updated_at,
    )
