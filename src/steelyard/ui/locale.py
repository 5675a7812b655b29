"""The reader's locale, for whatever is written or read as the reader would."""

import unicodedata
from functools import cache

import pycountry
from babel import Locale, UnknownLocaleError
from django.utils.translation import get_language


def reader_locale() -> Locale:
    """Return the locale of the current language; English when it is not known."""
    return locale_of(get_language())


@cache
def locale_of(language: str | None) -> Locale:
    """Return the locale of a language by its code; English when it is not known."""
    try:
        return Locale.parse((language or "en").replace("-", "_"))
    except UnknownLocaleError:
        return Locale.parse("en")


def list_countries() -> list[tuple[str, str]]:
    """Return the countries' codes (ISO 3166-1 alpha-2) with their names, in the order of the reader's alphabet."""
    names = reader_locale().territories
    found = [(country.alpha_2, names.get(country.alpha_2, country.name)) for country in pycountry.countries]
    return sorted(found, key=lambda country: unicodedata.normalize("NFKD", country[1]))
