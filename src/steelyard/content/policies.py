"""What decides about content: who may read it, and when it is looked at again."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from uuid import UUID

from steelyard.content.rules import ContentRules
from steelyard.content.terms import AudienceTerms, Candidate, Need, Reader
from steelyard.kernel.decisions import Change, Decision, Reason
from steelyard.kernel.periods import add_months

OPEN, CLOSED = "open", "closed"
RULE = "CT-1"


def decide_entitlement(reader: Reader, audience: AudienceTerms) -> Decision:
    """Return whether the reader belongs to the audience, every condition that it misses, and what would change that."""
    if reader.is_host:
        return Decision(outcome=OPEN, reasons=(Reason(code="content_host", rule=RULE),))
    missed = tuple(_missed(reader, audience))
    if not missed:
        return Decision(outcome=OPEN, reasons=(Reason(code="content_entitled", rule=RULE),))
    changes = () if audience.is_internal else (Change(code="content_meets_all", outcome=OPEN),)
    return Decision(outcome=CLOSED, reasons=missed, would_change=changes)


def _missed(reader: Reader, audience: AudienceTerms) -> Iterator[Reason]:
    if audience.is_internal:
        yield Reason(code="content_internal", rule=RULE)
        return
    if not reader.is_in_program:
        yield Reason(code="content_not_in_program", rule=RULE)
    for code, wanted, held in (
        ("content_tier_missing", audience.tiers, frozenset({reader.tier})),
        ("content_type_missing", audience.types, reader.types),
        ("content_role_missing", audience.roles, reader.roles),
        ("content_region_missing", audience.regions, reader.regions),
        ("content_agreement_missing", audience.agreements, reader.agreements),
    ):
        if wanted and wanted.isdisjoint(held):
            yield Reason(code=code, rule=RULE, params={"wanted": ", ".join(sorted(wanted))})


def is_entitled(reader: Reader, audience: AudienceTerms) -> bool:
    """Tell whether the reader belongs to the audience."""
    return decide_entitlement(reader, audience).outcome == OPEN


def latest_review(today: date, rules: ContentRules) -> date:
    """Return the last day that may be the day of review of what is reviewed today."""
    return add_months(today, rules.review_months)


def is_stale(review_by: date, today: date) -> bool:
    """Tell whether the day of review has passed."""
    return review_by < today


def due_reminder(review_by: date, today: date, rules: ContentRules, last: int | None) -> int | None:
    """Return which reminder is due: the nearest of the days that were reached, unless it was given already."""
    left = (review_by - today).days
    reached = [days for days in rules.reminder_days if left <= days]
    if not reached:
        return None
    nearest = min(reached)
    return nearest if last is None or nearest < last else None


def archived_from(review_by: date, rules: ContentRules) -> date:
    """Return the first day on which an asset that nobody reviewed is archived."""
    return review_by + timedelta(days=rules.grace_days + 1)


FITS = "CT-6"
_WEIGHTS = {"content_for_family": 4, "content_for_vertical": 3, "content_for_stage": 2}


def rank_recommendations(candidates: Iterable[Candidate], need: Need) -> list[tuple[UUID, tuple[Reason, ...]]]:
    """Return what fits the need, best first, each with its reasons: product before industry before stage.

    What is made for other products, or for other industries alone, does not fit. Of equals the first comes first.
    """
    ranked = [
        (candidate.id, tuple(_fits(candidate, need))) for candidate in candidates if not _is_for_others(candidate, need)
    ]
    ranked = [(key, reasons) for key, reasons in ranked if reasons]
    return sorted(ranked, key=lambda one: -sum(_WEIGHTS[reason.code] for reason in one[1]))


def _fits(candidate: Candidate, need: Need) -> Iterator[Reason]:
    if shared := candidate.families & need.families:
        yield Reason(code="content_for_family", rule=FITS, params={"families": sorted(shared)})
    if need.vertical and need.vertical in candidate.verticals:
        yield Reason(code="content_for_vertical", rule=FITS, params={"vertical": need.vertical})
    if need.stage and need.stage in candidate.stages:
        yield Reason(code="content_for_stage", rule=FITS, params={"stage": need.stage})


def _is_for_others(candidate: Candidate, need: Need) -> bool:
    return bool(
        (candidate.families and need.families and candidate.families.isdisjoint(need.families))
        or (candidate.verticals and need.vertical and need.vertical not in candidate.verticals)
    )


def rank_related(candidates: Iterable[tuple[UUID, frozenset[str]]], about: frozenset[str]) -> list[UUID]:
    """Return what shares words with what something is about, the most alike first; of equals the first comes first."""
    shared = [(key, len(words & about)) for key, words in candidates]
    return [key for key, count in sorted(shared, key=lambda one: -one[1]) if count]
