"""Every region's settings fit the global rules at every instant from now on."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from steelyard.program.policies import Misfit, PublishedVersion, find_misfit, path_of
from tests.program.rulebook import ReferralRules

NOW = datetime(2026, 11, 16, tzinfo=UTC)
PARENTS = {"emea": None, "dach": "emea", "de": "dach", "apac": None}
DAY = timedelta(days=1)


def version(region: str | None, days: int, label: str = "v", **settings: Any) -> PublishedVersion:
    whole = ReferralRules(**settings).dump() if region is None else settings
    return region, NOW + days * DAY, label, whole


def misfit(*versions: PublishedVersion) -> Misfit | None:
    return find_misfit(ReferralRules, versions, PARENTS, since=NOW)


@pytest.mark.parametrize(
    ("region", "path"),
    [("emea", ["emea"]), ("de", ["emea", "dach", "de"]), ("nowhere", ["nowhere"])],
)
def test_a_path_goes_from_the_outermost_region_inwards(region: str, path: list[str]) -> None:
    assert path_of(region, PARENTS) == path


def test_a_path_that_closes_ends() -> None:
    assert path_of("a", {"a": "b", "b": "a"}) == ["b", "a"]


def test_what_fits_has_no_misfit() -> None:
    assert misfit() is None
    assert misfit(version(None, -9)) is None
    assert misfit(version(None, -9), version("dach", -3, window_days=60), version("de", 3, window_days=50)) is None


def test_a_region_alone_is_not_judged() -> None:
    assert misfit(version("dach", -3, window_days=9999)) is None


def test_the_region_that_does_not_fit_is_named_with_its_version() -> None:
    found = misfit(version(None, -9), version("dach", -3, "DACH-2", window_days=200))
    assert found is not None
    assert (found.region, found.label) == ("dach", "DACH-2")
    assert found.error.error_count() == 1


def test_settings_of_an_outer_region_count_inside() -> None:
    inner = version("de", -2, "DE-1", window_days=120)
    assert misfit(version(None, -9), inner) is None
    found = misfit(version(None, -9), version("emea", -3, "EMEA-1", longest_days=100), inner)
    assert found is not None
    assert (found.region, found.label) == ("de", "DE-1")


def test_what_comes_later_is_judged_too() -> None:
    regional = version("dach", -3, "DACH-1", window_days=120)
    found = misfit(version(None, -9), regional, version(None, 5, longest_days=100))
    assert found is not None
    assert (found.region, found.label) == ("dach", "DACH-1")
    assert misfit(version(None, -9), regional, version(None, -5, longest_days=100), version(None, -1)) is None


def test_a_misfit_that_is_over_counts_no_more() -> None:
    over = version("dach", -5, window_days=200)
    assert misfit(version(None, -9), over, version("dach", 0, window_days=60)) is None
    assert misfit(version(None, -9), over, version("dach", 1, window_days=60)) is not None
    assert misfit(version("dach", -3, window_days=60), version(None, -9), over) is None


def test_a_misfit_is_found_before_rules_of_all_are_there_later() -> None:
    assert misfit(version("dach", -3, "DACH-1", window_days=200), version(None, 2)) is not None
