"""Taking a person out of a text, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steelyard.platform.privacy.redaction import Identifiers, Redaction, is_distinctive

WHO = Identifiers(
    email="ines.holm@example.com", names=frozenset({"Ines Holm", "+49 40 123456"}), shared=frozenset({"Ines"})
)
REDACTION = Redaction(who=WHO, name="Former contact 7k3x9a", email="former-7k3x9a@erased.invalid")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Ask Ines Holm.", "Ask Former contact 7k3x9a."),
        ("INES  HOLM's office", "Former contact 7k3x9a's office"),
        ("Ines\nHolm", "Former contact 7k3x9a"),
        ("mail <Ines.Holm@Example.com>", "mail <former-7k3x9a@erased.invalid>"),
        ("?q=ines.holm%40example.com&page=2", "?q=former-7k3x9a%40erased.invalid&page=2"),
        ("call +49 40 123456 now", "call Former contact 7k3x9a now"),
        ("Ines Holmberg", "Ines Holmberg"),
        ("Marines Holm", "Marines Holm"),
        ("a.ines.holm@example.com", "a.ines.holm@example.com"),
        ("ines.holm@example.com.au", "ines.holm@example.com.au"),
        ("Ines", "Ines"),
    ],
)
def test_whole_occurrences_give_way_and_nothing_else_does(before: str, after: str) -> None:
    assert REDACTION.take_from(before) == after


def test_what_others_bear_too_gives_way_beside_the_person_only() -> None:
    said = {"to": ["Ines", {"Ines Holm": 3}], "at": None}
    assert REDACTION.take_from(said) == {"to": ["Ines", {"Former contact 7k3x9a": 3}], "at": None}
    assert REDACTION.take_from(said, is_beside=True)["to"][0] == "Former contact 7k3x9a"


@pytest.mark.parametrize(
    ("text", "is_one"), [("Ines Holm", True), ("Ines", False), ("+49 40 12", True), ("112", False)]
)
def test_a_word_alone_or_a_short_number_means_nobody(text: str, is_one: bool) -> None:
    assert is_distinctive(text) is is_one


@given(st.text())
def test_a_text_without_the_person_stays_as_it_is_and_one_with_them_has_nothing_left(text: str) -> None:
    once = REDACTION.take_from(text)
    assert REDACTION.take_from(once) == once
    if "ines" not in text.lower() and "123456" not in text:
        assert once == text
