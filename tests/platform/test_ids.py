"""Ids: version 7, in the order in which they were made, unguessable."""

import pytest

from steelyard.kernel.ids import new_id


def test_ids_are_version_7_and_come_in_the_order_in_which_they_were_made() -> None:
    ids = [new_id() for _ in range(10_000)]
    assert ids == sorted(ids)
    assert len(set(ids)) == len(ids)
    assert {one.version for one in ids} == {7}
    assert {one.int >> 62 & 3 for one in ids} == {2}


def test_an_id_begins_with_its_instant(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("steelyard.kernel.ids.time.time_ns", lambda: 1_763_282_096_789_500_000)
    value = new_id().int
    assert value >> 80 == 1_763_282_096_789
    assert value >> 64 & 0xFFFF == 0x7 << 12 | 2048  # half a millisecond


def test_what_follows_the_instant_is_random() -> None:
    tails = [new_id().int & (1 << 62) - 1 for _ in range(2_000)]
    for bit in range(62):
        share = sum(tail >> bit & 1 for tail in tails) / len(tails)
        assert 0.4 < share < 0.6
