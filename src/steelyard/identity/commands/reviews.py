"""Access reviews: starting one, deciding about each membership, reminding, closing."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from steelyard.identity import events
from steelyard.identity.commands.people import (
    ADMINISTRATORS,
    check_roles,
    end_membership,
    is_last_administrator,
    require_another_administrator,
    set_roles,
)
from steelyard.identity.models import AccessReview, Membership, ReviewItem
from steelyard.identity.permissions import can_decide_access, can_review_access, require
from steelyard.identity.policies import count_reminders_due, decide_undecided
from steelyard.identity.queries.reviews import find_known
from steelyard.identity.refusals import (
    AlreadyDeactivated,
    AlreadyReviewed,
    OwnAccess,
    ReasonMissing,
    ReviewClosed,
    ReviewDayNotPossible,
    ReviewOfNobody,
    RolesNotPossible,
)
from steelyard.identity.terms import MAX_REVIEW_DAYS, REVIEW_CHOICES, ReviewOutcome, in_order
from steelyard.kernel.actors import HOST_ROLES, PARTNER_ROLES, SYSTEM, Actor, Role
from steelyard.kernel.refusals import NotFound
from steelyard.platform.db import as_system
from steelyard.platform.events import record
from steelyard.platform.visibility import is_partner


@transaction.atomic
def start_review(
    *,
    actor: Actor,
    partner_id: UUID | None,
    name: str,
    due_on: date,
    removes_undecided: bool,
    now: datetime,
    role: Role | None = None,
) -> UUID:
    """Put the memberships that the host (no partner) or a partner has now, all or those with a role, up for review; return its id.

    Raises: NotAllowed, NotFound, RolesNotPossible, ReviewDayNotPossible, ReviewOfNobody.
    """
    require(can_decide_access(actor, partner_id))
    if partner_id is not None and not is_partner(partner_id):
        raise NotFound
    if role is not None and role not in (HOST_ROLES if partner_id is None else PARTNER_ROLES):
        raise RolesNotPossible(fields={"role": RolesNotPossible.text})
    if not timedelta(0) < due_on - now.date() <= timedelta(days=MAX_REVIEW_DAYS):
        raise ReviewDayNotPossible(days=MAX_REVIEW_DAYS, fields={"due_on": ReviewDayNotPossible.text})
    memberships = Membership.objects.filter(partner_id=partner_id, until=None)
    if role is not None:
        memberships = memberships.filter(roles__contains=[role])
    ids = list(memberships.values_list("id", flat=True))
    if not ids:
        raise ReviewOfNobody
    review = AccessReview.objects.create(
        partner_id=partner_id,
        name=name,
        role=role or "",
        due_on=due_on,
        removes_undecided=removes_undecided,
        started_at=now,
        started_by_id=actor.person_id,
    )
    ReviewItem.objects.bulk_create(
        [ReviewItem(review=review, partner_id=partner_id, membership_id=membership_id) for membership_id in ids]
    )
    started = events.AccessReviewStarted(
        subject_id=review.id,
        subject_label=name,
        partner_id=partner_id,
        members=len(ids),
        due_on=due_on,
        removes_undecided=removes_undecided,
    )
    record(started, actor=actor, now=now)
    return review.id


@transaction.atomic
def decide_access(
    *,
    actor: Actor,
    review_id: UUID,
    item_id: UUID,
    outcome: ReviewOutcome,
    now: datetime,
    reason: str = "",
    roles: Collection[Role] = (),
) -> None:
    """Keep a membership, give it other roles, or end it with its keys and sessions, at once and for the record.

    Raises: NotFound, NotAllowed, OwnAccess, ReviewClosed, AlreadyReviewed, AlreadyDeactivated, ReasonMissing, RolesNotPossible,
    LastAdministrator.
    """
    review = _get_open(actor, review_id)
    item = ReviewItem.visible_to(actor).select_for_update().filter(id=item_id, review=review).first()
    if item is None or outcome not in REVIEW_CHOICES:
        raise NotFound
    if item.decided_at is not None:
        raise AlreadyReviewed
    if outcome != ReviewOutcome.KEEP and not reason:
        raise ReasonMissing(fields={"reason": ReasonMissing.text})
    with as_system():
        membership = _lock(item)
        if membership.person_id == actor.person_id:
            raise OwnAccess
        if membership.until is not None:
            raise AlreadyDeactivated
        item.known = find_known([membership], now)[membership.id].as_json()
        if outcome == ReviewOutcome.REMOVE:
            require_another_administrator(membership)
            _remove(membership, actor, now)
        elif outcome == ReviewOutcome.CHANGE:
            item.roles = in_order(_change(membership, roles, actor, now))
        _conclude(item, membership, outcome, actor, now, reason=reason)


@transaction.atomic
def close_review(*, actor: Actor, review_id: UUID, now: datetime) -> None:
    """End a review before its day; what nobody decided is removed or left, as was chosen at its start.

    Raises: NotFound, NotAllowed, ReviewClosed.
    """
    review = _get_open(actor, review_id)
    require(can_decide_access(actor, review.partner_id))
    _close(review, actor, now)


@transaction.atomic
def close_due_review(*, review_id: UUID, now: datetime) -> None:
    """End a review whose last day is over; one that is closed, or not due, is left as it is. For the system."""
    review = AccessReview.objects.select_for_update().get(id=review_id)
    if review.closed_at is None and review.due_on < now.date():
        _close(review, SYSTEM, now)


@transaction.atomic
def remind_reviewers(*, review_id: UUID, now: datetime) -> None:
    """Say that a review is due soon, a week and a day before, if something in it is not decided. For the system."""
    review = AccessReview.objects.select_for_update().get(id=review_id)
    due = count_reminders_due(due_on=review.due_on, today=now.date())
    undecided = review.items.filter(decided_at=None).count()
    if review.closed_at is not None or due <= review.reminders or not undecided:
        return
    review.reminders = due
    review.save(update_fields=["reminders"])
    reminded = events.AccessReviewReminded(
        subject_id=review.id,
        subject_label=review.name,
        partner_id=review.partner_id,
        due_on=review.due_on,
        undecided=undecided,
    )
    record(reminded, actor=SYSTEM, now=now)


def _get_open(actor: Actor, review_id: UUID) -> AccessReview:
    review = AccessReview.visible_to(actor).select_for_update().filter(id=review_id).first()
    if review is None:
        raise NotFound
    require(can_review_access(actor, review.partner_id))
    if review.closed_at is not None:
        raise ReviewClosed
    return review


def _lock(item: ReviewItem) -> Membership:
    rows = Membership.objects.select_for_update(of=("self",)).select_related("person")
    return rows.get(id=item.membership_id)


def _change(membership: Membership, roles: Collection[Role], actor: Actor, now: datetime) -> frozenset[Role]:
    wanted = check_roles(roles, membership.partner_id)
    if not wanted & ADMINISTRATORS:
        require_another_administrator(membership)
    if wanted != membership.role_set:
        set_roles(membership, wanted, actor=actor, now=now)
    return wanted


def _remove(membership: Membership, actor: Actor, now: datetime) -> None:
    end_membership(membership, now)
    deactivated = events.PersonDeactivated(
        subject_id=membership.person_id, subject_label=membership.person.name, partner_id=membership.partner_id
    )
    record(deactivated, actor=actor, now=now)


def _close(review: AccessReview, actor: Actor, now: datetime) -> None:
    with as_system():
        undecided = list(ReviewItem.objects.select_for_update().filter(review=review, decided_at=None).order_by("id"))
        for item in undecided:
            membership = _lock(item)
            item.known = find_known([membership], now)[membership.id].as_json()
            outcome = decide_undecided(
                has_ended=membership.until is not None,
                is_last_administrator=is_last_administrator(membership),
                removes_undecided=review.removes_undecided,
            )
            if outcome == ReviewOutcome.REMOVED_UNDECIDED:
                _remove(membership, actor, now)
            _conclude(item, membership, outcome, actor, now)
        review.closed_at = now
        review.save(update_fields=["closed_at"])
        closed = events.AccessReviewClosed(
            subject_id=review.id,
            subject_label=review.name,
            partner_id=review.partner_id,
            decided=review.items.count() - len(undecided),
            undecided=len(undecided),
        )
        record(closed, actor=actor, now=now)


def _conclude(
    item: ReviewItem, membership: Membership, outcome: ReviewOutcome, actor: Actor, now: datetime, *, reason: str = ""
) -> None:
    item.outcome, item.reason, item.decided_at, item.decided_by_id = outcome, reason, now, actor.person_id
    item.save()
    decided = events.AccessReviewDecided(
        subject_id=item.review_id,
        subject_label=item.review.name,
        partner_id=item.partner_id,
        person=membership.person.name,
        outcome=outcome,
        reason=reason,
    )
    record(decided, actor=actor, now=now, related=[membership.person_id])
