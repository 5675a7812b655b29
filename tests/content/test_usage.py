"""What was used before which win: counted as the rules say, told with its doubt, and to a partner of its own use alone."""

from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from steelyard.content import commands
from steelyard.content.commands.noting import note_uses
from steelyard.content.models import Asset, Contribution, KitUse, RoadmapReading
from steelyard.content.roadmap.terms import RoadmapStatus, RoadmapTerms
from steelyard.content.terms import UseKind
from steelyard.content.usage import queries
from steelyard.content.usage.policies import compare_win_rates, compute_share
from steelyard.content.usage.terms import Source, Stretch, UsageFilter
from steelyard.deals.commands import submit_registration
from steelyard.kernel.actors import SYSTEM, Actor
from steelyard.kernel.ids import public_id
from steelyard.kernel.money import Money
from steelyard.kernel.pages import PageRequest
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.partners.commands import merge_partners, undo_partner_merge
from steelyard.pipeline.public import close_opportunity
from steelyard.platform.clock import utc_now
from steelyard.platform.db import acting_as
from steelyard.program.public import ProductFamilyCard, adopt_rules, define_product_family
from tests.content.making import make_asset, make_audience
from tests.content.test_contributions import acknowledge, hand_in
from tests.content.test_kits import make_kit
from tests.deals.making import make_draft
from tests.partners.making import Ecosystem, browser_of
from tests.pipeline.making import make_opportunity

PAGE, ALL = PageRequest(), UsageFilter()
COUNTS = st.integers(0, 400).flatmap(lambda closed: st.tuples(st.integers(0, closed), st.just(closed)))


def use(
    actor: Actor, asset_id: UUID, at: datetime, kind: UseKind = UseKind.DOWNLOADED, deal: UUID | None = None
) -> None:
    """Note that somebody used an asset."""
    with acting_as(actor):
        asset = Asset.objects.get(id=asset_id)
        assert asset.current_version_id is not None
        note_uses(actor, [(asset, asset.current_version_id)], kind, now=at, registration_id=deal)


def close(partner_id: UUID, at: datetime, *, won: bool, amount: int = 100) -> UUID:
    """Let a partner's opportunity be closed at an instant."""
    key = make_opportunity(
        at - timedelta(days=10),
        f"Sale {at:%d %b}",
        partner_id=partner_id,
        amount=Money(Decimal(amount), "EUR"),
        lines=(),
    )
    close_opportunity(actor=SYSTEM, opportunity_id=key, won=won, now=at)
    return key


def a_year(now: datetime, *, window: int = 30) -> Stretch:
    """Return the year until now."""
    return Stretch(
        since=(now - timedelta(days=365)).date(), until=(now + timedelta(days=1)).date(), as_of=now, window=window
    )


@given(COUNTS)
def test_a_share_lies_in_its_interval_and_more_counts_make_it_narrower(counts: tuple[int, int]) -> None:
    won, closed = counts
    if not closed:
        with pytest.raises(ValueError, match="no share"):
            compute_share(won, closed)
        return
    share = compute_share(won, closed)
    assert 0 <= share.interval.low <= share.rate <= share.interval.high <= 1
    wider = compute_share(won * 4, closed * 4)
    assert wider.interval.high - wider.interval.low <= share.interval.high - share.interval.low


@given(one=COUNTS, other=COUNTS, least=st.integers(1, 50))
def test_nothing_is_said_of_too_few_and_a_difference_lies_in_its_interval(
    one: tuple[int, int], other: tuple[int, int], least: int
) -> None:
    rates = compare_win_rates(
        with_won=one[0], with_closed=one[1], without_won=other[0], without_closed=other[1], least=least
    )
    assert rates.is_shown == (min(one[1], other[1]) >= least)
    if rates.is_shown:
        assert rates.difference is not None
        assert rates.difference_interval is not None
        assert -1 <= rates.difference_interval.low <= rates.difference <= rates.difference_interval.high <= 1
    else:
        assert rates.difference is rates.with_use is rates.difference_interval is None


