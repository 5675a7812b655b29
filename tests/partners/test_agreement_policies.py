"""Agreements as pure policy: which version applies, when it is due, when it lapses, how long a term is."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steelyard.partners.agreements.policies import (
    add_term,
    choose_version,
    compute_standing,
    compute_term,
    find_demand,
)
from steelyard.partners.agreements.rules import AgreementRules
from steelyard.partners.agreements.terms import (
    AgreementFacts,
    AgreementKind,
    AgreementState,
    Computed,
    Signed,
    Version,
)

RULES = AgreementRules()
TODAY = date(2026, 11, 16)
RESELLER = frozenset({"reseller"})
DAYS = st.dates(min_value=date(2020, 1, 1), max_value=date(2040, 12, 31))


def version(
    name: str, valid_from: date, *, types: tuple[str, ...] = (), region: str = "", again: bool = False
) -> Version:
    return Version(
        id=uuid4(),
        kind=AgreementKind.PARTNER,
        version=name,
        types=frozenset(types),
        region=region,
        valid_from=valid_from,
        published_at=datetime(2026, 1, 1, tzinfo=UTC),
        term_months=12,
        asks_again=again,
    )


def signed(
    on: date, valid_until: date | None = None, *, binds_until: date | None = None, version_id: UUID | None = None
) -> Signed:
    return Signed(
        id=uuid4(),
        signed_on=on,
        valid_until=valid_until,
        binds_until=binds_until,
        version_id=version_id,
        known_from=on,
    )


def standing(of: Signed | None, on: date, **facts: object) -> Computed:
    said = AgreementFacts(signed=of, is_required=True, **facts)  # type: ignore[arg-type]
    return compute_standing(said, RULES, on=on)


def test_the_nearest_region_then_the_type_then_the_newest_version_applies() -> None:
    world = [version("1", date(2026, 1, 1)), version("2", date(2026, 6, 1)), version("3", date(2027, 1, 1))]
    dach = version("1 DACH", date(2025, 1, 1), region="DACH")
    resellers = version("1 R", date(2025, 1, 1), types=("reseller",))
    regions = ("DACH", "EMEA")

    def name(*versions: Version, types: frozenset[str] = RESELLER) -> str:
        found = choose_version(versions, types=types, regions=regions, on=TODAY)
        return found.version if found else ""

    assert name(*world) == "2"
    assert name(*world, resellers) == "1 R"
    assert name(*world, resellers, types=frozenset({"services"})) == "2"
    assert name(*world, resellers, dach) == "1 DACH"
    assert name(version("US", date(2026, 1, 1), region="US")) == ""
    assert name() == ""


def test_a_newer_version_asks_again_only_whom_it_says() -> None:
    first = version("1", date(2026, 1, 1))
    quiet = version("2", date(2026, 5, 1))
    strict = version("3", date(2026, 6, 1), again=True)
    last = version("4", date(2026, 9, 1))
    accepted = Signed(
        id=uuid4(),
        signed_on=date(2026, 2, 1),
        valid_until=None,
        binds_until=None,
        version_id=first.id,
        known_from=first.valid_from,
    )
    assert find_demand([first, quiet], quiet, accepted) is None
    assert find_demand([first, quiet, strict], strict, accepted) == date(2026, 6, 1)
    assert find_demand([first, quiet, strict, last], last, accepted) == date(2026, 6, 1)
    assert find_demand([strict, last], last, signed(date(2026, 7, 1))) is None
    assert find_demand([strict], strict, signed(date(2026, 5, 31))) == date(2026, 6, 1)
    assert find_demand([strict], strict, None) is None


def test_what_was_never_accepted_is_missing_where_it_is_asked_and_offered_elsewhere() -> None:
    assert standing(None, TODAY, asked_on=date(2026, 11, 1)) == Computed(
        state=AgreementState.MISSING, due_on=date(2026, 12, 1)
    )
    assert compute_standing(AgreementFacts(signed=None, is_required=False), RULES, on=TODAY) == Computed(
        state=AgreementState.OFFERED
    )
    asked = AgreementFacts(signed=None, is_required=False, requested_on=TODAY)
    assert compute_standing(asked, RULES, on=TODAY).state is AgreementState.MISSING


@pytest.mark.parametrize(
    ("days_left", "state"),
    [
        (91, AgreementState.IN_FORCE),
        (90, AgreementState.DUE),
        (1, AgreementState.DUE),
        (0, AgreementState.GRACE),
        (-29, AgreementState.GRACE),
        (-30, AgreementState.LAPSED),
    ],
)
def test_a_term_is_due_ninety_days_before_and_lapses_thirty_after(days_left: int, state: AgreementState) -> None:
    ends = TODAY + timedelta(days=days_left)
    found = standing(signed(TODAY - timedelta(days=400), ends), TODAY)
    assert found == Computed(state=state, due_on=ends, lapses_on=ends + timedelta(days=30))


def test_what_has_no_end_stays_until_a_new_version_asks() -> None:
    of = signed(date(2024, 1, 1))
    assert standing(of, TODAY) == Computed(state=AgreementState.IN_FORCE)
    assert standing(of, TODAY, demanded_from=TODAY).due_on == TODAY + timedelta(days=30)
    assert standing(of, TODAY + timedelta(days=60), demanded_from=TODAY).state is AgreementState.LAPSED


def test_nothing_lapses_for_a_day_that_is_gone_and_what_has_lapsed_stays_so() -> None:
    late = standing(signed(date(2024, 1, 1), date(2026, 1, 1)), TODAY)
    assert late == Computed(state=AgreementState.LAPSED, due_on=date(2026, 1, 1), lapses_on=TODAY)
    gone = signed(date(2024, 1, 1), date(2026, 11, 1), binds_until=date(2026, 11, 10))
    assert standing(gone, TODAY).state is AgreementState.LAPSED


def test_a_term_ends_where_its_month_does() -> None:
    assert add_term(date(2028, 2, 29), 12) == date(2029, 3, 1)
    assert add_term(date(2028, 2, 29), 48) == date(2032, 2, 29)
    assert add_term(date(2027, 8, 31), 6) == date(2028, 3, 1)
    assert add_term(date(2026, 11, 16), 12) == date(2027, 11, 16)


def test_a_renewal_continues_the_term_and_a_late_one_begins_anew() -> None:
    def until(of: Signed | None, months: int | None = 12) -> date | None:
        return compute_term(months, of, RULES, on=TODAY)

    assert until(None) == date(2027, 11, 16)
    assert until(None, None) is None
    assert until(signed(date(2025, 12, 1), date(2026, 12, 1))) == date(2027, 12, 1)
    assert until(signed(date(2025, 11, 1), date(2026, 11, 1))) == date(2027, 11, 1)
    assert until(signed(date(2026, 10, 1), date(2027, 10, 1))) == date(2027, 11, 16)
    gone = signed(date(2024, 1, 1), date(2025, 1, 1), binds_until=date(2025, 1, 31))
    assert until(gone) == date(2027, 11, 16)


@given(DAYS, st.integers(min_value=1, max_value=120))
def test_a_term_is_never_shorter_than_its_months(start: date, months: int) -> None:
    until = add_term(start, months)
    assert (until - start).days - months * 30.436875 + 4 >= 0
    assert until.day == start.day or until.day == 1


@given(DAYS, st.integers(min_value=1, max_value=36), st.lists(st.integers(0, 1500), min_size=2, max_size=20))
def test_as_days_go_by_a_standing_only_gets_worse(start: date, months: int, days: list[int]) -> None:
    order = list(AgreementState)
    of = signed(start, add_term(start, months))
    seen = [order.index(standing(of, start + timedelta(days=one)).state) for one in sorted(days)]
    assert seen == sorted(seen)
