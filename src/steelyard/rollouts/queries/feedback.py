"""What people of pilots say: lists for the host and for the partner whose it is."""

from uuid import UUID

from django.db.models import QuerySet

from steelyard.kernel.actors import Actor
from steelyard.kernel.ids import public_id
from steelyard.kernel.pages import Page, PageRequest
from steelyard.kernel.refusals import NotFound
from steelyard.platform.paging import take
from steelyard.rollouts.models import PilotFeedback, Rollout
from steelyard.rollouts.terms import FeedbackCard, FeedbackFilter, FeedbackKind, FeedbackState


def list_feedback(actor: Actor, wanted: FeedbackFilter, page: PageRequest) -> Page[FeedbackCard]:
    """Return a page of the feedback that the actor may see, the newest first."""
    rows = _filtered(PilotFeedback.visible_to(actor), wanted).select_related("rollout", "partner")
    stretch = take(rows, page, ("-given_at", "-id"))
    items = [_card(row) for row in stretch.rows]
    return Page(items=items, total=stretch.total, request=page, next_cursor=stretch.next_cursor)


def get_feedback(actor: Actor, feedback_id: UUID) -> FeedbackCard:
    """Return feedback that the actor may see. Raises: NotFound."""
    row = PilotFeedback.visible_to(actor).filter(id=feedback_id).select_related("rollout", "partner").first()
    if row is None:
        raise NotFound
    return _card(row)


def count_new(actor: Actor) -> int:
    """Return how much feedback nobody has looked at yet."""
    return PilotFeedback.visible_to(actor).filter(state=FeedbackState.NEW).count()


def _filtered(rows: QuerySet[PilotFeedback], wanted: FeedbackFilter) -> QuerySet[PilotFeedback]:
    if wanted.rollout_id:
        rows = rows.filter(rollout=wanted.rollout_id)
    if wanted.partner_id:
        rows = rows.filter(partner=wanted.partner_id)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.assignee_id:
        rows = rows.filter(assignee=wanted.assignee_id)
    if wanted.is_open:
        rows = rows.exclude(state__in=PilotFeedback.CLOSED)
    return rows


def _card(row: PilotFeedback) -> FeedbackCard:
    return FeedbackCard(
        id=row.id,
        public_id=row.public_id,
        rollout_id=row.rollout_id,
        rollout_public_id=public_id(Rollout.PREFIX, row.rollout_id),
        rollout=row.rollout.name,
        partner_id=row.partner_id,
        partner=row.partner.name,
        author_id=row.author_id,
        kind=FeedbackKind(row.kind),
        rating=row.rating,
        text=row.text,
        page=row.page,
        state=FeedbackState(row.state),
        answer=row.answer,
        answered_at=row.answered_at,
        assignee_id=row.assignee_id,
        given_at=row.given_at,
        updated_at=row.updated_at,
    )
