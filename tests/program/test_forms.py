"""The form of every rulebook of the product reads back exactly the rules that it was drawn from."""

import pytest
from django.http import QueryDict

from steelyard.program.forms.rulebook import RulebookForm
from steelyard.program.registry import rulebooks
from steelyard.program.rules import Rulebook
from tests.program.rulebook import ReferralRules

BOOKS = sorted({**rulebooks(), "referral": ReferralRules}.items())


def sent(form: RulebookForm) -> QueryDict:
    """Return what a browser would send for the form as it is drawn."""
    data = QueryDict(mutable=True)
    for bound in form:
        value = bound.value()
        if isinstance(value, list):
            data.setlist(bound.html_name, value)
        elif value not in (None, False):
            data[bound.html_name] = "on" if value is True else str(value)
    return data


@pytest.mark.parametrize(("key", "model"), BOOKS)
def test_the_form_reads_back_the_rules(key: str, model: type[Rulebook]) -> None:
    values = model().dump()
    data = sent(RulebookForm(model, values))
    assert model.load(RulebookForm(model, values, data=data).read()) == model()


@pytest.mark.parametrize(("key", "model"), BOOKS)
def test_a_region_reads_back_what_it_replaces(key: str, model: type[Rulebook]) -> None:
    everything = {name: model().dump()[name] for name in model.overridable}
    data = sent(RulebookForm(model, everything, region="DACH", globally=model()))
    form = RulebookForm(model, {}, data=data, region="DACH", globally=model())
    assert form.read() == everything
    assert RulebookForm(model, {}, data=QueryDict(), region="DACH", globally=model()).read() == {}


@pytest.mark.parametrize(("key", "model"), BOOKS)
def test_every_setting_is_drawn_once(key: str, model: type[Rulebook]) -> None:
    form = RulebookForm(model, model().dump())
    assert form.sections[-1].entries[-1].name == "overridable_fields"
    assert {entry.name for section in form.sections for entry in section.entries} == set(model.model_fields)


@pytest.mark.parametrize(
    "instruction", ["ladder-0-up", "ladder-2-down", "ladder-9-up", "ladder-x-up", "window_days-add", "-", "", "a"]
)
def test_an_instruction_that_changes_nothing_is_harmless(instruction: str) -> None:
    values = ReferralRules().dump()
    form = RulebookForm(ReferralRules, values, data=sent(RulebookForm(ReferralRules, values)))
    assert form.edit(instruction) == values | {"note": ""}


def test_rows_that_are_not_there_are_not_made() -> None:
    values = ReferralRules().dump()
    for count in ("-1", "x", "", "99999999999999999999", "²"):
        data = sent(RulebookForm(ReferralRules, values))
        data["ladder-count"] = count
        assert len(RulebookForm(ReferralRules, values, data=data).read()["ladder"]) <= 100
