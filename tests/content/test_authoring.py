"""Assets are written, published, reviewed and laid to rest by name, with a reason, and nobody forgets the owner."""

from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as st

from steelyard.content import commands, queries
from steelyard.content.models import Asset, AssetVersion
from steelyard.content.policies import archived_from, due_reminder, latest_review
from steelyard.content.refusals import (
    AlreadyArchived,
    AlreadyPublished,
    ContentWordUnknown,
    FileInUse,
    MaterialMissing,
    NothingToPublish,
    OwnerNotOfHost,
    ReviewIsPast,
    ReviewTooLate,
)
from steelyard.content.rules import ContentRules
from steelyard.content.terms import AssetState, Material
from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.platform.db import acting_as
from steelyard.platform.models import EventRecord, Notification
from tests.content.making import add_file, make_asset, make_terms
from tests.jobs import run_jobs
from tests.partners.making import Ecosystem


def events(prefix: str = "content.asset") -> list[str]:
    return list(EventRecord.objects.filter(type__startswith=prefix).order_by("sequence").values_list("type", flat=True))


def test_an_asset_lives_by_named_commands(ecosystem: Ecosystem, author: Actor, now: datetime) -> None:
    key = make_asset(now, author, "Battle card")
    commands.withdraw_asset(actor=author, asset_id=key, reason="A wrong price", now=now)
    commands.publish_asset(actor=author, asset_id=key, now=now)
    commands.archive_asset(actor=author, asset_id=key, reason="The product ended", now=now)
    with pytest.raises(AlreadyArchived):
        commands.archive_asset(actor=author, asset_id=key, reason="Again", now=now)
    assert [name.rpartition(".")[2] for name in events()] == [
        *("created", "version_added", "published", "withdrawn", "published", "archived")
    ]
    record = queries.get_record(author, key, at=now)
    assert (record.card.state, record.state_reason) == (AssetState.ARCHIVED, "The product ended")


def test_only_authors_write(ecosystem: Ecosystem, author: Actor, now: datetime) -> None:
    key = make_asset(now, author, "Battle card")
    with pytest.raises(NotAllowed):
        commands.create_asset(actor=ecosystem.manager, terms=make_terms(now, author, "Mine"), now=now)
    with pytest.raises(NotAllowed):
        commands.publish_asset(actor=ecosystem.manager, asset_id=key, now=now)
    with acting_as(ecosystem.acme_seller):
        with pytest.raises(NotAllowed):
            commands.withdraw_asset(actor=ecosystem.acme_seller, asset_id=key, reason="No", now=now)
        with pytest.raises(DatabaseError), transaction.atomic():
            Asset.objects.filter(id=key).update(title="Ours")


