"""Graveyards are counted by the rule's formula, readers say what helps, and a deal is offered what fits it."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steelyard.content import commands, queries
from steelyard.content.models import Feedback
from steelyard.content.policies import rank_recommendations
from steelyard.content.public import Need, recommend
from steelyard.content.terms import AssetFilter, Candidate
from steelyard.deals.commands import submit_registration
from steelyard.kernel.actors import Actor
from steelyard.kernel.ids import new_id, public_id
from steelyard.kernel.pages import PageRequest
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.platform.clock import utc_now
from steelyard.platform.db import acting_as
from steelyard.platform.models import Notification
from steelyard.program.public import ProductFamilyCard, define_product_family
from tests.content.making import make_asset, make_audience
from tests.deals.making import make_draft
from tests.jobs import run_jobs
from tests.partners.making import Ecosystem, browser_of

PAGE = PageRequest()


def test_a_graveyard_is_counted_as_its_rule_says(ecosystem: Ecosystem, author: Actor, now: datetime) -> None:
    long_ago = now - timedelta(days=300)
    review_by = (now + timedelta(days=30)).date()
    make_asset(long_ago, author, "Unused", review_by=review_by)
    used = make_asset(long_ago, author, "Used", review_by=review_by)
    make_asset(long_ago, author, "Stale", review_by=(now - timedelta(days=1)).date())
    make_asset(now, author, "New")
    make_asset(now, author, "Draft", publish=False)
    version = queries.get_record(author, used, at=now).versions[0].id
    commands.note_reading(actor=author, asset_id=used, version_id=version, now=now - timedelta(days=9))
    sales = next(one for one in queries.list_graveyards(ecosystem.manager, at=now) if one.key == "sales")
    assert (sales.published, sales.stale, sales.unused) == (4, 1, 1)
    assert sales.graveyard_index == Decimal("0.5")
    unused = AssetFilter(unused_since=queries.unused_since(now), is_stale=False)
    assert [card.title for card in queries.list_assets(author, unused, PAGE, at=now).page.items] == ["Unused"]
    page = browser_of(ecosystem.manager).get("/content/graveyards/").content.decode()
    assert "CT-5" in page
    with pytest.raises(NotAllowed):
        queries.list_graveyards(ecosystem.acme_seller, at=now)


def test_an_owner_hears_what_readers_say_and_other_partners_do_not(
    ecosystem: Ecosystem, author: Actor, now: datetime
) -> None:
    key = make_asset(now, author, "How to")
    for actor, words in (
        (ecosystem.acme_seller, "Too long"),
        (ecosystem.acme_seller, "Better"),
        (ecosystem.beta_seller, ""),
    ):
        with acting_as(actor):
            commands.give_feedback(actor=actor, asset_id=key, is_helpful=not words, words=words, now=now)
            assert queries.list_feedback(actor, key, PAGE).total == 1
            assert set(Feedback.objects.values_list("partner_id", flat=True)) == {actor.partner_id}
    assert {card.words for card in queries.list_feedback(author, key, PAGE).items} == {"Better", ""}
    run_jobs()
    assert (
        Notification.objects.filter(person_id=author.person_id, event_type="content.asset.feedback_given").count() == 3
    )


def test_feedback_on_what_one_may_not_read_is_answered_as_for_nothing(
    ecosystem: Ecosystem, author: Actor, now: datetime
) -> None:
    key = make_asset(now, author, "Plan", publish=False)
    for hidden in (key, new_id()):
        with acting_as(ecosystem.acme_seller), pytest.raises(NotFound):
            commands.give_feedback(actor=ecosystem.acme_seller, asset_id=hidden, is_helpful=True, words="", now=now)
        answer = browser_of(ecosystem.acme_seller).post(
            f"/content/{public_id('asset', hidden)}/feedback/", {"is_helpful": "maybe"}
        )
        assert answer.status_code == 404


def test_a_deal_is_offered_what_fits_and_may_be_read(ecosystem: Ecosystem, author: Actor, now: datetime) -> None:
    for key in ("cloud", "backup"):
        define_product_family(actor=ecosystem.admin, family=ProductFamilyCard(key=key, name=key.title()), now=now)
    for_cloud = make_asset(now, author, "Cloud deck", families=("cloud",), stages=("propose",))
    for_rail = make_asset(now, author, "Rail story", verticals=("Rail",))
    make_asset(now, author, "Backup deck", families=("backup",), stages=("propose",))
    make_asset(now, author, "Port story", families=("cloud",), verticals=("Ports",))
    make_asset(now, author, "Stale", families=("cloud",), review_by=now.date())
    gold = make_audience(now, author, "Gold", tiers={"gold"})
    make_asset(now, author, "Gold deck", families=("cloud",), audience_id=gold)
    actor, later = ecosystem.acme_seller, now + timedelta(days=1)
    with acting_as(actor):
        need = Need(families=frozenset({"cloud"}), vertical="Rail", stage="propose")
        found = recommend(actor=actor, need=need, limit=5, at=later)
    assert [one.asset.id for one in found] == [for_cloud, for_rail]
    assert [[reason.code for reason in one.reasons] for one in found] == [
        ["content_for_family", "content_for_stage"],
        ["content_for_vertical"],
    ]


def test_a_registration_shows_what_helps_with_it(ecosystem: Ecosystem, author: Actor, now: datetime) -> None:
    family = ProductFamilyCard(key="cloud", name="Cloud Suite")
    define_product_family(actor=ecosystem.admin, family=family, now=now)
    key = make_asset(utc_now(), author, "Cloud deck", families=("cloud",))
    make_asset(utc_now(), author, "Hidden deck", families=("cloud",), publish=False)
    actor = ecosystem.acme_seller
    with acting_as(actor):
        registration = submit_registration(actor=actor, draft=make_draft("Northwind GmbH", "cloud"), now=utc_now())
    page = browser_of(actor).get(f"/deals/{public_id('dealreg', registration.id)}/").content.decode()
    assert "Cloud deck" in page
    assert "Made for Cloud Suite." in page
    assert f"/content/{public_id('asset', key)}/?deal=dealreg_" in page
    assert "Hidden deck" not in page


WORDS = st.frozensets(st.sampled_from(["a", "b", "c"]), max_size=2)
CANDIDATES = st.lists(
    st.builds(Candidate, id=st.uuids(), families=WORDS, verticals=WORDS, stages=WORDS),
    max_size=6,
    unique_by=lambda one: one.id,
)


@given(candidates=CANDIDATES, families=WORDS, vertical=st.sampled_from(["", "a"]), stage=st.sampled_from(["", "b"]))
def test_what_is_recommended_has_reasons_and_is_not_made_for_others(
    candidates: list[Candidate], families: frozenset[str], vertical: str, stage: str
) -> None:
    need = Need(families=families, vertical=vertical, stage=stage)
    by_id = {one.id: one for one in candidates}
    for key, reasons in rank_recommendations(candidates, need):
        assert reasons
        assert not families or not by_id[key].families or families & by_id[key].families
