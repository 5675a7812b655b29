"""Access reviews over the API."""

from django.http import HttpRequest
from ninja import Router, Status

from steelyard.identity.api.asking import organization_meant
from steelyard.identity.commands import reviews as review_commands
from steelyard.identity.models import AccessReview, ReviewItem
from steelyard.identity.queries import reviews
from steelyard.identity.schemas.reviews import AccessReviewIn, AccessReviewOut, ReviewDecisionIn, ReviewItemOut
from steelyard.identity.terms import ReviewOutcome
from steelyard.kernel.pages import PageRequest
from steelyard.platform.clock import utc_now
from steelyard.platform.http.asking import asker
from steelyard.platform.http.schemas import Cursor, PageNumber, PageSchema, PageSize

router = Router()


@router.get("/access-reviews", response=PageSchema[AccessReviewOut], summary="List access reviews")
def list_access_reviews(
    request: HttpRequest, page: PageNumber = 1, page_size: PageSize = 25, cursor: Cursor = ""
) -> PageSchema[AccessReviewOut]:
    """Return the access reviews in which one may decide, newest first."""
    found = reviews.list_reviews(asker(request), PageRequest(number=page, size=page_size, cursor=cursor))
    return PageSchema[AccessReviewOut].of(found.map(AccessReviewOut.of))


@router.post("/access-reviews", response={201: AccessReviewOut}, summary="Start an access review")
def start_access_review(request: HttpRequest, body: AccessReviewIn) -> Status[AccessReviewOut]:
    """Put the memberships of the organization, all or those with a role, up for review."""
    actor = asker(request)
    asked = body.model_dump(exclude={"partner_id"})
    key = review_commands.start_review(
        actor=actor, partner_id=organization_meant(actor, body.partner_id), now=utc_now(), **asked
    )
    return Status(201, AccessReviewOut.of(reviews.get_review(actor, key)))


@router.get("/access-reviews/{review_id}", response=AccessReviewOut, summary="Show an access review")
def get_access_review(request: HttpRequest, review_id: str) -> AccessReviewOut:
    """Return one access review."""
    return AccessReviewOut.of(reviews.get_review(asker(request), AccessReview.parse_id(review_id)))


@router.get(
    "/access-reviews/{review_id}/items",
    response=PageSchema[ReviewItemOut],
    summary="List the memberships of an access review",
)
def list_review_items(
    request: HttpRequest,
    review_id: str,
    undecided: bool = False,  # noqa: FBT001, FBT002 - a query parameter
    page: PageNumber = 1,
    page_size: PageSize = 25,
    cursor: Cursor = "",
) -> PageSchema[ReviewItemOut]:
    """Return the memberships of a review with role, last sign-in, keys and second factor, and what was decided."""
    found = reviews.list_items(
        asker(request),
        AccessReview.parse_id(review_id),
        PageRequest(number=page, size=page_size, cursor=cursor),
        now=utc_now(),
        undecided_only=undecided,
    )
    return PageSchema[ReviewItemOut].of(found.map(ReviewItemOut.of))


@router.post(
    "/access-reviews/{review_id}/items/{item_id}/decision", response=ReviewItemOut, summary="Decide about a membership"
)
def decide_access(request: HttpRequest, review_id: str, item_id: str, body: ReviewDecisionIn) -> ReviewItemOut:
    """Keep the membership, give it other roles, or end it with its keys and sessions; at once, and for the record."""
    actor, key, item_key = asker(request), AccessReview.parse_id(review_id), ReviewItem.parse_id(item_id)
    review_commands.decide_access(
        actor=actor,
        review_id=key,
        item_id=item_key,
        outcome=ReviewOutcome(body.outcome),
        reason=body.reason,
        roles=body.roles,
        now=utc_now(),
    )
    return ReviewItemOut.of(reviews.get_item(actor, key, item_key, now=utc_now()))


@router.post("/access-reviews/{review_id}/closing", response=AccessReviewOut, summary="Close an access review")
def close_access_review(request: HttpRequest, review_id: str) -> AccessReviewOut:
    """End a review before its day; what nobody decided is removed or left, as was chosen at its start."""
    key = AccessReview.parse_id(review_id)
    review_commands.close_review(actor=asker(request), review_id=key, now=utc_now())
    return AccessReviewOut.of(reviews.get_review(asker(request), key))