def test_intervals_are_those_of_the_sources() -> None:
    share = compute_share(8, 10)
    assert (share.interval.low, share.interval.high) == (Decimal("0.4902"), Decimal("0.9433"))
    # Newcombe 1998, table II, (a): 56 of 70 and 48 of 80.
    rates = compare_win_rates(with_won=56, with_closed=70, without_won=48, without_closed=80, least=10)
    assert rates.difference == Decimal("0.2000")
    assert rates.difference_interval is not None
    assert (rates.difference_interval.low, rates.difference_interval.high) == (Decimal("0.0524"), Decimal("0.3339"))


def test_uses_and_wins_are_counted_as_by_hand(ecosystem: Ecosystem, author: Actor, now: datetime) -> None:
    deck = make_asset(now - timedelta(days=300), author, "Deck", review_by=(now + timedelta(days=9)).date())
    sheet = make_asset(now - timedelta(days=300), author, "Sheet", review_by=(now + timedelta(days=9)).date())
    day = timedelta(days=1)
    use(ecosystem.acme_seller, deck, now - 100 * day)  # 40 days before the first win: outside the window of 30
    use(ecosystem.acme_seller, deck, now - 50 * day)  # 10 days before the second
    use(ecosystem.acme_admin, deck, now - 45 * day, UseKind.OPENED)
    use(ecosystem.beta_seller, deck, now - 20 * day)  # 6 days before a loss
    use(ecosystem.beta_seller, sheet, now - 5 * day)
    use(author, deck, now - 41 * day)  # ours, which counts for nobody
    close(ecosystem.acme, now - 60 * day, won=True, amount=70)
    second = close(ecosystem.acme, now - 40 * day, won=True, amount=500)
    close(ecosystem.beta, now - 14 * day, won=False)
    with acting_as(author):
        rows = {row.title: row for row in queries.list_usage(author, ALL, a_year(now), PAGE).items}
        found = rows["Deck"]
        assert (found.opened, found.downloaded, found.partners, found.people) == (1, 3, 2, 3)
        assert (found.won, found.with_closed, found.without_won, found.without_closed) == (1, 2, 1, 1)
        assert found.value == (Money(Decimal(500), "EUR"),)
        assert found.days == Decimal("10.0")
        assert not found.rates.is_shown
        assert (rows["Sheet"].won, rows["Sheet"].with_closed, rows["Sheet"].without_closed) == (0, 0, 1)
        longer = queries.get_usage_of(author, deck, ALL, a_year(now, window=90))
        assert (longer.won, longer.value, longer.days) == (2, (Money(Decimal(570), "EUR"),), Decimal("50.0"))
        (win,) = queries.list_wins_after(author, deck, ALL, a_year(now), PAGE).items
        assert (win.opportunity_id, win.partner_id, win.days) == (second, ecosystem.acme, Decimal("10.0"))
        users = queries.list_users(author, deck, ALL, a_year(now), PAGE).items
        assert [(row.partner_id, row.uses, row.won, row.closed) for row in users] == [
            (ecosystem.acme, 3, 1, 2),
            (ecosystem.beta, 1, 0, 1),
        ]
        months = queries.list_months_of(author, deck, ALL, a_year(now))
        assert (sum(one.opened for one in months), sum(one.downloaded for one in months)) == (1, 3)
        assert sum(one.won for one in months) == 1
        # As of a day before the second win it was open, and nothing was used before a win.
        then = Stretch(since=(now - 365 * day).date(), until=now.date(), as_of=now - 41 * day, window=30)
        assert queries.get_usage_of(author, deck, ALL, then).won == 0


def test_filters_keep_what_they_ask_for(ecosystem: Ecosystem, author: Actor, now: datetime) -> None:
    deck = make_asset(now, author, "Deck")
    paper = make_asset(now, author, "Paper", library="technical")
    for asset in (deck, paper):
        use(ecosystem.acme_seller, asset, now)
    use(ecosystem.beta_seller, deck, now)
    asked = a_year(now + timedelta(hours=1))
    with acting_as(author):
        for wanted, titles in {
            UsageFilter(library="technical"): ["Paper"],
            UsageFilter(kind="collateral"): ["Deck", "Paper"],
            UsageFilter(kind="kit"): [],
            UsageFilter(family="edge"): [],
            UsageFilter(partner_id=ecosystem.beta): ["Deck"],
            UsageFilter(type="nobody"): [],
            UsageFilter(region="nowhere"): [],
        }.items():
            assert sorted(row.title for row in queries.list_usage(author, wanted, asked, PAGE).items) == titles, wanted


