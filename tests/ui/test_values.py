"""Amounts, times and fields as the reader writes them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.forms import Form
from django.http import QueryDict
from django.template import Context
from django.test import RequestFactory
from django.utils import timezone, translation

from steelyard.kernel.money import Money
from steelyard.kernel.pages import Page, PageRequest
from steelyard.ui import writing
from steelyard.ui.forms import Chosen, ComboboxField, MoneyField
from steelyard.ui.templatetags import steelyard_ui as tags

NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("amount", "currency", "language", "text"),
    [
        ("36000", "EUR", "en", "€36,000"),
        ("36000.5", "EUR", "en", "€36,000.50"),
        ("36000.5", "EUR", "de", "36.000,50\xa0€"),
        ("36000", "JPY", "de", "36.000\xa0¥"),
        ("-12.345", "BHD", "en", "-BHD12.345"),
    ],
)
def test_money_is_written_as_the_reader_writes_it(amount: str, currency: str, language: str, text: str) -> None:
    with translation.override(language):
        assert writing.money(Money(Decimal(amount), currency)).replace("BHD\xa0", "BHD") == text


def test_numbers_dates_and_lengths_follow_the_language() -> None:
    with translation.override("de"):
        assert writing.number(28144) == "28.144"
        assert writing.percent(Decimal("0.415")) == "42\xa0%"
        assert writing.day(date(2027, 1, 12)) == "12.01.2027"
        assert writing.relative(NOW + timedelta(days=3), NOW) == "in 3 Tagen"
        assert writing.duration(timedelta(hours=3)) == "3 Stunden"
        assert writing.money_short(Money(Decimal("120000"), "EUR")) == "120.000\xa0€"
        assert writing.money_short(Money(Decimal("129428.57"), "EUR")) == "129.429\xa0€"
        assert writing.money_short(Money(Decimal("1240000"), "EUR")) == "1,2\xa0Mio.\xa0€"
    with translation.override("en"):
        assert writing.money_short(Money(Decimal("1240000"), "EUR")) == "€1.2M"
        assert writing.relative(NOW - timedelta(hours=2), NOW) == "2 hours ago"


def test_an_instant_is_shown_in_the_readers_zone_with_the_zone_beside_it() -> None:
    with translation.override("en"), timezone.override("Asia/Tokyo"):
        assert "6:00" in writing.moment(NOW)
        assert "(" in writing.moment_with_zone(NOW)
        assert writing.day(datetime(2026, 11, 16, 16, 0, tzinfo=UTC)) == "Nov 17, 2026"


@pytest.mark.parametrize(
    "tag",
    [
        writing.money,
        writing.money_short,
        writing.number,
        writing.percent,
        writing.day,
        writing.moment,
        writing.relative,
    ],
)
def test_nothing_is_written_as_nothing(tag: object) -> None:
    assert tag(None) == ""  # type: ignore[operator]


@pytest.mark.parametrize(
    ("left", "tone"), [(timedelta(0), "red"), (timedelta(hours=4), "amber"), (timedelta(hours=5), "neutral")]
)
def test_a_clock_warns_before_it_is_late(left: timedelta, tone: str) -> None:
    assert writing.clock_tone(NOW + left, NOW) == tone


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Ana Reyes", "AR"), ("Ana Maria de Reyes", "AR"), ("CloudForge", "C"), ("", ""), ("(Ö)", "")],
)
def test_a_name_has_initials(name: str, letters: str) -> None:
    assert writing.initials(name) == letters


def test_an_address_changes_by_parameter_and_starts_at_its_first_page() -> None:
    context = Context({"request": RequestFactory().get("/deals", {"state": "open", "page": "3", "tag": ["a", "b"]})})
    assert QueryDict(tags.query(context, state=None, sort="-value")[1:]).dict() == {"tag": "b", "sort": "-value"}
    assert "page=4" in tags.query(context, page=4)
    assert tags.without_param(context, "tag") == "?state=open"


def test_the_page_sizes_offered_include_the_present_one() -> None:
    assert tags.page_sizes(Page(items=[], total=0, request=PageRequest(size=10))) == [10, 25, 50, 100]


class MoneyForm(Form):
    amount = MoneyField()
    bonus = MoneyField(required=False)


@pytest.mark.parametrize(
    ("language", "typed", "amount"),
    [
        ("en", "36,000.50", "36000.50"),
        ("de", "36.000,50", "36000.50"),
        ("de", "36000.5", "36000.5"),
        ("en", "36,000", "36000"),
        ("de", "36.000", "36000"),
        ("en", "0", "0"),
    ],
)
def test_an_amount_is_read_as_the_reader_writes_it(language: str, typed: str, amount: str) -> None:
    with translation.override(language):
        form = MoneyForm({"amount_amount": typed, "amount_currency": "EUR"})
        assert form.is_valid(), form.errors
    assert form.cleaned_data == {"amount": Money(Decimal(amount), "EUR"), "bonus": None}


@pytest.mark.parametrize(
    ("typed", "currency"),
    [
        ("-5", "EUR"),
        ("", "EUR"),
        ("five", "EUR"),
        ("NaN", "EUR"),
        ("1,5", "EUR"),
        ("5", "XXX"),
        ("5", ""),
        ("9" * 30, "EUR"),
        ("1e400", "EUR"),
    ],
)
def test_an_absurd_amount_is_refused_beside_its_field(typed: str, currency: str) -> None:
    form = MoneyForm({"amount_amount": typed, "amount_currency": currency})
    assert not form.is_valid()
    assert "amount" in form.errors


def test_an_amount_comes_back_as_it_would_be_typed() -> None:
    with translation.override("de"):
        assert 'value="36.000,5"' in str(MoneyForm(initial={"amount": Money(Decimal("36000.5"), "EUR")})["amount"])


class CompanyForm(Form):
    company = ComboboxField(url_name="palette", max_length=20)


def test_a_typeahead_gives_the_words_and_perhaps_the_record() -> None:
    assert CompanyForm({"company": " Nordwind "}).fields
    form = CompanyForm({"company": " Nordwind ", "company_id": "company_1"})
    assert form.is_valid()
    assert form.cleaned_data["company"] == Chosen(text="Nordwind", id="company_1")
    assert not CompanyForm({"company": "  "}).is_valid()
    assert not CompanyForm({"company": "x" * 21}).is_valid()
