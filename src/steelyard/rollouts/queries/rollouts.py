"""Rollouts for their pages: lists, one with everything, whom it admits, which pilots a partner is in."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Avg, Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from steelyard.kernel.actors import Actor
from steelyard.kernel.decisions import Decision
from steelyard.kernel.ids import public_id
from steelyard.kernel.pages import Page, PageRequest
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.partners.public import count_enrolled
from steelyard.platform.features import Feature, features
from steelyard.platform.paging import take
from steelyard.rollouts.models import Admission, Pick, PilotFeedback, Rollout
from steelyard.rollouts.permissions import can_see_rollouts
from steelyard.rollouts.policies import judge_pilot
from steelyard.rollouts.queries.plans import day_of, explain_openness, plan_of
from steelyard.rollouts.terms import (
    AdmissionCard,
    Ending,
    FeedbackKind,
    Goals,
    PilotCard,
    RolloutCard,
    RolloutRecord,
    RolloutState,
    Tally,
)

_IS_OPEN = ~Q(state__in=PilotFeedback.CLOSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeatureLine:
    """A feature with the rollout that says to whom it is open; None where it is as it was declared."""

    feature: Feature
    rollout: RolloutCard | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpennessLine:
    """A feature as one partner has it, and why."""

    feature: Feature
    rollout: RolloutCard
    decision: Decision


def list_rollouts(actor: Actor, page: PageRequest, *, state: RolloutState | None = None) -> Page[RolloutCard]:
    """Return a page of the rollouts, the newest first. Raises: NotAllowed."""
    _require_host(actor)
    rows = _with_counts(Rollout.visible_to(actor))
    if state:
        rows = rows.filter(state=state)
    stretch = take(rows, page, ("-created_at", "-id"))
    items = [_card(row) for row in stretch.rows]
    return Page(items=items, total=stretch.total, request=page, next_cursor=stretch.next_cursor)


def list_features(actor: Actor) -> list[FeatureLine]:
    """Return every feature with the rollout that is in force or being planned. Raises: NotAllowed."""
    _require_host(actor)
    rows = Rollout.visible_to(actor).filter(Q(is_in_force=True) | ~Q(state=RolloutState.ENDED))
    by_feature = {row.feature: _card(row) for row in _with_counts(rows).order_by("created_at")}
    return [FeatureLine(feature=one, rollout=by_feature.get(one.key)) for one in features().values()]


def get_row(actor: Actor, rollout_id: UUID) -> Rollout:
    """Return a rollout that the actor may see. Raises: NotFound."""
    row = Rollout.visible_to(actor).filter(id=rollout_id).first()
    if row is None:
        raise NotFound
    return row


def get_record(actor: Actor, rollout_id: UUID, *, at: datetime) -> RolloutRecord:
    """Return everything about a rollout. Raises: NotAllowed, NotFound."""
    _require_host(actor)
    row = _with_counts(Rollout.visible_to(actor)).filter(id=rollout_id).first()
    if row is None:
        raise NotFound
    goals = Goals(least_answers=row.least_answers, least_rating=row.least_rating, most_open_bugs=row.most_open_bugs)
    tally, enrolled = tally_feedback(row), count_enrolled()
    return RolloutRecord(
        card=_card(row),
        plan=plan_of(row),
        goals=goals,
        reason=row.reason,
        inside=_count_inside(row, enrolled, at=at),
        enrolled=enrolled,
        tally=tally,
        verdict=judge_pilot(goals, tally),
    )


def list_admissions(actor: Actor, rollout_id: UUID, page: PageRequest, *, text: str = "") -> Page[AdmissionCard]:
    """Return a page of the partners that a rollout admits, the first ones first. Raises: NotAllowed, NotFound."""
    _require_host(actor)
    rows = Admission.visible_to(actor).filter(rollout=get_row(actor, rollout_id))
    if text:
        rows = rows.filter(partner__name__icontains=text)
    picked = Pick.objects.filter(phase=OuterRef("phase"), partner=OuterRef("partner"))
    rows = rows.select_related("partner", "phase").annotate(is_picked=Exists(picked))
    stretch = take(rows, page, ("opens_on", "partner__name", "id"))
    items = [
        AdmissionCard(
            partner_id=row.partner_id,
            partner_public_id=row.partner.public_id,
            partner=row.partner.name,
            region=row.partner.region_id,
            phase=row.phase.name,
            opens_on=row.opens_on,
            is_picked=row.is_picked,  # type: ignore[attr-defined]  # annotated above
        )
        for row in stretch.rows
    ]
    return Page(items=items, total=stretch.total, request=page, next_cursor=stretch.next_cursor)


def explain_features(actor: Actor, partner_id: UUID, *, at: datetime) -> list[OpennessLine]:
    """Return which features that are rolled out a partner has, and why. Raises: NotAllowed."""
    _require_host(actor)
    rows = _with_counts(Rollout.visible_to(actor).filter(is_in_force=True)).order_by("name", "id")
    lines = []
    for row in rows:
        feature, decision = features().get(row.feature), explain_openness(row, partner_id, at=at)
        if feature and decision:
            lines.append(OpennessLine(feature=feature, rollout=_card(row), decision=decision))
    return lines


def list_pilots(actor: Actor, *, at: datetime) -> list[PilotCard]:
    """Return the pilots that the actor's partner is in, and those about which it said something."""
    if not actor.is_partner:
        return []
    day = day_of(at)
    said = PilotFeedback.visible_to(actor).filter(rollout=OuterRef("pk")).order_by().values("rollout")
    rows = Rollout.visible_to(actor).annotate(
        opens_on=Subquery(Admission.visible_to(actor).filter(rollout=OuterRef("pk")).values("opens_on")[:1]),
        said=Coalesce(Subquery(said.annotate(count=Count("id")).values("count")), 0),
    )
    pilots = [_pilot(row, at=at) for row in rows.filter(Q(opens_on__lte=day) | Q(said__gt=0)).order_by("name", "id")]
    return [pilot for pilot in pilots if pilot.is_open or pilot.said]