def test_shares_are_shown_from_the_count_of_the_rules_on(ecosystem: Ecosystem, author: Actor, now: datetime) -> None:
    adopt_rules(
        actor=SYSTEM, key="content", rules={"least_closings": 3}, effective_from=now - timedelta(days=400), now=now
    )
    deck = make_asset(now - timedelta(days=100), author, "Deck", review_by=(now + timedelta(days=9)).date())
    use(ecosystem.acme_seller, deck, now - timedelta(days=20))
    for days in (60, 55, 50):
        close(ecosystem.acme, now - timedelta(days=days), won=days == 60)
    for days in (15, 10, 5):
        close(ecosystem.acme, now - timedelta(days=days), won=days != 10)
    with acting_as(author):
        rates = queries.get_usage_of(author, deck, ALL, a_year(now)).rates
        assert rates.with_use is not None
        assert rates.without_use is not None
        assert (rates.with_use.won, rates.with_use.closed) == (2, 3)
        assert (rates.without_use.won, rates.without_use.closed) == (1, 3)
        assert rates.difference == Decimal("0.3333")


def test_kits_and_the_roadmap_are_used_too(ecosystem: Ecosystem, author: Actor, now: datetime) -> None:
    seller = ecosystem.acme_seller
    kit = make_kit(now, author, make_asset(now, author, "Part"))
    audience = make_audience(now, author, "Under agreement", agreements={"partner"})
    item = commands.define_roadmap_item(
        actor=author,
        terms=RoadmapTerms(
            title="Ahead",
            quarter_on=now.date(),
            status=RoadmapStatus.PLANNED,
            audience_id=audience,
            confidentiality="Only you",
            words="",
        ),
        now=now,
    )
    with acting_as(seller):
        commands.note_kit_reading(actor=seller, kit_id=kit, now=now)
        commands.note_kit_reading(actor=seller, kit_id=kit, now=now + timedelta(hours=1))
        commands.open_kit(actor=seller, kit_id=kit, now=now)
    assert list(KitUse.objects.order_by("kind").values_list("kind", flat=True)) == ["downloaded", "opened"]
    RoadmapReading.objects.create(
        item_id=item, person_id=seller.person_id, partner_id=seller.partner_id, read_on=now.date(), read_at=now
    )
    with acting_as(author):
        rows = queries.list_usage(author, ALL, a_year(now + timedelta(hours=2)), PAGE).items
        assert {(row.source, row.title, row.uses) for row in rows} == {
            (Source.KIT, "Rail kit", 2),
            (Source.ASSET, "Part", 1),
            (Source.ROADMAP, "Ahead", 1),
        }


def test_a_sale_tells_what_was_used_before_it_to_both_sides_and_to_nobody_else(
    ecosystem: Ecosystem, author: Actor, now: datetime
) -> None:
    deck, sheet = make_asset(now, author, "Deck"), make_asset(now, author, "Sheet")
    use(ecosystem.acme_seller, sheet, now + timedelta(days=1))
    use(ecosystem.acme_admin, deck, now + timedelta(days=2))
    use(ecosystem.beta_seller, deck, now + timedelta(days=2))
    key = close(ecosystem.acme, now + timedelta(days=4), won=True)
    use(ecosystem.acme_admin, sheet, now + timedelta(days=5))
    later = now + timedelta(days=6)
    for reader in (author, ecosystem.acme_seller):
        with acting_as(reader):
            rows = queries.list_uses_before(reader, partner_id=ecosystem.acme, until=now + timedelta(days=4), at=later)
            assert [(row.title, row.days) for row in rows] == [("Sheet", Decimal("3.0")), ("Deck", Decimal("2.0"))]
    with acting_as(ecosystem.beta_seller):
        assert not queries.list_uses_before(ecosystem.beta_seller, partner_id=ecosystem.acme, until=later, at=later)
    address = f"/opportunities/{public_id('opp', key)}/content"
    told = browser_of(ecosystem.acme_seller).get(f"/api/v1{address}").json()
    assert [one["title"] for one in told] == ["Sheet", "Deck"]
    assert browser_of(ecosystem.beta_seller).get(f"/api/v1{address}").status_code == 404
    page = browser_of(ecosystem.acme_seller).get(f"/pipeline/{public_id('opp', key)}/").content.decode()
    assert "Used before it was won" in page


