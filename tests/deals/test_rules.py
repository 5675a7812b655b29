"""What the rulebook of deal registration refuses, in words that people read in their language."""

from typing import Any

import pytest
from django.utils.translation import override
from pydantic import ValidationError

from steelyard.deals.rules import DealRegistrationRules
from steelyard.program.wording import explain_errors


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
