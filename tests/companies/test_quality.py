"""How often the matcher is right, on pairs somebody judged."""

from collections import defaultdict
from pathlib import Path

from steelyard.companies.policies.comparing import compare_rows
from tests.companies.labelled_pairs import read_csv, read_labelled_pairs
from tests.companies.world_pairs import ALLOWED, read_world_pairs


def f1(judged: list[tuple[bool, bool]]) -> float:
    """Return the F1 of (is the same, was called the same)."""
    right = sum(truth and said for truth, said in judged)
    wrong = sum(truth != said for truth, said in judged)
    return 2 * right / (2 * right + wrong)


def test_our_own_pairs_are_judged_well_in_every_kind() -> None:
    judged = defaultdict(list)
    for row in compare_rows(read_labelled_pairs_as_rows()):
        judged[row["kind"]].append((row["expected"] == "same", row["verdict"] == "same"))
    assert f1([pair for pairs in judged.values() for pair in pairs]) >= 0.95
    for kind, pairs in judged.items():
        assert sum(truth == said for truth, said in pairs) / len(pairs) >= 0.85, kind


def test_families_are_told_from_strangers() -> None:
    rows = [row for row in compare_rows(read_labelled_pairs_as_rows()) if row["expected"] in ("related", "no")]
    right = sum(row["verdict"] == row["expected"] for row in rows)
    assert right / len(rows) >= 0.85


def test_published_organisation_cases_are_judged_well(shared_data: Path) -> None:
    cases = read_csv(shared_data / "er_opensanctions_bench" / "cases_half.csv")
    rows = [
        {"name_a": case["name1"], "name_b": case["name2"], "expected": case["is_match"]}
        for case in cases
        if case["schema"] in ("Organization", "Company", "LegalEntity")
    ]
    judged = [(row["expected"] == "true", row["verdict"] == "same") for row in compare_rows(rows)]
    assert f1(judged) >= 0.88


def read_labelled_pairs_as_rows() -> list[dict[str, str]]:
    return [
        {"name_a": p["name_a"], "name_b": p["name_b"], "kind": p["kind"], "expected": p["verdict"]}
        for p in read_labelled_pairs()
    ]


def test_pairs_from_the_world_are_judged_as_people_would() -> None:
    rows = list(compare_rows(read_world_pairs()))
    wrong = [row for row in rows if row["verdict"] not in ALLOWED[row["expected"]]]
    assert len(wrong) / len(rows) <= 0.05
    assert not [row for row in wrong if row["verdict"] == "same"]


def test_place_names_a_letter_apart_are_two_places() -> None:
    [row] = compare_rows([{"name_a": "Derby City Council", "name_b": "Derry City Council"}])
    assert row["verdict"] != "same"


def test_pairs_that_nothing_was_tuned_on_are_judged_well() -> None:
    rows = [row for row in compare_rows(read_world_pairs("world_pairs_unseen")) if row["expected"] != "not_no"]
    assert f1([(row["expected"] == "same", row["verdict"] == "same") for row in rows]) >= 0.85
