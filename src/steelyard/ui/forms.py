"""Form fields that Django has not: money, typeahead, choices as cards, files by dropping, dates by the browser's calendar."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from babel.numbers import NumberFormatError, format_decimal, parse_decimal
from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from steelyard.kernel.money import MAX_AMOUNT, Money
from steelyard.ui.locale import reader_locale

CURRENCIES = (
    "EUR",
    "USD",
    "GBP",
    "CHF",
    "SEK",
    "NOK",
    "DKK",
    "PLN",
    "CZK",
    "JPY",
    "AUD",
    "CAD",
    "SGD",
    "INR",
    "BRL",
    "AED",
)
"""What a person may choose in a form; the API takes every ISO 4217 code."""


class DateInput(forms.DateInput):
    """A date by the browser's own calendar, which speaks ISO whatever the language."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class MoneyInput(forms.MultiWidget):
    """An amount beside its currency."""

    template_name = "ui/widgets/money.html"

    def __init__(self, currencies: Sequence[str] = CURRENCIES, attrs: dict[str, Any] | None = None) -> None:
        amount = forms.TextInput(
            attrs={"inputmode": "decimal", "autocomplete": "off", "class": "form-control", "aria-label": _("Amount")}
        )
        currency = forms.Select(
            choices=[(code, code) for code in currencies], attrs={"class": "form-select", "aria-label": _("Currency")}
        )
        super().__init__({"amount": amount, "currency": currency}, attrs)

    def decompress(self, value: Money | None) -> list[Any]:
        return [format_decimal(value.amount, locale=reader_locale()), value.currency] if value else [None, None]


class AmountField(forms.DecimalField):
    """A number as the reader writes it: 36,000.50 in English, 36.000,50 in German; anything ambiguous is refused."""

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # the stubs derive it from an integer's
        text = str(value or "").strip()
        if text:
            try:
                text = str(parse_decimal(text, locale=reader_locale(), strict=True))
            except NumberFormatError:
                # A plain number with one or two decimals means the same in every language.
                if not re.fullmatch(r"[0-9]+(\.[0-9]{1,2})?", text):
                    example = format_decimal(Decimal("36000.5"), format="#,##0.00", locale=reader_locale())
                    raise ValidationError(
                        _("Write the amount like this: %(example)s") % {"example": example}, "invalid"
                    ) from None
        return super().to_python(text)


class MoneyField(forms.MultiValueField):
    """An amount of zero or more in one of the currencies; cleans to `Money`."""

    widget = MoneyInput

    def __init__(self, *, currencies: Sequence[str] = CURRENCIES, **kwargs: Any) -> None:
        amount = AmountField(min_value=Decimal(0), max_value=MAX_AMOUNT, decimal_places=3)
        currency = forms.ChoiceField(choices=[(code, code) for code in currencies])
        super().__init__((amount, currency), widget=MoneyInput(currencies), **kwargs)

    def compress(self, data_list: list[Any]) -> Money | None:
        if not data_list or data_list[0] in self.empty_values:
            return None
        return Money(data_list[0], data_list[1])


class RadioCards(forms.RadioSelect):
    """A choice of a few, each with a line that explains it: `details` maps a value to that line."""

    def __init__(self, details: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.details = dict(details or {})

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**super().create_option(name, value, *args, **kwargs), "detail": self.details.get(str(value), "")}


class FileDrop(forms.ClearableFileInput):
    """A file chosen or dropped; `max_bytes` is told before anything is sent."""

    template_name = "ui/widgets/file.html"

    def __init__(self, max_bytes: int = 0, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.max_bytes = max_bytes

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        return {**context, "max_bytes": self.max_bytes, "max_megabytes": self.max_bytes // 1_000_000}


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What a typeahead field says: the words, and the public id when one of the suggestions was chosen."""

    text: str
    id: str = ""


class Combobox(forms.TextInput):
    """A typeahead over an address that answers `ui/options.html`; without script a plain text field.

    The chosen record's id travels in a second, hidden field named `<name>_id`.
    """

    template_name = "ui/widgets/combobox.html"

    def __init__(self, url_name: str, *, at_least: int = 2, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"autocomplete": "off", **(attrs or {})})
        self.url_name, self.at_least = url_name, at_least

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Chosen:
        return Chosen(text=str(data.get(name, "")).strip(), id=str(data.get(f"{name}_id", "")).strip())

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return name not in data

    def format_value(self, value: Any) -> str | None:
        return value.text if isinstance(value, Chosen) else super().format_value(value)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        chosen_id = value.id if isinstance(value, Chosen) else ""
        return {**context, "url": reverse(self.url_name), "chosen_id": chosen_id, "at_least": self.at_least}


class ComboboxField(forms.Field):
    """Words typed or a record chosen; cleans to `Chosen`."""

    default_error_messages = {"max_length": _("At most %(limit)d characters, please.")}

    def __init__(self, *, url_name: str, max_length: int = 300, at_least: int = 2, **kwargs: Any) -> None:
        super().__init__(widget=Combobox(url_name, at_least=at_least), **kwargs)
        self.max_length = max_length

    def to_python(self, value: Chosen | None) -> Chosen | None:
        return value if value and value.text else None

    def validate(self, value: Chosen | None) -> None:
        super().validate(value)
        if value and len(value.text) > self.max_length:
            raise ValidationError(self.error_messages["max_length"], "max_length", {"limit": self.max_length})


class TagsField(forms.CharField):
    """Short words separated by commas; cleans to a tuple without repeats."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=1000, help_text=_("Separate them by commas."), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, (list, tuple)) else value

    def clean(self, value: Any) -> Any:
        words = (" ".join(word.split()) for word in super().clean(value).split(","))
        tags = tuple(dict.fromkeys(word for word in words if word))
        if any(len(tag) > 60 for tag in tags) or len(tags) > 20:
            raise ValidationError(_("Up to 20 words of up to 60 characters each."))
        return tags