def get_pilot(actor: Actor, rollout_id: UUID, *, at: datetime) -> PilotCard:
    """Return a pilot that the actor's partner is in, or about which it said something. Raises: NotFound."""
    pilot = next((one for one in list_pilots(actor, at=at) if one.id == rollout_id), None)
    if pilot is None:
        raise NotFound
    return pilot


def tally_feedback(rollout: Rollout) -> Tally:
    """Return what the feedback about a rollout adds up to."""
    bugs = Q(kind=FeedbackKind.BUG)
    counted = rollout.feedback.aggregate(
        answers=Count("id"),
        partners=Count("partner", distinct=True),
        rating=Avg("rating"),
        bugs=Count("id", filter=bugs),
        open_bugs=Count("id", filter=bugs & _IS_OPEN),
        ideas=Count("id", filter=Q(kind=FeedbackKind.IDEA)),
        praise=Count("id", filter=Q(kind=FeedbackKind.PRAISE)),
    )
    rating = counted.pop("rating")
    return Tally(rating=None if rating is None else round(float(rating), 1), **counted)


def count_inside(rollout: Rollout, *, at: datetime) -> int:
    """Return how many partners have the feature at the instant, as the rollout stands."""
    return _count_inside(rollout, count_enrolled(), at=at)


def _count_inside(row: Rollout, enrolled: int, *, at: datetime) -> int:
    if row.state == RolloutState.ENDED:
        return enrolled if row.ending == Ending.RELEASED else 0
    if row.state == RolloutState.DRAFT:
        return 0
    day = min(day_of(at), row.paused_on or day_of(at))
    if row.everybody_on is not None and row.everybody_on <= day:
        return enrolled
    return row.admissions.filter(opens_on__lte=day).count()


def _with_counts(rows: QuerySet[Rollout]) -> QuerySet[Rollout]:
    feedback = PilotFeedback.objects.filter(_IS_OPEN, rollout=OuterRef("pk")).order_by().values("rollout")
    return rows.annotate(
        admitted=Count("admissions"),
        open_feedback=Coalesce(Subquery(feedback.annotate(count=Count("id")).values("count")), 0),
    )


def _card(row: Rollout) -> RolloutCard:
    return RolloutCard(
        id=row.id,
        public_id=row.public_id,
        feature=row.feature,
        name=row.name,
        about=row.about,
        state=RolloutState(row.state),
        ending=Ending(row.ending) if row.ending else None,
        everybody_on=row.everybody_on,
        started_at=row.started_at,
        admitted=row.admitted,  # type: ignore[attr-defined]  # annotated by _with_counts
        open_feedback=row.open_feedback,  # type: ignore[attr-defined]
        updated_at=row.updated_at,
    )


def _pilot(row: Rollout, *, at: datetime) -> PilotCard:
    day = min(day_of(at), row.paused_on or day_of(at))
    opens_on = row.opens_on  # type: ignore[attr-defined]  # annotated by list_pilots
    is_pilot = row.state != RolloutState.ENDED and not (row.everybody_on and row.everybody_on <= day)
    return PilotCard(
        id=row.id,
        public_id=public_id(Rollout.PREFIX, row.id),
        feature=row.feature,
        name=row.name,
        about=row.about,
        opens_on=opens_on,
        is_open=is_pilot and opens_on is not None and opens_on <= day,
        said=row.said,  # type: ignore[attr-defined]
    )


def _require_host(actor: Actor) -> None:
    if not can_see_rollouts(actor):
        raise NotAllowed
