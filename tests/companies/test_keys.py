"""Companies that are the same share a key; a key is never shared by many."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steelyard.companies.policies.keys import compute_match_keys
from steelyard.companies.terms import CompanyProfile, IdentifierScheme
from tests.companies.labelled_pairs import read_csv, read_labelled_pairs


def keys(name: str, **known: object) -> frozenset[str]:
    return compute_match_keys(CompanyProfile(name, **known))  # type: ignore[arg-type]


def test_pairs_that_are_the_same_share_a_key() -> None:
    same = [pair for pair in read_labelled_pairs() if pair["verdict"] == "same"]
    missed = [pair for pair in same if not keys(pair["name_a"]) & keys(pair["name_b"])]
    assert len(missed) / len(same) <= 0.03, missed


@pytest.mark.parametrize(
    "name", ["Global Group Holdings", "Technology Solutions Ltd", "Bank", "France", "Delta", "First"]
)
def test_common_words_alone_are_no_key_but_the_whole_name_is(name: str) -> None:
    alone = {key[2:] for key in keys(name) if not key.startswith(("n:", "w:", "a:", "t:"))}
    assert all("+" in key for key in alone), alone


def test_domains_and_identifiers_are_keys() -> None:
    found = keys("Acme", domains=("https://www.acme.co.uk",), identifiers={IdentifierScheme.LEI: "5299 00x"})
    assert {"d:acme.co.uk", "i:lei:529900X"} <= found
    assert not any(key.startswith("d:") for key in keys("Acme", domains=("gmail.com",)))


def test_keys_are_few_and_short() -> None:
    found = keys("The Extraordinarily Long Name of a Company of Many Words and Other Things International Holdings plc")
    assert len(found) <= 30
    assert max(map(len, found)) <= 64


def test_no_key_is_common_among_real_companies(shared_data: Path) -> None:
    companies = read_csv(shared_data / "company_lists" / "financedatabase_listed_companies.csv")
    shared = Counter(key for row in companies for key in keys(row["name"]))
    assert max(shared.values()) <= len(companies) * 0.003


@given(st.sampled_from(read_labelled_pairs()), st.integers(min_value=1), st.sampled_from("aeinrst"), st.integers(0, 3))
@settings(deadline=None)
def test_one_typing_error_leaves_a_key(pair: dict[str, str], seed: int, letter: str, kind: int) -> None:
    name = pair["name_a"]
    first, *rest = name.split()
    if not (first.isascii() and first.isalpha() and len(first) >= 6):
        return
    at = 1 + seed % (len(first) - 2)
    wrong = (
        first[:at] + first[at + 1 :],
        first[:at] + letter + first[at:],
        first[:at] + letter + first[at + 1 :],
        first[:at] + first[at + 1] + first[at] + first[at + 2 :],
    )[kind]
    assert keys(name) & keys(" ".join((wrong, *rest)))
