"""Answers that are kept: given again while nothing changed, by every process, and never to another question."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest
from django.http import QueryDict

from steelyard.deals.facts import REGISTRATIONS
from steelyard.insights.boards import prepare_board
from steelyard.insights.filters import asked_in
from steelyard.insights.metrics import get_metric
from steelyard.insights.queries import measure, open_snapshot
from steelyard.insights.terms import Dimension, Question, Spell
from steelyard.kernel.actors import SYSTEM
from steelyard.platform.analytics import answers
from steelyard.platform.analytics.engine import find_snapshot
from steelyard.platform.analytics.store import Store
from tests.insights.worlds import ACME, AS_OF, BETA, at, keep, keep_facts, make_tables, registration

NOVEMBER = Spell(date(2026, 11, 1), date(2026, 12, 1))
ROWS = (registration(1, "11-02 08:00"), registration(2, "11-03 08:00"), registration(3, "11-04 08:00", partner_id=BETA))


@pytest.fixture(autouse=True)
def facts(analytics: Path) -> Path:
    keep_facts(registrations=ROWS)
    return analytics


def count(filters: Mapping[Dimension, str] | None = None, as_of: datetime | None = None) -> int:
    question = Question(spell=NOVEMBER, filters=filters or {}, as_of=as_of)
    (point,) = measure(open_snapshot(SYSTEM), [get_metric("registration_volume")], question).points
    return point.counted


def lose_facts(analytics: Path) -> None:
    """Remove the files of the facts, so that nothing can be computed any more."""
    for path in (*analytics.glob("*/*.parquet"), *analytics.glob("*/*.duckdb")):
        path.unlink()


def forget() -> None:
    """Do what a process does that has just started: remember nothing."""
    answers._answers.kept.clear()


def test_an_answer_is_given_again_by_every_process(analytics: Path) -> None:
    assert count() == 3
    lose_facts(analytics)
    assert count() == 3
    forget()
    assert count() == 3


def test_reading_again_without_a_change_gives_the_answer_that_is_kept(analytics: Path) -> None:
    count()
    for name in ("registrations", "opportunities", "partners"):
        store = Store.of(name)
        state = store.find_state()
        assert state is not None
        said = {field: getattr(state, field) for field in state.__slots__}
        store.replace_state(type(state)(**said | {"as_of": AS_OF - timedelta(minutes=4)}))
    lose_facts(analytics)
    assert count() == 3
    assert open_snapshot(SYSTEM).as_of == AS_OF - timedelta(minutes=4)


def test_a_change_of_the_facts_is_another_answer() -> None:
    assert count() == 3
    keep(REGISTRATIONS, (*ROWS, registration(4, "11-05 08:00")))
    assert count() == 4


def test_a_narrower_question_never_gets_the_wide_answer() -> None:
    assert count() == 3
    assert count({Dimension.PARTNER: str(ACME)}) == 2
    assert count({Dimension.PARTNER: str(BETA)}) == 1
    assert count({Dimension.REGION: str(BETA)}) == 0
    assert count(as_of=at("11-03 12:00").replace(tzinfo=UTC)) == 2
    forget()
    assert (count({Dimension.PARTNER: str(BETA)}), count()) == (1, 3)


def test_values_keep_their_types() -> None:
    snapshot = find_snapshot(["registrations"])
    assert snapshot is not None
    statement = (
        'select id, "value", submitted_at, submitted_at::date, decided_at, is_automatic from "registrations" limit 1'
    )
    first = snapshot.ask(statement, {})
    forget()
    (row,) = snapshot.ask(statement, {})
    assert [row] == first
    assert [type(one) for one in row] == [UUID, Decimal, datetime, date, type(None), bool]


def test_an_answer_that_was_cut_off_is_computed_again(analytics: Path) -> None:
    count()
    forget()
    for path in (analytics / "answers").iterdir():
        path.write_text("[[")
    assert count() == 3


def test_long_answers_are_not_kept(analytics: Path) -> None:
    snapshot = find_snapshot(["registrations"])
    assert snapshot is not None
    snapshot.ask('select i from "registrations", range(300) n(i)', {})
    assert not (analytics / "answers").exists()


def test_old_answers_are_removed(analytics: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    count()
    answers.sweep_answers()
    assert list((analytics / "answers").iterdir())
    monkeypatch.setattr(answers, "_KEEP_SECONDS", -1)
    answers.sweep_answers()
    assert not list((analytics / "answers").iterdir())


def test_the_page_that_most_open_is_prepared(analytics: Path) -> None:
    asked = asked_in(QueryDict(), date(2026, 11, 16))
    prepare_board(open_snapshot(SYSTEM), asked)
    lose_facts(analytics)
    forget()
    prepare_board(open_snapshot(SYSTEM), asked)


def test_a_table_that_stands_under_an_old_name_is_read_anew(analytics: Path) -> None:
    make_tables()
    assert count() == 3
    forget()
    for path in (*analytics.glob("answers/*"), *analytics.glob("registrations/*")):
        path.unlink()
    keep(REGISTRATIONS, ROWS[:1])  # a restored installation, which counts its versions anew
    make_tables()
    assert count() == 1
