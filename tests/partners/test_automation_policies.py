"""What holds between automations, and when they run: of facts and rules alone."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from steelyard.partners.automation.parts import AutomationRule
from steelyard.partners.automation.policies import compute_due_at, decide_state, is_met
from steelyard.partners.automation.rules import AutomationRules
from steelyard.partners.automation.terms import RunState
from steelyard.partners.automation.triggers import find_trigger
from tests.partners.automating import SUSPENDED, automation, rules, step

BERLIN = ZoneInfo("Europe/Berlin")


def refused(*automations: dict[str, Any], steps: list[dict[str, Any]], **said: Any) -> str:
    """Return why rules cannot be kept."""
    with pytest.raises(ValidationError) as error:
        AutomationRules.load(rules(*automations, steps=steps, **said))
    said = error.value.errors()[0]["ctx"]
    return str(said["text"]).format(**said["params"])


def test_an_automation_that_feeds_itself_is_refused_with_its_name() -> None:
    back = step("move_partner", target="active")
    assert "Follow → Follow" in refused(automation(), steps=[back])


def test_automations_that_feed_each_other_are_refused_with_the_cycle_in_their_order() -> None:
    first = automation("first", when='event_after == "suspended"')
    second = automation("second", event="partners.host_task.opened", when='event_title == "Call them"')
    steps = [
        step(automation="first"),
        step("move_partner", automation="second", target="suspended"),
    ]
    said = refused(first, second, steps=steps)
    assert "First → Second → First" in said or "Second → First → Second" in said


def test_what_the_condition_excludes_is_no_cycle() -> None:
    on_suspension = automation(when='event_after == "suspended"')
    AutomationRules.load(rules(on_suspension, steps=[step("move_partner", target="active")]))
    with_other_title = automation("second", event="partners.host_task.opened", when='event_title == "Other"')
    AutomationRules.load(rules(with_other_title, steps=[step(automation="second")]))


def test_unknown_events_actions_and_targets_are_named() -> None:
    assert "cannot listen to “nothing.at_all”" in refused(automation(event="nothing.at_all"), steps=[step()])
    assert "no action “dance”" in refused(automation(), steps=[step("dance")])
    assert "“boss” is none of" in refused(automation(), steps=[step(target="boss")])
    assert "needs a title" in refused(automation(), steps=[step(title="")])
    assert "does nothing" in refused(automation(), steps=[])
    assert "no automation “other”" in refused(automation(), steps=[step(), step(automation="other")])
    assert "there twice" in refused(automation(), automation(), steps=[step()])
    assert "grow from one" in refused(automation(), steps=[step()], inactive_days=[60, 30])


def test_every_fact_of_an_event_that_can_be_asked_is_read_off_its_class() -> None:
    trigger = find_trigger("deals.registration.submitted")
    assert trigger is not None
    kinds = {fact.name: fact.kind.value for fact in trigger.event_facts}
    assert kinds["event_value"] == "double"
    assert kinds["event_families"] == "list(string)"
    assert kinds["event_close_on"] == "timestamp"
    assert "event_company_id" not in kinds


def test_a_fact_that_is_not_known_does_not_hold() -> None:
    rule = AutomationRule(key="a", name="A", event=SUSPENDED, when="deal_days > 60")
    assert is_met(rule, {"deal_days": 61})
    assert not is_met(rule, {})


@pytest.mark.parametrize(
    ("happened", "days", "due"),
    [
        (datetime(2028, 2, 28, 12, tzinfo=UTC), 1, datetime(2028, 2, 29, 12, tzinfo=UTC)),
        (datetime(2027, 2, 28, 12, tzinfo=UTC), 1, datetime(2027, 3, 1, 12, tzinfo=UTC)),
        (datetime(2028, 2, 29, 23, 59, tzinfo=UTC), 365, datetime(2029, 2, 28, 23, 59, tzinfo=UTC)),
        (datetime(2027, 3, 27, 2, 30, tzinfo=BERLIN), 1, datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),
        (datetime(2027, 10, 30, 2, 30, tzinfo=BERLIN), 1, datetime(2027, 10, 31, 0, 30, tzinfo=UTC)),
    ],
)
def test_a_day_of_delay_is_24_hours_over_leap_days_and_clock_changes(
    happened: datetime, days: int, due: datetime
) -> None:
    assert compute_due_at(happened.astimezone(UTC), days) == due


@given(st.datetimes(timezones=st.just(UTC), max_value=datetime(2500, 1, 1)), st.integers(0, 730))  # noqa: DTZ001
def test_no_delay_is_ever_longer_or_shorter_than_its_days(happened: datetime, days: int) -> None:
    assert (compute_due_at(happened, days) - happened).total_seconds() == days * 86_400


@given(st.integers(1, 30), st.integers(1, 20), st.booleans())
def test_only_what_is_met_runs_and_no_chain_is_longer_than_the_rules_say(links: int, most: int, met: bool) -> None:
    rule = AutomationRule(key="a", name="A", event=SUSPENDED, when='status == "active"')
    state = decide_state(rule, {"status": "active" if met else "ended"}, links=links, most_links=most)
    assert state is (RunState.NOT_MET if not met else RunState.STOPPED if links > most else RunState.WAITING)


def test_rules_say_themselves_in_plain_words() -> None:
    said = AutomationRules.load(rules(automation(when='event_after == "suspended"', delay_days=3), steps=[step()]))
    texts = [one.text.format_map(one.params) for one in said.sentences()]
    assert texts[0] == (
        '“Follow”: A partner\'s status changed, this holds: event_after == "suspended", and still does after 3 days.'
    )
    assert texts[1] == "Us: channel manager is asked to do this within 7 days: Call them."
    assert all(one.is_confidential for one in said.sentences())
