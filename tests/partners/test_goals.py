"""Goals hold once both sides agree, and both are told how far one is and why."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steelyard.kernel.actors import SYSTEM, Actor
from steelyard.kernel.ids import public_id
from steelyard.kernel.pages import PageRequest
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.partners import commands
from steelyard.partners.goals.policies import compute_standing
from steelyard.partners.goals.queries import get_goal_record, list_goals
from steelyard.partners.goals.refusals import (
    GoalAwaitsAnswer,
    GoalMetricUnknown,
    GoalPeriodInvalid,
    GoalTaken,
    GoalTargetInvalid,
    NothingToAnswer,
)
from steelyard.partners.goals.rules import GoalRules
from steelyard.partners.goals.terms import (
    GoalDraft,
    GoalFilter,
    GoalShape,
    Pace,
    PaceFacts,
    RevisionDraft,
    YearBefore,
)
from steelyard.partners.models import Goal, GoalRevision
from steelyard.pipeline.public import close_opportunity
from steelyard.platform.db import acting_as
from steelyard.platform.models import Notification
from tests.jobs import run_jobs
from tests.partners.making import Ecosystem, browser_of
from tests.pipeline.making import make_opportunity

RULES, PAGE = GoalRules(), PageRequest()
YEAR = {"starts_on": date(2026, 1, 1), "until": date(2027, 1, 1)}
WON = "pipeline.won_count"
AMOUNTS = st.decimals(min_value=0, max_value=1000, places=2)


def facts(**said: Any) -> PaceFacts:
    """Return facts of a goal of a hundred in the middle of the year."""
    return PaceFacts(**{**YEAR, "on": date(2026, 7, 2), "target": Decimal(100), "actual": Decimal(50), **said})


@pytest.mark.parametrize(
    ("said", "pace", "expected"),
    [
        ({"actual": Decimal(50)}, Pace.ON, "49.86"),
        ({"actual": Decimal(44)}, Pace.BEHIND, "49.86"),
        ({"actual": Decimal(55)}, Pace.AHEAD, "49.86"),
        ({"actual": Decimal(100)}, Pace.REACHED, "49.86"),
        ({"on": date(2025, 12, 31), "actual": Decimal(0)}, Pace.NOT_BEGUN, "0.00"),
        ({"on": date(2027, 1, 1), "actual": Decimal(99)}, Pace.MISSED, "100.00"),
        # Four fifths of the year before came after the summer: fifteen by now are ahead of ten.
        (
            {
                "shape": GoalShape.SEASONAL,
                "actual": Decimal(30),
                "year_before": YearBefore(so_far=Decimal(8), whole=Decimal(40)),
            },
            Pace.AHEAD,
            "20.00",
        ),
        ({"shape": GoalShape.SEASONAL, "actual": Decimal(30)}, Pace.BEHIND, "49.86"),
        # From eighty points to a hundred, half of the way is ninety.
        ({"baseline": Decimal(80), "actual": Decimal(90)}, Pace.ON, "89.97"),
    ],
)
def test_pace_is_told_by_what_is_expected_on_the_day(said: dict[str, Any], pace: Pace, expected: str) -> None:
    standing = compute_standing(facts(**said), RULES)
    assert (standing.pace, standing.expected) == (pace, Decimal(expected))
    assert standing.reasons[0].code == f"goal_{pace}"


@given(less=AMOUNTS, more=AMOUNTS, day=st.dates(min_value=date(2025, 6, 1), max_value=date(2027, 6, 1)))
def test_more_never_makes_the_pace_worse(less: Decimal, more: Decimal, day: date) -> None:
    order = [Pace.MISSED, Pace.NOT_BEGUN, Pace.BEHIND, Pace.ON, Pace.AHEAD, Pace.REACHED]
    less, more = sorted((less, more))
    first, second = (compute_standing(facts(on=day, actual=actual), RULES) for actual in (less, more))
    assert order.index(first.pace) <= order.index(second.pace)
    assert 0 <= first.expected <= 100


def draft(**said: Any) -> GoalDraft:
    """Return a goal of four opportunities won in the year."""
    target = said.pop("target", Decimal(4))
    return GoalDraft(**{**YEAR, "metric": WON, **said}, revision=RevisionDraft(target=target))


def propose(now: datetime, actor: Actor, partner_id: UUID, **said: Any) -> UUID:
    with acting_as(actor):
        return commands.propose_goal(actor=actor, partner_id=partner_id, draft=draft(**said), now=now)


def test_a_goal_holds_once_both_sides_agree_and_both_see_the_same(ecosystem: Ecosystem, now: datetime) -> None:
    for day in (date(2026, 2, 1), date(2026, 3, 1), date(2025, 5, 5)):
        at = datetime(day.year, day.month, day.day, tzinfo=UTC)
        won = make_opportunity(at - timedelta(days=9), f"Won on {day}", partner_id=ecosystem.acme)
        close_opportunity(actor=SYSTEM, opportunity_id=won, won=True, now=at)
    goal = propose(now, ecosystem.manager, ecosystem.acme)
    with pytest.raises(NothingToAnswer):
        commands.answer_goal(actor=ecosystem.manager, goal_id=goal, agrees=True, now=now)
    at = datetime(2026, 7, 2, 12, tzinfo=UTC)
    assert get_goal_record(ecosystem.manager, goal, at=at).card.pace is Pace.PROPOSED
    with acting_as(ecosystem.acme_admin):
        commands.answer_goal(actor=ecosystem.acme_admin, goal_id=goal, agrees=True, now=now)
        mine = get_goal_record(ecosystem.acme_admin, goal, at=at).card
    assert mine == get_goal_record(ecosystem.manager, goal, at=at).card
    assert mine.standing
    assert (mine.standing.actual, mine.standing.expected, mine.pace) == (Decimal(2), Decimal("1.99"), Pace.ON)
    run_jobs()
    told = set(Notification.objects.filter(event_type__startswith="partners.goal").values_list("person_id", flat=True))
    assert told == {ecosystem.acme_admin.person_id, ecosystem.manager.person_id}


def test_a_revision_holds_once_it_is_agreed_and_what_was_refused_changes_nothing(
    ecosystem: Ecosystem, now: datetime
) -> None:
    goal = propose(now, ecosystem.acme_admin, ecosystem.acme)
    with pytest.raises(GoalAwaitsAnswer):
        commands.revise_goal(actor=ecosystem.manager, goal_id=goal, draft=RevisionDraft(target=Decimal(9)), now=now)
    commands.answer_goal(actor=ecosystem.manager, goal_id=goal, agrees=True, now=now)
    for target, agrees in ((9, False), (7, True)):
        said = RevisionDraft(target=Decimal(target), shape=GoalShape.SEASONAL)
        commands.revise_goal(actor=ecosystem.manager, goal_id=goal, draft=said, now=now)
        assert get_goal_record(ecosystem.manager, goal, at=now).card.target == Decimal(4)
        with acting_as(ecosystem.acme_admin):
            commands.answer_goal(actor=ecosystem.acme_admin, goal_id=goal, agrees=agrees, now=now)
    record = get_goal_record(ecosystem.manager, goal, at=now)
    assert (record.card.target, record.card.shape) == (Decimal(7), GoalShape.SEASONAL)
    assert [one.is_agreed for one in record.revisions] == [True, False, True]


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"metric": "nothing.known"}, GoalMetricUnknown),
        ({"until": date(2026, 1, 1)}, GoalPeriodInvalid),
        ({"until": date(2029, 1, 1)}, GoalPeriodInvalid),
        ({"target": Decimal(0)}, GoalTargetInvalid),
        ({"metric": "pipeline.win_rate", "target": Decimal(101)}, GoalTargetInvalid),
    ],
)
def test_what_is_no_goal_is_refused(
    ecosystem: Ecosystem, now: datetime, said: dict[str, Any], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        propose(now, ecosystem.manager, ecosystem.acme, **said)


def test_nobody_else_sees_or_answers_a_goal(ecosystem: Ecosystem, now: datetime) -> None:
    goal = propose(now, ecosystem.manager, ecosystem.acme)
    with pytest.raises(GoalTaken):
        propose(now, ecosystem.manager, ecosystem.acme, target=Decimal(9))
    with acting_as(ecosystem.beta_seller):
        assert not Goal.objects.exists()
        assert not GoalRevision.objects.exists()
        assert not list_goals(ecosystem.beta_seller, GoalFilter(), PAGE, at=now).items
        with pytest.raises(NotFound):
            commands.answer_goal(actor=ecosystem.beta_seller, goal_id=goal, agrees=True, now=now)
    with acting_as(ecosystem.acme_seller), pytest.raises(NotAllowed):
        commands.answer_goal(actor=ecosystem.acme_seller, goal_id=goal, agrees=True, now=now)


def test_goals_are_agreed_on_their_pages(ecosystem: Ecosystem, now: datetime) -> None:
    host, partner = browser_of(ecosystem.manager), browser_of(ecosystem.acme_admin)
    new = f"/partners/{public_id('partner', ecosystem.acme)}/goals/new/"
    assert host.get(new).status_code == 200
    typed = {"metric": WON, "starts_on": "2026-01-01", "until": "2027-01-01", "target": "4", "shape": "linear"}
    assert host.post(new, {**typed, "until": "2025-01-01"}).status_code == 422
    assert host.post(new, typed).status_code == 302
    page = f"/partners/goals/{Goal.objects.get().public_id}/"
    assert 'name="agrees"' not in host.get(page).content.decode()
    assert 'name="agrees"' in partner.get(page).content.decode()
    assert partner.post(f"{page}answer/", {"agrees": "yes"}).status_code == 302
    assert "Nothing waits" in partner.post(f"{page}answer/", {"agrees": "yes"}, follow=True).content.decode()
    assert partner.get(f"{page}revision/").status_code == 200
    assert partner.post(f"{page}revision/", {"target": "3", "shape": "seasonal", "reason": "Ill"}).status_code == 302
    assert "Ill" in host.get(page).content.decode()
    assert host.get("/partners/goals/?waiting=yes&manager=me").content.decode().count(page) >= 1
    assert host.get("/partners/goals/?waiting=no").content.decode().count(page) == 0
    assert page in host.get(f"/partners/{public_id('partner', ecosystem.acme)}/").content.decode()
    assert page in partner.get("/").content.decode()


def test_a_page_of_goals_is_measured_in_few_statements(
    ecosystem: Ecosystem, now: datetime, django_assert_max_num_queries: Any
) -> None:
    for partner_id in (ecosystem.acme, ecosystem.beta):
        for metric in (WON, "pipeline.won_value", "partners.people"):
            goal = propose(now, ecosystem.manager, partner_id, metric=metric)
            GoalRevision.objects.filter(goal=goal).update(answered_at=now, is_agreed=True)
    with django_assert_max_num_queries(40):
        cards = list_goals(ecosystem.manager, GoalFilter(), PAGE, at=now).items
    assert len(cards) == 6
    assert all(card.standing for card in cards)
