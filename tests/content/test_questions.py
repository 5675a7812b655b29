"""What was looked for in vain is listed for its owners, and an article leads to those about the same."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steelyard.content import commands, queries
from steelyard.content.models import UnansweredSearch
from steelyard.content.policies import rank_related
from steelyard.content.queries.recommending import list_related
from steelyard.content.questions.queries import list_unanswered
from steelyard.kernel.actors import Actor
from steelyard.kernel.pages import PageRequest
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.platform.db import acting_as
from tests.content.making import make_asset, make_audience
from tests.partners.making import Ecosystem, browser_of

PAGE = PageRequest()
WORDS = st.frozensets(st.sampled_from(["rail", "edge", "ports"]))


@given(candidates=st.dictionaries(st.uuids(), WORDS, max_size=6), about=WORDS)
def test_what_shares_no_word_is_not_related(candidates: dict, about: frozenset[str]) -> None:  # type: ignore[type-arg]
    ranked = rank_related(candidates.items(), about)
    assert set(ranked) == {key for key, words in candidates.items() if words & about}
    shared = [len(candidates[key] & about) for key in ranked]
    assert shared == sorted(shared, reverse=True)


def test_searches_in_vain_are_counted_until_somebody_sees_to_them(
    ecosystem: Ecosystem, author: Actor, now: datetime
) -> None:
    partner, browser = browser_of(ecosystem.acme_seller), browser_of(author)
    for address in ("?q=Flux+capacitor", "?q=flux++CAPACITOR&page=1", "?q=ab", "?q=warp&library=sales"):
        partner.get(f"/content/{address}")
    page = browser.get("/content/unanswered/").content.decode()
    assert "flux capacitor" in page
    assert "warp" not in page
    (row,) = UnansweredSearch.objects.all()
    assert row.times == 2
    assert browser.post(f"/content/unanswered/{row.public_id}/settlement/").status_code == 302
    assert not list_unanswered(author, PAGE).items
    partner.get("/content/?q=flux+capacitor")
    assert [card.times for card in list_unanswered(author, PAGE).items] == [3]
    assert commands.forget_searches(now=now) == 0
    assert commands.forget_searches(now=now + timedelta(days=400)) == 1


def test_partners_do_not_learn_what_others_look_for(ecosystem: Ecosystem, now: datetime) -> None:
    browser_of(ecosystem.acme_seller).get("/content/?q=flux+capacitor")
    search = UnansweredSearch.objects.get().id
    with acting_as(ecosystem.beta_seller):
        assert not UnansweredSearch.objects.exists()
        with pytest.raises(NotAllowed):
            list_unanswered(ecosystem.beta_seller, PAGE)
        with pytest.raises(NotFound):
            commands.settle_search(actor=ecosystem.beta_seller, search_id=search, now=now)
    with pytest.raises(NotAllowed):
        commands.settle_search(actor=ecosystem.seller_of_host, search_id=search, now=now)


def test_an_article_leads_to_those_about_the_same(ecosystem: Ecosystem, author: Actor, now: datetime) -> None:
    services = make_audience(now, author, "Services", types={"services"})
    one = make_asset(now, author, "Proxy", keywords=("license", "proxy"), verticals=("Rail",))
    make_asset(now, author, "Firewall", keywords=("license",))
    make_asset(now, author, "Proxy again", keywords=("proxy", "license"), verticals=("Rail",))
    make_asset(now, author, "For services", keywords=("proxy",), audience_id=services)
    make_asset(now, author, "Old", keywords=("proxy",), review_by=now.date())
    make_asset(now, author, "Else", keywords=("cable",))
    with acting_as(ecosystem.acme_seller):
        found = list_related(ecosystem.acme_seller, one, limit=9, at=now + timedelta(days=2))
        assert [card.title for card in found] == ["Proxy again", "Firewall"]


def test_the_host_is_told_how_many_an_article_helped(ecosystem: Ecosystem, author: Actor, now: datetime) -> None:
    key = make_asset(now, author, "How to")
    for actor, is_helpful in (
        (ecosystem.acme_seller, True),
        (ecosystem.beta_seller, False),
        (ecosystem.acme_admin, True),
    ):
        with acting_as(actor):
            commands.give_feedback(actor=actor, asset_id=key, is_helpful=is_helpful, words="", now=now)
    usage = queries.get_record(author, key, at=now).usage
    assert (usage.helped, usage.not_helped) == (2, 1)
    with acting_as(ecosystem.acme_seller):
        assert queries.get_record(ecosystem.acme_seller, key, at=now).usage.helped == 0
