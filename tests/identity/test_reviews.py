"""Access reviews: whether everybody who has access still needs it, decided one by one, and kept for the record."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, transaction

from steelyard.identity.commands.people import deactivate_member
from steelyard.identity.commands.reviews import (
    close_due_review,
    close_review,
    decide_access,
    remind_reviewers,
    start_review,
)
from steelyard.identity.models import AccessReview, Membership, ReviewItem
from steelyard.identity.policies import count_reminders_due, decide_undecided
from steelyard.identity.queries.reviews import get_review, list_items, list_reviews
from steelyard.identity.refusals import (
    AlreadyReviewed,
    LastAdministrator,
    OwnAccess,
    ReasonMissing,
    ReviewClosed,
    ReviewDayNotPossible,
    ReviewOfNobody,
)
from steelyard.identity.terms import ReviewOutcome
from steelyard.kernel.actors import Actor, Role
from steelyard.kernel.pages import PageRequest
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.platform.clock import utc_now
from steelyard.platform.db import acting_as, as_system
from steelyard.platform.models import EventRecord, Notification
from tests.identity.conftest import World, enroll, signed_in
from tests.identity.test_access import Program, key_for, membership_of
from tests.jobs import run_jobs

PAGE = PageRequest(size=50)


def start(actor: Actor, partner_id: UUID | None, now: datetime, **said: Any) -> UUID:
    given = {"name": "Autumn", "due_on": now.date() + timedelta(days=14), "removes_undecided": False, **said}
    with acting_as(actor):
        return start_review(actor=actor, partner_id=partner_id, now=now, **given)


def item_of(review: UUID, member: Actor) -> UUID:
    with as_system():
        return ReviewItem.objects.get(review=review, membership__person=member.person_id).id


def decide(actor: Actor, review: UUID, member: Actor, outcome: ReviewOutcome, now: datetime, **said: Any) -> None:
    with acting_as(actor):
        decide_access(actor=actor, review_id=review, item_id=item_of(review, member), outcome=outcome, now=now, **said)


def outcomes(review: UUID) -> dict[str, str]:
    with as_system():
        rows = ReviewItem.objects.filter(review=review).select_related("membership__person")
        return {row.membership.person.name: row.outcome for row in rows}


def is_member(actor: Actor) -> bool:
    with as_system():
        return Membership.objects.filter(person=actor.person_id, partner_id=actor.partner_id, until=None).exists()


def test_reviewers_see_roles_sign_in_keys_and_second_factor(world: World, now: datetime) -> None:
    key_for(world.hansa.seller)
    review = start(world.hansa.admin, world.hansa.id, now)
    with acting_as(world.hansa.admin):
        items = list_items(world.hansa.admin, review, PAGE, now=now).items
    seen = {item.name: item.known for item in items}
    assert set(seen) == {"Ada of hansa", "Sam of hansa"}
    assert (seen["Sam of hansa"].roles, seen["Sam of hansa"].keys) == ((Role.SELLER,), 1)
    assert seen["Sam of hansa"].has_second_factor is False


def test_removing_ends_access_at_once_and_is_kept_with_its_reason(world: World, now: datetime) -> None:
    browser, program = signed_in("sam@hansa.example"), Program(key_for(world.hansa.seller))
    assert program.get("/me").status_code == 200
    review = start(world.hansa.admin, world.hansa.id, now)
    with pytest.raises(ReasonMissing):
        decide(world.hansa.admin, review, world.hansa.seller, ReviewOutcome.REMOVE, now)
    decide(world.hansa.admin, review, world.hansa.seller, ReviewOutcome.REMOVE, now, reason="Left in May")
    assert browser.get("/api/v1/me").status_code == program.get("/me").status_code == 401
    with as_system():
        item = ReviewItem.objects.get(id=item_of(review, world.hansa.seller))
        assert (item.reason, item.decided_by_id, item.known["keys"]) == ("Left in May", world.hansa.admin.person_id, 1)
        types = set(EventRecord.objects.values_list("type", flat=True))
    assert {"identity.access_review.started", "identity.access_review.decided", "identity.person.deactivated"} <= types
    with pytest.raises(AlreadyReviewed):
        decide(world.hansa.admin, review, world.hansa.seller, ReviewOutcome.KEEP, now)


def test_changing_gives_the_roles_from_now_on(world: World, now: datetime) -> None:
    review = start(world.host_admin, world.hansa.id, now)
    decide(
        world.channel_manager,
        review,
        world.hansa.seller,
        ReviewOutcome.CHANGE,
        now,
        reason="Works on designs now",
        roles=[Role.ARCHITECT],
    )
    assert membership_of(world.hansa.seller).roles == ["architect"]
    with as_system():
        assert ReviewItem.objects.get(id=item_of(review, world.hansa.seller)).roles == ["architect"]


def test_nobody_reviews_themselves_or_removes_the_last_administrator(world: World, now: datetime) -> None:
    review = start(world.hansa.admin, world.hansa.id, now)
    with pytest.raises(OwnAccess):
        decide(world.hansa.admin, review, world.hansa.admin, ReviewOutcome.KEEP, now)
    with pytest.raises(LastAdministrator):
        decide(world.host_admin, review, world.hansa.admin, ReviewOutcome.REMOVE, now, reason="x")
    with pytest.raises(LastAdministrator):
        decide(world.host_admin, review, world.hansa.admin, ReviewOutcome.CHANGE, now, reason="x", roles=[Role.SELLER])


@pytest.mark.parametrize("removes", [True, False])
def test_the_end_removes_or_leaves_what_nobody_decided(world: World, now: datetime, removes: bool) -> None:
    gone = enroll("gone@hansa.example", "Gone", world.hansa.id, Role.SELLER, at=now)
    kept = enroll("kept@hansa.example", "Kept", world.hansa.id, Role.SELLER, at=now)
    key = Program(key_for(world.hansa.seller))
    review = start(world.hansa.admin, world.hansa.id, now, removes_undecided=removes)
    with acting_as(world.hansa.admin):
        deactivate_member(actor=world.hansa.admin, membership_id=membership_of(gone).id, now=now)
    decide(world.hansa.admin, review, kept, ReviewOutcome.KEEP, now)
    with as_system():
        close_due_review(review_id=review, now=now + timedelta(days=14))
        assert AccessReview.objects.get(id=review).closed_at is None, "the last day is not over"
        close_due_review(review_id=review, now=now + timedelta(days=15))
        assert AccessReview.objects.get(id=review).closed_at is not None
    assert outcomes(review) == {
        "Ada of hansa": "left",
        "Sam of hansa": "removed_undecided" if removes else "left",
        "Gone": "ended_meanwhile",
        "Kept": "keep",
    }
    assert is_member(world.hansa.seller) is not removes
    assert key.get("/me").status_code == (401 if removes else 200)
    assert is_member(world.hansa.admin)
    with pytest.raises(ReviewClosed):
        decide(world.host_admin, review, world.hansa.seller, ReviewOutcome.KEEP, now)


def test_an_administrator_closes_it_before_its_day(world: World, now: datetime) -> None:
    review = start(world.host_admin, None, now, role=Role.CHANNEL_MANAGER)
    assert outcomes(review) == {"Carl Host": ""}
    with acting_as(world.channel_manager), pytest.raises(NotAllowed):
        close_review(actor=world.channel_manager, review_id=review, now=now)
    with acting_as(world.host_admin):
        close_review(actor=world.host_admin, review_id=review, now=now)
        assert get_review(world.host_admin, review).closed_at == now
    assert outcomes(review) == {"Carl Host": "left"}


def test_the_record_is_immutable(world: World, now: datetime) -> None:
    review = start(world.hansa.admin, world.hansa.id, now)
    decide(world.hansa.admin, review, world.hansa.seller, ReviewOutcome.KEEP, now)
    item = item_of(review, world.hansa.seller)
    with as_system():
        with pytest.raises(DatabaseError), transaction.atomic():
            ReviewItem.objects.filter(id=item).update(outcome="remove", reason="x")
        with pytest.raises(DatabaseError), transaction.atomic():
            ReviewItem.objects.filter(id=item).delete()
        close_due_review(review_id=review, now=now + timedelta(days=15))
        with pytest.raises(DatabaseError), transaction.atomic():
            AccessReview.objects.filter(id=review).update(name="Another")


def test_reviewers_are_told_and_reminded_a_week_and_a_day_before(world: World, now: datetime) -> None:
    review = start(world.host_admin, world.hansa.id, now)
    run_jobs()

    def told() -> int:
        run_jobs()
        with as_system():
            kinds = ["identity.access_review.started", "identity.access_review.reminded"]
            return Notification.objects.filter(person_id=world.hansa.admin.person_id, event_type__in=kinds).count()

    assert told() == 1
    for days, expected in ((6, 1), (7, 2), (8, 2), (13, 3), (14, 3)):
        with as_system():
            remind_reviewers(review_id=review, now=now + timedelta(days=days))
        assert told() == expected, days


def test_partners_review_their_own_people_only(world: World, now: datetime) -> None:
    review = start(world.hansa.admin, world.hansa.id, now)
    of_host = start(world.host_admin, None, now)
    with acting_as(world.baltic.admin):
        assert AccessReview.objects.count() == ReviewItem.objects.count() == 0
        assert list_reviews(world.baltic.admin, PAGE).total == 0
        with pytest.raises(NotFound):
            get_review(world.baltic.admin, review)
        with pytest.raises(NotAllowed):
            start_review(
                actor=world.baltic.admin,
                partner_id=world.hansa.id,
                name="x",
                due_on=now.date() + timedelta(days=3),
                removes_undecided=True,
                now=now,
            )
    with acting_as(world.hansa.seller), pytest.raises(NotFound):
        get_review(world.hansa.seller, review)
    with acting_as(world.hansa.admin):
        assert list_reviews(world.hansa.admin, PAGE).total == 1
        with pytest.raises(NotFound):
            get_review(world.hansa.admin, of_host)
    with acting_as(world.channel_manager):
        assert [line.key for line in list_reviews(world.channel_manager, PAGE).items] == [review]
    with acting_as(world.channel_manager), pytest.raises(NotFound):
        get_review(world.channel_manager, of_host)


def test_a_review_is_of_somebody_and_due_in_time(world: World, now: datetime) -> None:
    for day in (now.date(), now.date() + timedelta(days=184)):
        with pytest.raises(ReviewDayNotPossible):
            start(world.hansa.admin, world.hansa.id, now, due_on=day)
    with pytest.raises(ReviewOfNobody):
        start(world.hansa.admin, world.hansa.id, now, role=Role.ARCHITECT)


def test_the_pages_take_a_review_from_start_to_end(world: World) -> None:
    browser = signed_in("ada@hansa.example")
    due_on = utc_now().date() + timedelta(days=2)
    wrong = browser.post("/people/reviews/new/", {"name": "Spring", "due_on": "2020-01-01", "undecided": "removed"})
    assert wrong.status_code == 422
    made = browser.post("/people/reviews/new/", {"name": "Spring", "due_on": due_on, "undecided": "removed"})
    page = browser.get(made["Location"]).content.decode()
    assert "Sam of hansa" in page
    with as_system():
        item = ReviewItem.objects.get(membership__person__email="sam@hansa.example")
        url = f"{made['Location']}items/{item.public_id}/"
    assert browser.post(url, {"outcome": "remove", "reason": ""}).status_code == 422
    assert browser.post(url, {"outcome": "change", "roles": ["architect"], "reason": "Designs"}).status_code == 302
    assert "Designs" in browser.get(url).content.decode()
    browser.post(f"{made['Location']}closing/")
    assert "Closed" in browser.get("/people/reviews/").content.decode()
    assert "Not decided, left as it was" in browser.get(made["Location"]).content.decode()
    assert signed_in("sam@hansa.example").get("/people/reviews/").status_code == 403


def test_the_api_takes_a_review_from_start_to_end(world: World) -> None:
    program = Program(key_for(world.host_admin))
    due_on = str(utc_now().date() + timedelta(days=9))
    made = program.send("POST", "/access-reviews", {"name": "All of us", "due_on": due_on, "removes_undecided": True})
    assert made.status_code == 201, made.content
    review = made.json()
    assert (review["members"], review["decided"]) == (2, 0)
    items = program.get(f"/access-reviews/{review['id']}/items?undecided=true").json()["items"]
    carl = next(item for item in items if item["name"] == "Carl Host")
    address = f"/access-reviews/{review['id']}/items/{carl['id']}/decision"
    refused = program.send("POST", address, {"outcome": "remove"})
    assert (refused.status_code, refused.json()["code"]) == (422, "review_reason_missing")
    decided = program.send("POST", address, {"outcome": "remove", "reason": "Retired"}).json()
    assert (decided["outcome"], decided["roles_before"], decided["decided_by"]) == (
        "remove",
        ["channel_manager"],
        "Petra Host",
    )
    closed = program.send("POST", f"/access-reviews/{review['id']}/closing").json()
    assert (closed["decided"], closed["closed_at"] is not None) == (2, True)
    assert program.get("/access-reviews").json()["items"][0]["id"] == review["id"]


@pytest.mark.parametrize(("days", "expected"), [(20, 0), (8, 0), (7, 1), (2, 1), (1, 2), (0, 2), (-3, 2)])
def test_reminders_fall_due_a_week_and_a_day_before(days: int, expected: int) -> None:
    today = date(2026, 11, 16)
    assert count_reminders_due(due_on=today + timedelta(days=days), today=today) == expected


@pytest.mark.parametrize(
    ("has_ended", "is_last", "removes", "expected"),
    [
        (True, False, True, ReviewOutcome.ENDED_MEANWHILE),
        (False, True, True, ReviewOutcome.LEFT),
        (False, False, True, ReviewOutcome.REMOVED_UNDECIDED),
        (False, False, False, ReviewOutcome.LEFT),
    ],
)
def test_what_nobody_decided_ends_as_was_chosen(
    has_ended: bool, is_last: bool, removes: bool, expected: ReviewOutcome
) -> None:
    decided = decide_undecided(has_ended=has_ended, is_last_administrator=is_last, removes_undecided=removes)
    assert decided == expected