def test_what_a_partner_may_read_no_more_keeps_its_place_without_its_name(
    ecosystem: Ecosystem, author: Actor, now: datetime
) -> None:
    deck = make_asset(now, author, "Deck")
    use(ecosystem.acme_seller, deck, now)
    commands.withdraw_asset(actor=author, asset_id=deck, reason="Wrong", now=now)
    with acting_as(ecosystem.acme_seller):
        (row,) = queries.list_uses_before(
            ecosystem.acme_seller, partner_id=ecosystem.acme, until=now + timedelta(days=1), at=now
        )
        assert (row.title, row.kind) == ("", "asset")


def test_partners_are_told_nothing_of_all(ecosystem: Ecosystem, now: datetime) -> None:
    seller = ecosystem.acme_seller
    with acting_as(seller):
        for ask in (
            lambda: queries.list_usage(seller, ALL, a_year(now), PAGE),
            lambda: queries.list_months(seller, ALL, a_year(now)),
            lambda: queries.get_usage_of(seller, ecosystem.acme, ALL, a_year(now)),
        ):
            with pytest.raises(NotAllowed):
                ask()
    browser = browser_of(seller)
    assert browser.get("/content/usage/").status_code == 403
    assert browser.get("/api/v1/content-usage").status_code == 403


@pytest.fixture
def used(ecosystem: Ecosystem, author: Actor, now: datetime) -> UUID:
    """Let an asset be used before a win, and others beside it."""
    for number in range(12):
        asset = make_asset(now, author, f"Paper {number}")
        use(ecosystem.acme_seller, asset, now)
    close(ecosystem.acme, now + timedelta(days=2), won=True)
    return asset


def test_pages_take_few_statements_however_much_is_used(
    used: UUID, ecosystem: Ecosystem, author: Actor, now: datetime
) -> None:
    asked = a_year(now + timedelta(days=3))
    with acting_as(author):
        queries.list_usage(author, ALL, asked, PAGE)
        with CaptureQueriesContext(
            connection,
        ) as said:
            queries.list_usage(author, ALL, asked, PAGE)
        assert len([one for one in said if "content_uses" in one["sql"]]) == 1
        assert len(said) <= 3  # the rules in force, and the statement
        with CaptureQueriesContext(connection) as said:
            queries.list_wins_after(author, used, ALL, asked, PAGE)
        assert len(said) <= 3  # the statement, the names of partners and of opportunities


def test_the_list_reads_uses_twice_and_a_content_four_times(used: UUID, author: Actor) -> None:
    host, key = browser_of(author), public_id("asset", used)
    asked = "?since=2026-01-01&until=2028-01-01"
    # The rows and the months; of one content also who used it, and the wins.
    for address, most in ((f"/content/usage/{asked}", 2), (f"/content/usage/{key}/{asked}", 4)):
        host.get(address)
        with CaptureQueriesContext(connection) as said:
            assert host.get(address).status_code == 200
        assert len([one for one in said if "content_uses" in one["sql"]]) == most


def test_page_api_and_file_say_the_same(used: UUID, ecosystem: Ecosystem, author: Actor) -> None:
    host, key = browser_of(author), public_id("asset", used)
    listed = host.get("/api/v1/content-usage?since=2026-01-01&until=2028-01-01&page_size=5").json()
    assert (listed["total"], len(listed["items"])) == (12, 5)
    more = host.get(f"/api/v1/content-usage?since=2026-01-01&until=2028-01-01&cursor={listed['next_cursor']}").json()
    assert not {row["id"] for row in more["items"]} & {row["id"] for row in listed["items"]}
    one = host.get(f"/api/v1/content-usage/{key}?since=2026-01-01&until=2028-01-01").json()
    assert (one["title"], one["won"], one["with_use"]) == ("Paper 11", 1, None)
    wins = host.get(f"/api/v1/content-usage/{key}/wins?since=2026-01-01&until=2028-01-01").json()
    assert wins["items"][0]["partner_id"] == public_id("partner", ecosystem.acme)
    assert host.get(f"/api/v1/content-usage/{key}/partners").json()["total"] in {0, 1}
    page = host.get("/content/usage/?since=2026-01-01&until=2028-01-01").content.decode()
    assert "Paper 11" in page
    assert "They do not prove that the content was the cause." in page
    assert "Too few" in page
    detail = host.get(f"/content/usage/{key}/?since=2026-01-01&until=2028-01-01").content.decode()
    assert "Won after use" in detail
    file = browser_of(ecosystem.admin).get("/exports/content-usage.csv?since=2026-01-01&until=2028-01-01")
    assert file.status_code == 200


