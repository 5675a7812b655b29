"""Reading access reviews: their list, one with its memberships, and what is known of each of them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db.models import Count, Q

from steelyard.identity.models import AccessReview, ApiKey, Membership, OAuthClient, ReviewItem
from steelyard.identity.permissions import can_decide_access, can_review_access
from steelyard.identity.second_factor import FACTORS
from steelyard.identity.terms import ReviewOutcome, in_order
from steelyard.kernel.actors import Actor, Role
from steelyard.kernel.pages import Page, PageRequest
from steelyard.kernel.refusals import NotFound
from steelyard.platform import directory
from steelyard.platform.db import as_system
from steelyard.platform.paging import take


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewLine:
    """An access review as its list shows it."""

    id: str
    key: UUID
    name: str
    partner_id: UUID | None
    organization: str
    role: Role | None
    due_on: date
    removes_undecided: bool
    started_at: datetime
    started_by: str
    closed_at: datetime | None
    members: int
    decided: int
    may_decide: bool
    may_close: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of a membership: roles, last sign-in, live keys and OAuth clients, whether there is a second factor."""

    roles: tuple[Role, ...]
    last_sign_in_at: datetime | None
    keys: int
    has_second_factor: bool
    has_ended: bool

    def as_json(self) -> dict[str, Any]:
        """Return it as the record keeps it."""
        at = self.last_sign_in_at
        return {
            "roles": [role.value for role in self.roles],
            "last_sign_in_at": at.isoformat() if at else None,
            "keys": self.keys,
            "has_second_factor": self.has_second_factor,
            "has_ended": self.has_ended,
        }

    @classmethod
    def from_json(cls, known: dict[str, Any]) -> "Known":
        """Return it as the record has kept it."""
        at = known["last_sign_in_at"]
        return cls(
            **{
                **known,
                "roles": tuple(Role(role) for role in known["roles"]),
                "last_sign_in_at": datetime.fromisoformat(at) if at else None,
            }
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemLine:
    """One membership in a review: until it is decided with what is known now, afterwards with what was known then."""

    id: str
    key: UUID
    member_id: str
    person_key: UUID
    name: str
    email: str
    known: Known
    outcome: ReviewOutcome | None
    roles: tuple[Role, ...]
    reason: str
    decided_at: datetime | None
    decided_by: str


def list_reviews(actor: Actor, page: PageRequest) -> Page[ReviewLine]:
    """Return a page of the reviews in which the actor may decide, the newest first."""
    rows = AccessReview.visible_to(actor)
    if not can_review_access(actor, actor.partner_id):
        rows = rows.filter(partner_id__isnull=False) if may_review_partners(actor) else rows.none()
    stretch = take(rows.select_related("started_by"), page, ("-started_at", "-id"))
    items = _reviews(actor, stretch.rows)
    return Page(items=items, total=stretch.total, request=page, next_cursor=stretch.next_cursor)


def may_review_partners(actor: Actor) -> bool:
    """Tell whether the actor may decide about the people of partners, whichever."""
    return actor.is_host and can_review_access(actor, UUID(int=0))


def get_review(actor: Actor, review_id: UUID) -> ReviewLine:
    """Return one review. Raises: NotFound."""
    row = AccessReview.visible_to(actor).select_related("started_by").filter(id=review_id).first()
    if row is None or not can_review_access(actor, row.partner_id):
        raise NotFound
    return _reviews(actor, [row])[0]


def list_items(
    actor: Actor, review_id: UUID, page: PageRequest, *, now: datetime, undecided_only: bool = False
) -> Page[ItemLine]:
    """Return a page of the memberships of a review, by name. Raises: NotFound."""
    review = get_review(actor, review_id)
    rows = ReviewItem.visible_to(actor).filter(review=review.key).select_related("membership__person", "decided_by")
    if undecided_only:
        rows = rows.filter(decided_at=None)
    stretch = take(rows, page, ("membership__person__name", "id"))
    items = _items(stretch.rows, now)
    return Page(items=items, total=stretch.total, request=page, next_cursor=stretch.next_cursor)


def get_item(actor: Actor, review_id: UUID, item_id: UUID, *, now: datetime) -> ItemLine:
    """Return one membership of a review. Raises: NotFound."""
    review = get_review(actor, review_id)
    rows = ReviewItem.visible_to(actor).filter(review=review.key, id=item_id)
    found = _items(list(rows.select_related("membership__person", "decided_by")), now)
    if not found:
        raise NotFound
    return found[0]


def find_known(memberships: Collection[Membership], now: datetime) -> dict[UUID, Known]:
    """Return what is known of memberships, by their ids."""
    ids, people = [row.id for row in memberships], [row.person_id for row in memberships]
    is_live = Q(revoked_at=None) & (Q(expires_at=None) | Q(expires_at__gt=now))
    with as_system():
        keys: dict[UUID, int] = {}
        for rows in (ApiKey.objects.filter(is_live, client=None), OAuthClient.objects.filter(is_live)):
            counted = rows.filter(membership__in=ids).values_list("membership_id").annotate(count=Count("id"))
            for membership_id, count in counted:
                keys[membership_id] = keys.get(membership_id, 0) + count
        proved = set(Authenticator.objects.filter(user__in=people, type__in=FACTORS).values_list("user_id", flat=True))
    return {
        row.id: Known(
            roles=tuple(in_order(row.role_set)),
            last_sign_in_at=row.person.last_login,
            keys=keys.get(row.id, 0),
            has_second_factor=row.person_id in proved,
            has_ended=row.until is not None,
        )
        for row in memberships
    }


def _reviews(actor: Actor, rows: Collection[AccessReview]) -> list[ReviewLine]:
    names = directory.find_organization_names({row.partner_id for row in rows if row.partner_id})
    counts = {
        review: (members, decided)
        for review, members, decided in ReviewItem.objects.filter(review__in=[row.id for row in rows])
        .values_list("review_id")
        .annotate(members=Count("id"), decided=Count("decided_at"))
    }
    return [
        ReviewLine(
            id=row.public_id,
            key=row.id,
            name=row.name,
            partner_id=row.partner_id,
            organization=names.get(row.partner_id, "") if row.partner_id else "",
            role=Role(row.role) if row.role else None,
            due_on=row.due_on,
            removes_undecided=row.removes_undecided,
            started_at=row.started_at,
            started_by=row.started_by.name if row.started_by else "",
            closed_at=row.closed_at,
            members=counts.get(row.id, (0, 0))[0],
            decided=counts.get(row.id, (0, 0))[1],
            may_decide=row.closed_at is None and can_review_access(actor, row.partner_id),
            may_close=row.closed_at is None and can_decide_access(actor, row.partner_id),
        )
        for row in rows
    ]


def _items(rows: Collection[ReviewItem], now: datetime) -> list[ItemLine]:
    known = find_known([row.membership for row in rows if row.known is None], now)
    return [
        ItemLine(
            id=row.public_id,
            key=row.id,
            member_id=row.membership.public_id,
            person_key=row.membership.person_id,
            name=row.membership.person.name,
            email=row.membership.person.email,
            known=Known.from_json(row.known) if row.known else known[row.membership_id],
            outcome=ReviewOutcome(row.outcome) if row.outcome else None,
            roles=tuple(in_order(Role(role) for role in row.roles)),
            reason=row.reason,
            decided_at=row.decided_at,
            decided_by=row.decided_by.name if row.decided_by else "",
        )
        for row in rows
    ]
