"""A world of claims in memory: who stands where, and what another registration meets."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from steelyard.deals.policies.facts import ClaimFacts
from steelyard.deals.policies.standing import ClaimsWorld, Standing
from steelyard.deals.terms import LineState, Match
from tests.deals.worlds import SUBMITTED_AT, THEM, US

ACME, OTHER = UUID(int=900), UUID(int=901)
LATER, TICK = SUBMITTED_AT + timedelta(days=90), timedelta(microseconds=1)


def standing(number: int = 100, **changed: Any) -> Standing:
    facts: dict[str, Any] = {
        "registration_id": UUID(int=number),
        "partner_id": THEM,
        "company_id": ACME,
        "division": "Rail",
        "region": "dach",
        "submitted_at": SUBMITTED_AT,
        "complete_at": SUBMITTED_AT + timedelta(days=1),
        "lines": {"backup": LineState.PROTECTED},
        "protected_until": LATER,
    }
    return Standing(**facts | changed)


def world(*rows: Standing) -> ClaimsWorld:
    made = ClaimsWorld()
    for row in rows:
        made.admit(row)
    return made


def claimed(made: ClaimsWorld, *, besides: int = 0, at: Any = SUBMITTED_AT) -> list[tuple[int, str]]:
    found = made.claims_at({ACME: Match.SAME}, besides=UUID(int=besides), at=at)
    return [(row.registration_id.int, row.family) for row in found]


def test_a_claim_says_all_that_the_ladder_asks() -> None:
    (found,) = world(standing()).claims_at({ACME: Match.RELATED}, besides=UUID(int=1), at=SUBMITTED_AT)
    assert found == ClaimFacts(
        registration_id=UUID(int=100),
        partner_id=THEM,
        match=Match.RELATED,
        family="backup",
        division="Rail",
        region="dach",
        is_protected=True,
        is_complete=True,
        submitted_at=SUBMITTED_AT + timedelta(days=1),
    )


def test_what_waits_without_its_evidence_is_not_complete() -> None:
    waiting = standing(complete_at=None, lines={"backup": LineState.HELD}, protected_until=None)
    (found,) = world(waiting).claims_at({ACME: Match.SAME}, besides=UUID(int=1), at=SUBMITTED_AT)
    assert (found.is_protected, found.is_complete, found.submitted_at) == (False, False, SUBMITTED_AT)


def test_claims_come_by_registration_and_line() -> None:
    made = world(
        standing(102, lines={"cloud": LineState.HELD, "backup": LineState.PROTECTED, "network": LineState.REFUSED}),
        standing(101, lines={"cloud": LineState.TEAMING, "network": LineState.ENDED, "backup": LineState.HELD}),
        standing(103, company_id=OTHER),
    )
    assert claimed(made) == [(101, "backup"), (102, "backup"), (102, "cloud")]
    assert claimed(made, besides=102) == [(101, "backup")]


@pytest.mark.parametrize(("at", "found"), [(LATER - TICK, [(100, "backup")]), (LATER, []), (LATER + TICK, [])])
def test_a_protection_ends_at_its_instant(at: object, found: list[tuple[int, str]]) -> None:
    assert claimed(world(standing()), at=at) == found


def test_what_protects_without_an_end_protects_nothing() -> None:
    assert claimed(world(standing(protected_until=None))) == []


def test_an_end_ends_every_line_that_was_not_refused() -> None:
    row = standing(
        lines={"backup": LineState.PROTECTED, "cloud": LineState.HELD, "network": LineState.REFUSED},
        waits_for_answer=True,
    )
    made = world(row)
    made.end(row)
    assert row.lines == {"backup": LineState.ENDED, "cloud": LineState.ENDED, "network": LineState.REFUSED}
    assert (row.is_live, row.waits_for_answer) == (False, False)
    assert claimed(made) == []
    assert made.count_live(THEM, besides=UUID(int=1)) == 0
    assert made.find(row.registration_id) is row
    assert made.find(UUID(int=1)) is None


def test_what_is_not_live_any_more_claims_nothing() -> None:
    row = standing(lines={"backup": LineState.HELD})
    made = world(row)
    row.is_live = False
    made.admit(row)
    assert claimed(made) == []


def test_nobody_claims_anything_at_a_company_that_nobody_named() -> None:
    assert world(standing()).claims_at({OTHER: Match.SAME}, besides=UUID(int=1), at=SUBMITTED_AT) == ()


def test_live_registrations_are_counted_besides_the_one_at_hand() -> None:
    made = world(standing(100), standing(101), standing(102, partner_id=US))
    assert made.count_live(THEM, besides=UUID(int=1)) == 2
    assert made.count_live(THEM, besides=UUID(int=100)) == 1
    assert made.count_live(UUID(int=77), besides=UUID(int=100)) == 0


def count(
    made: ClaimsWorld, *, since: Any = SUBMITTED_AT, besides: int = 1, families: tuple[str, ...] = ("backup",)
) -> int:
    return made.count_rejections(THEM, ACME, families, besides=UUID(int=besides), since=since)


def test_rejections_count_for_their_time_and_their_products() -> None:
    refused = standing(is_live=False, lines={"backup": LineState.REFUSED}, rejected_at=SUBMITTED_AT)
    made = world(refused)
    assert count(made) == 1
    assert count(made, since=SUBMITTED_AT + TICK) == 0
    assert count(made, besides=100) == 0
    assert count(made, families=("cloud",)) == 0
    assert made.count_rejections(US, ACME, ["backup"], besides=UUID(int=1), since=SUBMITTED_AT) == 0
    refused.rejected_at = None  # reopened by an appeal
    made.admit(refused)
    assert count(made) == 0


@pytest.mark.parametrize(
    "changed",
    [
        {"is_live": False},
        {"lines": {"backup": LineState.HELD}},
        {"protected_until": LATER + TICK},
        {"waits_for_answer": True},
    ],
)
def test_two_stand_alike_only_if_all_that_others_meet_is_alike(changed: dict[str, Any]) -> None:
    assert standing().is_as(standing(101, partner_id=US))
    assert not standing().is_as(standing(**changed))


def test_what_waits_and_what_is_granted_is_told() -> None:
    row = standing(lines={"cloud": LineState.HELD, "backup": LineState.HELD, "network": LineState.REFUSED})
    assert row.held == ["backup", "cloud"]
    assert not row.is_granted
    assert standing(lines={"backup": LineState.TEAMING}).is_granted
    assert standing().is_granted