def test_nonsense_is_refused_by_the_api_and_ignored_by_the_page(ecosystem: Ecosystem, author: Actor) -> None:
    host = browser_of(author)
    for wrong in ("window=17", "since=2027-01-01&until=2026-01-01", "since=x"):
        assert host.get(f"/api/v1/content-usage?{wrong}").status_code == 422, wrong
        assert host.get(f"/content/usage/?{wrong}").status_code == 200, wrong
    assert host.get("/api/v1/content-usage/person_00000000000000000000000000").status_code == 404
    with acting_as(author), pytest.raises(NotFound):
        queries.get_usage_of(author, ecosystem.acme, ALL, a_year(datetime.fromisoformat("2026-11-16T09:00:00+00:00")))


def test_a_registration_tells_what_was_used_for_it_and_before_it(
    ecosystem: Ecosystem, author: Actor, now: datetime
) -> None:
    define_product_family(actor=ecosystem.admin, family=ProductFamilyCard(key="cloud", name="Cloud Suite"), now=now)
    seller, at = ecosystem.acme_seller, utc_now()
    with acting_as(seller):
        made = submit_registration(actor=seller, draft=make_draft("Northwind GmbH", "cloud"), now=at)
    deck, old = make_asset(at, author, "Deck of slides"), make_asset(at, author, "Old paper")
    use(seller, deck, at - timedelta(days=2))
    use(seller, old, at - timedelta(days=200), deal=made.id)
    use(ecosystem.beta_seller, make_asset(at, author, "Paper of others"), at - timedelta(days=1))
    key = public_id("dealreg", made.id)
    for reader in (author, seller):
        browser = browser_of(reader)
        told = browser.get(f"/api/v1/deal-registrations/{key}/content").json()
        assert [(one["title"], one["is_for_this"]) for one in told] == [("Old paper", True), ("Deck of slides", False)]
        page = browser.get(f"/deals/{key}/").content.decode()
        assert "Used before it closed" in page
        assert "Paper of others" not in page
    assert browser_of(ecosystem.beta_seller).get(f"/api/v1/deal-registrations/{key}/content").status_code == 404


def test_uses_and_contributions_follow_a_merge_and_come_back(
    ecosystem: Ecosystem, author: Actor, now: datetime
) -> None:
    mine, theirs = hand_in(ecosystem.acme_seller, now), hand_in(ecosystem.beta_seller, now)
    other = acknowledge(ecosystem.beta_seller, author, now, title="Other", address="https://beta.example/other")
    kit = make_kit(now, author, make_asset(now, author, "Part"))
    with acting_as(ecosystem.beta_seller):
        commands.note_kit_reading(actor=ecosystem.beta_seller, kit_id=kit, now=now)

    def owners() -> dict[UUID, UUID]:
        return dict(Contribution.objects.values_list("id", "partner_id"))

    before = owners()
    merge_id = merge_partners(
        survivor_id=ecosystem.acme, merged_id=ecosystem.beta, taken=(), actor=SYSTEM, now=now + timedelta(hours=1)
    )
    # One address is alive once: what the survivor has not registered itself comes along, with its points.
    assert owners() == {mine: ecosystem.acme, theirs: ecosystem.beta, other: ecosystem.acme}
    assert set(KitUse.objects.values_list("partner_id", flat=True)) == {ecosystem.acme}
    undo_partner_merge(merge_id=merge_id, actor=SYSTEM, now=now + timedelta(hours=2))
    assert owners() == before
