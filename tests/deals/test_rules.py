"""What the rulebook of deal registration refuses, in words that people read in their language."""

from typing import Any

import pytest
from django.utils.translation import override
from pydantic import ValidationError

from steelyard.deals.rules import DealRegistrationRules
from steelyard.program.wording import explain_errors, say_rule


@pytest.mark.parametrize(
    ("changes", "english"),
    [
        ({"currency": "XXY"}, "XXY is not an ISO 4217 currency."),
        ({"reminder_days": [1, 7]}, "Name reminders as falling numbers of days, each once, from 1 on."),
        ({"escalation_hours": 24}, "Escalate after the review begins: by fewer hours than it may take."),
        ({"hard_sla_business_hours": 12}, "Set the hard limit no earlier than the limit of the review."),
        ({"evidence": [{"from_value": "1", "any_of": ["quote"]}] * 2}, "Evidence asked for names something twice."),
        ({"overridable_fields": ["ladder"]}, "Regions cannot change ladder."),
    ],
)
def test_what_does_not_fit_together_is_said_in_the_readers_language(changes: dict[str, Any], english: str) -> None:
    with pytest.raises(ValidationError) as caught:
        DealRegistrationRules.load(DealRegistrationRules().dump() | changes)
    assert explain_errors(caught.value) == {"": english}
    with override("de"):
        (german,) = explain_errors(caught.value).values()
    assert german != english


def own_rule(**changed: Any) -> dict[str, Any]:
    written = {"rule": "DR-7a", "when": "value > 100.0", "reason": "Large deals need a second look.", "outcome": "held"}
    return {**written, **changed}


@pytest.mark.parametrize(
    ("changed", "place", "english"),
    [
        ({"when": "valu > 1.0"}, "own_rules.0.when", "At character 1: “valu” is not known here."),
        ({"when": "value > 100"}, "own_rules.0.when", "At character 7: “>” does not mix whole numbers and decimals;"),
        (
            {"when": "public_tender > value"},
            "own_rules.0.when",
            "does not work on: true or false, number with decimals.",
        ),
        ({"when": 'role == "sorced"'}, "own_rules.0.when", "No case can ever meet this condition."),
        ({"when": "value > 1.0\n"}, "own_rules.0.when", "Control characters are not allowed."),
        ({"outcome": "approved"}, "own_rules.0", "A rule rejects, holds or makes the partner a second one;"),
        ({"rule": "DR-3a"}, "own_rules.0.rule", ""),
        ({"reason": "short"}, "own_rules.0.reason", ""),
    ],
)
def test_a_condition_that_cannot_be_is_refused_where_it_stands(
    changed: dict[str, Any], place: str, english: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        DealRegistrationRules.load(DealRegistrationRules().dump() | {"own_rules": [own_rule(**changed)]})
    ((where, said),) = explain_errors(caught.value).items()
    assert where == place
    assert english in said
    with override("de"):
        (german,) = explain_errors(caught.value).values()
    assert german != said


def test_own_rules_are_numbered_once() -> None:
    with pytest.raises(ValidationError) as caught:
        DealRegistrationRules.load(DealRegistrationRules().dump() | {"own_rules": [own_rule(), own_rule()]})
    assert "names something twice" in explain_errors(caught.value)[""]


def test_own_rules_say_themselves() -> None:
    rules = DealRegistrationRules.load(DealRegistrationRules().dump() | {"own_rules": [own_rule(is_confidential=True)]})
    (said,) = [one for one in rules.sentences() if one.rule == "DR-7a"]
    assert say_rule(said) == "Hold for a person by a rule of our own: Large deals need a second look."
    assert said.is_confidential
