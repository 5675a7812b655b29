"""Lists, lanes and forecasts: counted and added up by the database, per currency."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from steelyard.kernel.money import Money
from steelyard.kernel.pages import PageRequest
from steelyard.pipeline import commands, queries
from steelyard.pipeline.queries import Dimension
from steelyard.pipeline.queries.board import LANE_SIZE
from steelyard.pipeline.terms import OpportunityFilter
from tests.partners.making import Ecosystem
from tests.pipeline.making import make_company, make_opportunity


def euros(amount: int | str) -> Money:
    return Money(Decimal(amount), "EUR")


@pytest.fixture
def world(ecosystem: Ecosystem, now: datetime) -> Ecosystem:
    """Four open opportunities: 36,000 EUR in Qualify and Propose with Acme, 10,000 USD in Propose with Beta, one direct."""
    make_opportunity(now, "Amber", partner_id=ecosystem.acme, close_on=date(2027, 2, 1))
    make_opportunity(now, "Birch", partner_id=ecosystem.acme, stage="propose", close_on=date(2027, 1, 1))
    dollars = {"amount": Money(Decimal(10000), "USD"), "lines": ()}
    make_opportunity(now, "Cedar", partner_id=ecosystem.beta, stage="propose", close_on=date(2027, 3, 1), **dollars)
    make_opportunity(now, "Dune", region="UKI", stage="negotiate", amount=euros(100), lines=())
    return ecosystem


def names(world: Ecosystem, sort: str = "", **wanted: object) -> list[str]:
    page = queries.list_opportunities(world.manager, OpportunityFilter(**wanted), PageRequest(sort=sort))
    assert page.total == len(page.items)
    return [card.name for card in page.items]


def test_filters_narrow_and_sorts_order(world: Ecosystem, now: datetime) -> None:
    assert names(world) == ["Birch", "Dune", "Amber", "Cedar"]
    assert names(world, "-amount") == ["Birch", "Amber", "Cedar", "Dune"] or names(world, "-amount")[2:] == [
        "Cedar",
        "Dune",
    ]
    assert names(world, "-stage") == ["Dune", "Birch", "Cedar", "Amber"]
    assert names(world, partner_id=world.acme) == ["Birch", "Amber"]
    assert names(world, is_direct=True) == ["Dune"]
    assert names(world, region="UKI") == ["Dune"]
    assert names(world, stage="propose") == ["Birch", "Cedar"]
    assert names(world, family="general") == ["Birch", "Amber"]
    assert names(world, close_from=date(2027, 2, 1), close_until=date(2027, 3, 1)) == ["Amber"]
    assert names(world, text="ceda") == ["Cedar"]
    assert names(world, text="cedar hold") == ["Cedar"]
    assert names(world, state="won") == []


def test_lanes_count_and_sum_per_currency(world: Ecosystem) -> None:
    lanes = {lane.key: lane for lane in queries.get_board(world.manager, OpportunityFilter()).lanes}
    assert list(lanes) == ["qualify", "discover", "propose", "negotiate"]
    assert [lanes[key].count for key in lanes] == [1, 0, 2, 1]
    assert lanes["propose"].sums == (euros("36000.00"), Money(Decimal("10000.00"), "USD"))
    assert [card.name for card in lanes["propose"].page.items] == ["Birch", "Cedar"]


def test_a_long_lane_shows_its_first_cards_and_how_many_are_left(ecosystem: Ecosystem, now: datetime) -> None:
    company_id = make_company(now, "Nordwind")
    for number in range(LANE_SIZE + 3):
        make_opportunity(now, f"No {number}", company_id=company_id)
    lane = queries.get_board(ecosystem.manager, OpportunityFilter()).lanes[0]
    assert (lane.count, len(lane.page.items), lane.left) == (28, 25, 3)
    more = queries.get_lane(ecosystem.manager, OpportunityFilter(), queries.require_stage("qualify"), number=2)
    assert (len(more.page.items), more.left) == (3, 0)


@pytest.mark.parametrize(
    ("dimension", "keys"),
    [
        (Dimension.STAGE, ["qualify", "propose", "negotiate"]),
        (Dimension.REGION, ["DACH", "UKI"]),
        (Dimension.MONTH, ["2027-01-01", "2027-02-01", "2027-03-01"]),
    ],
)
def test_a_forecast_has_a_row_per_part_that_occurs(world: Ecosystem, dimension: Dimension, keys: list[str]) -> None:
    forecast = queries.get_forecast(world.manager, OpportunityFilter(), dimension)
    assert sorted(row.key for row in forecast.rows) == sorted(keys)
    assert sum(row.count for row in forecast.rows) == forecast.whole.count == 4


def test_a_forecast_weighs_by_the_probability_of_the_stage(world: Ecosystem) -> None:
    forecast = queries.get_forecast(world.manager, OpportunityFilter(), Dimension.PARTNER)
    by_key = {row.key: row for row in forecast.rows}
    # 36,000 at 10 % and 36,000 at 50 %; 10,000 dollars at 50 %; 100 at 75 %.
    assert by_key[str(world.acme)].weighted == (euros("21600.00"),)
    assert by_key[str(world.beta)].weighted == (Money(Decimal("5000.00"), "USD"),)
    assert by_key[""].weighted == (euros("75.00"),)
    assert forecast.whole.weighted == (euros("21675.00"), Money(Decimal("5000.00"), "USD"))


def test_a_changed_probability_changes_the_forecast(world: Ecosystem, now: datetime) -> None:
    commands.define_stage(
        actor=world.admin, key="negotiate", name="Closing", position=4, probability=Decimal("0.90"), now=now
    )
    forecast = queries.get_forecast(world.manager, OpportunityFilter(region="UKI"), Dimension.STAGE)
    assert [(row.name, row.weighted) for row in forecast.rows] == [("Closing", (euros("90.00"),))]
