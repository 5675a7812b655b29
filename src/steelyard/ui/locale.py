"""The reader's locale, for whatever is written or read as the reader would."""

from babel import Locale, UnknownLocaleError
from django.utils.translation import get_language


def reader_locale() -> Locale:
    """Return the locale of the current language; English when it is not known."""
    try:
        return Locale.parse((get_language() or "en").replace("-", "_"))
    except UnknownLocaleError:
        return Locale.parse("en")
