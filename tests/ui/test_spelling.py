"""What somebody meant who typed with an error."""

import pytest

from steelyard.kernel.spelling import correct

NAMES = (
    "Nordwind Logistik GmbH",
    "Müller & Söhne KG",
    "Kappa Foods BV",
    "Siemens Energy AG",
    "Siemens AG",
    "Helios Energie",
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("nordwnd", "Nordwind"),  # a letter missing
        ("norddwind", "Nordwind"),  # one too many
        ("nodrwind", "Nordwind"),  # two changed
        ("mordwind", "Nordwind"),  # the first one wrong
        ("nordqin", "Nordwind"),  # not typed to the end
        ("simens enregy", "Siemens Energy"),  # in both words
        ("simens en", "Siemens en"),  # the second is right so far, and may become several
        ("muller", "Müller"),
        ("SOHNE", "Söhne"),
        ("logisitc", "Logistik"),  # two errors in a long word
        ("kapa", "Kappa"),  # four letters are enough for one
    ],
)
def test_an_error_is_forgiven(typed: str, meant: str) -> None:
    assert correct(typed, NAMES) == meant


@pytest.mark.parametrize("typed", ["kpp", "kxpqa", "xyz", "", "???", "loxxxtik", "nordwind zebra", "a" * 200])
def test_what_is_near_nothing_finds_nothing(typed: str) -> None:
    assert correct(typed, NAMES) == ""


def test_the_nearest_comes_first_and_of_equally_near_ones_the_commonest() -> None:
    assert correct("hleios", ("Helion", "Helios", "Helios Power")) == "Helios"
    assert correct("heliis", ("Heliix", "Helios", "Helios Power")) == "Helios"
    assert correct("fohn", ("Föhn", "Fohr", "Fohr")) == "Föhn"


def test_a_letter_too_many_at_the_end_of_a_short_name_is_forgiven() -> None:
    assert correct("raill", ("Rail",)) == "Rail"
