"""Names are taken apart the same way however they are written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steelyard.companies.policies import normalize_name, read_name
from steelyard.companies.policies.phonetics import compute_skeleton, compute_sound
from steelyard.companies.policies.vocabulary import WordClass


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("Siemens Aktiengesellschaft", ("siemens",)),
        ("Siemens Aktiengeselschaft", ("siemens",)),
        ("SiemensAG", ("siemens",)),
        ("Sp. z o.o.", ("sp", "z", "oo")),
        ("Kowalczyk Sp. z o.o.", ("kowalczyk",)),
        ("ООО «Лукойл»", ("lukoyl",)),  # noqa: RUF001
        ("トヨタ自動車株式会社", ("toyota", "motor")),
        ("J. P. Morgan & Co.", ("jp", "morgan")),
        ("Brigade Forty-Four", ("brigade", "44")),
        ("Blackmoor Partners VI L.P.", ("blackmoor", "partner", "6")),
        ("Malcolm X", ("malcolm", "x")),
        ("A. O. Smith Corporation", ("ao", "smith")),
        ("Bank of New York", ("bank", "newyork")),
        ("The Limited", ("limited",)),
        ("Limited", ("limited",)),
        ("On Holding AG", ("on", "holding")),
        ("Müller & Söhne", ("muller", "sons")),
    ],
)
def test_a_name_is_reduced_to_the_words_that_tell_companies_apart(written: str, words: tuple[str, ...]) -> None:
    assert normalize_name(written).words == words


def test_places_know_their_country() -> None:
    name = normalize_name("Siemens Deutschland")
    assert name.words == normalize_name("Siemens Germany").words
    assert name.places == (None, "DE")
    assert name.classes == (WordClass.DISTINCTIVE, WordClass.PLACE)


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("Acme Ltd t/a Foo Bar", ["acme", "foobar"]),
        ("Velmora Inc. (formerly Quantrex Systems)", ["velmora", "quantrexsystem"]),
        ("International Business Machines (IBM)", ["internationalbusinessmachinery", "ibm"]),
        ("Deutsche Bank (Schweiz) AG", ["deutschebankswitzerland"]),
        ("Saab AB (publ)", ["saab"]),
        ("Akenes SA (Exoscale)", ["akenes", "exoscale"]),
        ("Jindal Stainless (Hisar) Limited", ["jindalstainlesshisar"]),
        ("Portainer.io", ["portainer"]),
        ("Service Now Inc", ["servicenow"]),
        ("Bank of the West", ["bankwest"]),
    ],
)
def test_other_names_inside_a_name_are_read(written: str, names: list[str]) -> None:
    assert [name.compact for name in read_name(written).names] == names


@pytest.mark.parametrize(
    "written", ["Looker, a Google company", "Looker (part of Google)", "Looker, a division of Google"]
)
def test_a_parent_inside_a_name_is_read(written: str) -> None:
    reading = read_name(written)
    assert [name.words for name in reading.names] == [("looker",)]
    assert [parent.words for parent in reading.parents] == [("google",)]


@given(st.text(max_size=80))
def test_any_text_can_be_read(text: str) -> None:
    reading = read_name(text)
    assert reading.names
    for name in reading.names:
        assert bool(name.words) == bool(name.raw)
        assert len(name.words) == len(name.classes) == len(name.information) == len(name.places)


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz ", min_size=1, max_size=40).filter(str.strip))
def test_case_and_surrounding_punctuation_do_not_matter(text: str) -> None:
    assert normalize_name(text).words == normalize_name(f" «{text.upper()}», ").words


@pytest.mark.parametrize(("one", "other"), [("yandex", "yandeks"), ("kaspersky", "kasperskiy"), ("phillips", "filips")])
def test_spellings_of_one_sound_are_one(one: str, other: str) -> None:
    assert compute_sound(one) == compute_sound(other)
    assert compute_skeleton(one) == compute_skeleton(other)