def test_a_version_never_changes(ecosystem: Ecosystem, author: Actor, now: datetime) -> None:
    key = make_asset(now, author, "Battle card")
    for change in (lambda rows: rows.update(text="Other"), lambda rows: rows.delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change(AssetVersion.objects.filter(asset=key))


def test_what_does_not_fit_is_refused(ecosystem: Ecosystem, author: Actor, now: datetime) -> None:
    key = make_asset(now, author, "Battle card")
    empty = commands.create_asset(actor=author, terms=make_terms(now, author, "Empty"), now=now)
    with pytest.raises(AlreadyPublished):
        commands.publish_asset(actor=author, asset_id=key, now=now)
    with pytest.raises(NothingToPublish):
        commands.publish_asset(actor=author, asset_id=empty, now=now)
    for material in (Material(), Material(text="  "), Material(text="a", link="https://b.example")):
        with pytest.raises(MaterialMissing):
            commands.add_version(actor=author, asset_id=key, material=material, now=now)
    for said, refusal in (
        ({"families": ("nothing",)}, ContentWordUnknown),
        ({"stages": ("nothing",)}, ContentWordUnknown),
        ({"owner_id": ecosystem.acme_seller.person_id}, OwnerNotOfHost),
        ({"review_by": now.date() - timedelta(days=1)}, ReviewTooLate),
        ({"review_by": now.date() + timedelta(days=370)}, ReviewTooLate),
    ):
        with pytest.raises(refusal):
            commands.create_asset(actor=author, terms=make_terms(now, author, "Bad", **said), now=now)


def test_a_file_belongs_to_one_version_of_who_uploaded_it(ecosystem: Ecosystem, author: Actor, now: datetime) -> None:
    key = make_asset(now, author, "Battle card")
    version = AssetVersion.objects.get(id=add_file(now, author, key, "card.txt", b"Words"))
    for actor in (author, ecosystem.admin):
        with pytest.raises(FileInUse):
            commands.add_version(actor=actor, asset_id=key, material=Material(file_id=version.file_id), now=now)


def test_owners_are_reminded_on_each_day_of_the_rules_once(ecosystem: Ecosystem, author: Actor, now: datetime) -> None:
    make_asset(now, author, "Battle card", review_by=(now + timedelta(days=40)).date())
    given_on = [day for day in range(60) for _ in range(2) if commands.remind_of_reviews(now=now + timedelta(days=day))]
    assert given_on == [10, 33, 40]
    run_jobs()
    told = Notification.objects.filter(person_id=author.person_id, event_type="content.asset.review_due")
    assert told.count() == 3


def test_what_nobody_reviews_is_marked_and_then_goes_to_rest(
    ecosystem: Ecosystem, author: Actor, now: datetime
) -> None:
    key = make_asset(now, author, "Battle card", review_by=(now + timedelta(days=10)).date())
    late = now + timedelta(days=11)
    with acting_as(ecosystem.acme_seller):
        assert queries.get_record(ecosystem.acme_seller, key, at=late).card.is_stale
    assert commands.archive_unreviewed(now=now + timedelta(days=40)) == 0
    assert commands.archive_unreviewed(now=now + timedelta(days=41)) == 1
    with acting_as(ecosystem.acme_seller), pytest.raises(NotFound):
        queries.get_record(ecosystem.acme_seller, key, at=late)
    with pytest.raises(ReviewIsPast):
        commands.publish_asset(actor=author, asset_id=key, now=now + timedelta(days=42))


def test_a_review_begins_anew(ecosystem: Ecosystem, author: Actor, now: datetime) -> None:
    key = make_asset(now, author, "Battle card", review_by=(now + timedelta(days=5)).date())
    assert commands.remind_of_reviews(now=now) == 1
    commands.review_asset(actor=author, asset_id=key, review_by=(now + timedelta(days=20)).date(), now=now)
    assert commands.remind_of_reviews(now=now) == 1
    assert not queries.get_record(author, key, at=now + timedelta(days=19)).card.is_stale


def test_unchanged_terms_change_nothing(ecosystem: Ecosystem, author: Actor, now: datetime) -> None:
    key = make_asset(now, author, "Battle card")
    commands.change_asset(actor=author, asset_id=key, terms=make_terms(now, author, "Battle card"), now=now)
    assert "content.asset.changed" not in events()
    commands.change_asset(actor=author, asset_id=key, terms=make_terms(now, author, "Battle plan"), now=now)
    change = EventRecord.objects.get(type="content.asset.changed")
    assert (change.payload["before"], change.payload["after"]) == ({"title": "Battle card"}, {"title": "Battle plan"})


DAYS = st.dates(min_value=datetime(2020, 1, 1).date(), max_value=datetime(2040, 1, 1).date())  # noqa: DTZ001 - dates


@given(today=DAYS, months=st.integers(1, 60))
def test_the_latest_review_is_that_many_months_ahead(today: datetime, months: int) -> None:
    latest = latest_review(today, ContentRules(review_months=months))
    assert (latest.year * 12 + latest.month) - (today.year * 12 + today.month) == months
    assert latest.day == today.day or (latest.day < today.day and (latest + timedelta(days=1)).day == 1)


@given(review_by=DAYS, left=st.integers(-60, 60))
def test_each_reminder_comes_once_and_before_the_rest(review_by: datetime, left: int) -> None:
    rules, last, given_at = ContentRules(), None, []
    for day in range(60, left, -1):
        due = due_reminder(review_by, review_by - timedelta(days=day), rules, last)
        if due is not None:
            given_at.append(day)
            last = due
    assert given_at == [days for days in rules.reminder_days if left < days]
    assert archived_from(review_by, rules) > review_by
