"""Every metric's value on a world small enough to compute by hand."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from steelyard.insights.metrics import get_metric, list_metrics
from steelyard.insights.queries import list_records, measure, open_snapshot
from steelyard.insights.refusals import FiguresNotReady, NotByThat, PeriodImpossible
from steelyard.insights.terms import Answer, Dimension, Grain, Question, Spell
from steelyard.kernel.actors import SYSTEM, Actor, ActorKind
from steelyard.kernel.pages import PageRequest
from steelyard.kernel.refusals import NotAllowed
from tests.insights.worlds import ACME, BETA, at, keep_facts, make_tables, opportunity, partner, registration

NOVEMBER = Spell(date(2026, 11, 1), date(2026, 12, 1))
AUTUMN = Spell(date(2026, 9, 1), date(2026, 12, 1))

# Submitted in November: 1, 2, 3, 4, 5. Decided in November: 1, 2, 3, 4 and 6, of which 4 were approved.
REGISTRATIONS = (
    # Approved by rule at once, won on the 10th.
    registration(
        1,
        "11-02 08:00",
        decided_at=at("11-02 08:00"),
        outcome="approved",
        protected_from=at("11-02 08:00"),
        protected_until=at("12-31"),
        closed_at=at("11-10"),
        closure="won",
        value=Decimal("500.50"),
    ),
    # Approved by a person after 4 hours, in time; protected still.
    registration(
        2,
        "11-03 08:00",
        decided_at=at("11-03 12:00"),
        promised_at=at("11-04 08:00"),
        outcome="approved_in_part",
        is_automatic=False,
        protected_from=at("11-03 12:00"),
        protected_until=at("12-31"),
        value=Decimal("2000"),
        region="NORDICS",
        tier="silver",
    ),
    # Rejected by a person after 48 hours, a day late.
    registration(
        3,
        "11-04 08:00",
        decided_at=at("11-06 08:00"),
        promised_at=at("11-05 08:00"),
        outcome="rejected",
        is_automatic=False,
        closed_at=at("11-06 08:00"),
        closure="rejected",
        partner_id=BETA,
        type="teaming",
    ),
    # Approved by rule at once, expired; in dollars.
    registration(
        4,
        "11-05 08:00",
        decided_at=at("11-05 08:00"),
        outcome="approved",
        protected_from=at("11-05 08:00"),
        protected_until=at("11-12"),
        closed_at=at("11-12"),
        closure="protection_expired",
        currency="USD",
        partner_id=BETA,
    ),
    # Waits, an hour longer than was promised.
    registration(5, "11-15 08:00", outcome="held", promised_at=at("11-16 08:00")),
    # Submitted in October, decided in November after 8 hours, in time; protected still, for less than 30 days.
    registration(
        6,
        "10-31 20:00",
        decided_at=at("11-01 04:00"),
        promised_at=at("11-02"),
        outcome="approved_as_teaming",
        is_automatic=False,
        protected_from=at("11-01 04:00"),
        protected_until=at("12-10"),
        value=Decimal("300"),
    ),
)

OPPORTUNITIES = (
    # Sourced by Acme's registration 1; won after 10 days.
    opportunity(
        1,
        "11-01",
        partner_id=ACME,
        registration_id=REGISTRATIONS[0]["id"],
        amount=Decimal("600"),
        closed_at=at("11-11"),
        outcome="won",
    ),
    # Beta helps, out of a registration of another type; lost.
    opportunity(
        2,
        "11-02",
        partner_id=BETA,
        registration_id=REGISTRATIONS[2]["id"],
        amount=Decimal("400"),
        closed_at=at("11-12"),
        outcome="lost",
    ),
    # The host brought Acme in; open.
    opportunity(3, "11-03", partner_id=ACME, amount=Decimal("1000")),
    # Direct: one won after 20 days, one lost, one open in dollars.
    opportunity(4, "10-20", amount=Decimal("100.01"), closed_at=at("11-09"), outcome="won"),
    opportunity(5, "10-21", closed_at=at("11-10"), outcome="lost"),
    opportunity(6, "11-05", amount=Decimal("2000")),
    opportunity(7, "11-06", amount=Decimal("50"), currency="USD"),
)

PARTNERS = (
    partner(ACME, "01-10"),
    partner(BETA, "11-03", tier="silver"),
    partner(UUID(int=3), "01-11", status="ended"),
)

EXPECTED: dict[str, Any] = {
    "engaged_partners": 2,
    "active_partners": 2,
    "enrolled_partners": 1,
    "overdue_decisions": 1,
    ("ending_protection", "EUR"): Decimal(300),
    "registration_volume": 5,
    "approval_rate": 4 / 5,
    "decision_time_p50": 4 * 3600,  # of 0, 0, 4, 8, 48 hours
    "decision_time_p90": 32 * 3600,  # 0.6 of the way from 8 to 48 hours
    "sla_hit_rate": 4 / 5,
    "automation_rate": 2 / 5,
    "registration_win_rate": 1 / 2,
    "partner_initiated_rate": 2 / 3,
    "attach_rate": 3 / 5,
    "win_rate": 2 / 4,
    "cycle_time": 15 * 86400,
    ("protected_value", "EUR"): Decimal(2300),
    ("won_value", "EUR"): Decimal("500.5"),
    ("pipeline_created", "EUR"): Decimal(4000),
    ("pipeline_created", "USD"): Decimal(50),
    ("sourced_pipeline", "EUR"): Decimal(600),
    ("sourced_share", "EUR"): 600 / 4000,
    ("sourced_share", "USD"): 0,
    ("partner_share", "EUR"): 2000 / 4000,
    ("partner_share", "USD"): 0,
    ("deal_size", "EUR"): Decimal("350.00"),  # 700.01 / 2, half to even
    ("sourced_revenue", "EUR"): Decimal(600),
}


@pytest.fixture(autouse=True, params=["files", "tables"])
def world(analytics: object, request: pytest.FixtureRequest) -> None:
    keep_facts(registrations=REGISTRATIONS, opportunities=OPPORTUNITIES, partners=PARTNERS)
    if request.param == "tables":
        make_tables()


def ask(*names: str, spell: Spell = NOVEMBER, **said: Any) -> Answer:
    return measure(open_snapshot(SYSTEM), [get_metric(name) for name in names], Question(spell=spell, **said))


def test_every_metric_has_the_value_computed_by_hand() -> None:
    answer = ask(*(metric.name for metric in list_metrics()))
    found = {(point.metric, point.currency) if point.currency else point.metric: point.value for point in answer.points}
    assert found.keys() == EXPECTED.keys()
    for key, value in EXPECTED.items():
        assert found[key] == pytest.approx(value), key
    assert all(isinstance(value, Decimal) for key, value in found.items() if key[0] in {"won_value", "deal_size"})


def test_a_metric_of_nothing_is_none_and_a_count_zero() -> None:
    spell = Spell(date(2025, 1, 1), date(2025, 2, 1))
    answer = ask("registration_volume", "approval_rate", "decision_time_p50", "win_rate", spell=spell)
    assert {point.metric: (point.value, point.counted) for point in answer.points} == {
        "registration_volume": (0, 0),
        "approval_rate": (None, 0),
        "decision_time_p50": (None, 0),
        "win_rate": (None, 0),
    }


def test_each_value_says_how_many_it_was_computed_from() -> None:
    counted = {
        point.metric: point.counted for point in ask("approval_rate", "registration_win_rate", "win_rate").points
    }
    assert counted == {"approval_rate": 5, "registration_win_rate": 2, "win_rate": 4}


def test_a_series_has_a_point_per_month() -> None:
    points = ask("registration_volume", spell=AUTUMN, grain=Grain.MONTH).points
    assert [(point.period, point.value) for point in points] == [(date(2026, 10, 1), 1), (date(2026, 11, 1), 5)]
    (point,) = ask("registration_volume", spell=AUTUMN, grain=Grain.QUARTER).points
    assert (point.period, point.value) == (date(2026, 10, 1), 6)


def test_a_state_is_what_held_at_the_end_of_each_month() -> None:
    points = ask("protected_value", spell=AUTUMN, grain=Grain.MONTH).points
    # At the end of October nothing was protected; November is not over, so it is asked as of the last reading.
    assert [(point.period, point.value) for point in points] == [(date(2026, 11, 1), Decimal(2300))]


@pytest.mark.parametrize(
    ("by", "values"),
    [
        (Dimension.REGION, {"DACH": 4, "NORDICS": 1}),
        (Dimension.TYPE, {"sourced": 4, "teaming": 1}),
        (Dimension.TIER, {"gold": 4, "silver": 1}),
        (Dimension.PARTNER, {str(ACME): 3, str(BETA): 2}),
    ],
)
def test_a_metric_is_broken_down(by: Dimension, values: dict[str, int]) -> None:
    assert {point.key: point.value for point in ask("registration_volume", by=by).points} == values


def test_sales_with_a_partner_are_compared_to_those_without() -> None:
    rates = {point.key: point.value for point in ask("win_rate", by=Dimension.INVOLVEMENT).points}
    assert rates == {"with": 1 / 2, "without": 1 / 2}
    cycles = {point.key: point.value for point in ask("cycle_time", by=Dimension.INVOLVEMENT).points if point.counted}
    assert cycles == {"with": 10 * 86400, "without": 20 * 86400}


def test_a_question_is_narrowed() -> None:
    (point,) = ask("registration_volume", filters={Dimension.REGION: "DACH", Dimension.TYPE: "sourced"}).points
    assert point.value == 3
    (point,) = ask("approval_rate", filters={Dimension.PARTNER: str(BETA)}).points
    assert point.value == 1 / 2


def test_the_past_is_asked_as_it_was_known_then() -> None:
    known = datetime(2026, 11, 5, 7, 0, tzinfo=UTC)
    answer = ask("registration_volume", "approval_rate", "registration_win_rate", "protected_value", as_of=known)
    assert answer.as_of == known
    values = {point.metric: point.value for point in answer.points}
    # Then 1, 2 and 3 were submitted in November; 6, 1 and 2 were decided, all approved; nothing had ended.
    assert values == {
        "registration_volume": 3,
        "approval_rate": 1,
        "registration_win_rate": None,
        "protected_value": Decimal("2800.5"),
    }


def test_the_rows_behind_a_figure_are_those_it_counts() -> None:
    snapshot = open_snapshot(SYSTEM)
    for metric in list_metrics():
        question = Question(spell=NOVEMBER)
        page = list_records(snapshot, metric, question, PageRequest(size=100))
        counted = sum(point.counted for point in measure(snapshot, [metric], question).points)
        assert page.total == len(page.items) == counted, metric.name


def test_what_makes_no_sense_is_refused() -> None:
    with pytest.raises(NotByThat):
        ask("approval_rate", by=Dimension.INVOLVEMENT)
    with pytest.raises(PeriodImpossible):
        ask("approval_rate", spell=Spell(date(2026, 1, 2), date(2026, 1, 2)))
    with pytest.raises(PeriodImpossible):
        ask("approval_rate", spell=Spell(date(2000, 1, 1), date(2026, 1, 2)))


def test_partners_may_not_ask() -> None:
    with pytest.raises(NotAllowed):
        open_snapshot(Actor(kind=ActorKind.PARTNER, partner_id=ACME))


def test_before_the_first_reading_the_figures_are_not_ready(settings: Any, tmp_path: Any) -> None:
    settings.ANALYTICS_PATH = tmp_path / "elsewhere"
    with pytest.raises(FiguresNotReady):
        open_snapshot(SYSTEM)


def test_partners_are_counted_where_they_are() -> None:
    assert {point.key: point.value for point in ask("active_partners", by=Dimension.TIER).points} == {
        "gold": 1,
        "silver": 1,
    }
    # A partner has no type of registration: this filter says nothing of it.
    (point,) = ask("active_partners", filters={Dimension.TYPE: "teaming", Dimension.PARTNER: str(ACME)}).points
    assert point.value == 1
