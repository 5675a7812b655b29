"""`steelyard explain`: the whole story of a decision on the terminal."""

import json
from datetime import datetime

import pytest
from typer.testing import CliRunner

from steelyard.kernel.actors import SYSTEM
from steelyard.kernel.ids import new_id, public_id
from steelyard.kernel.refusals import NotFound
from steelyard.program.cli.explaining import app
from tests.program.test_decisions import decided


def test_a_decision_is_explained_in_words(program: None, now: datetime) -> None:
    id_, _ = decided(SYSTEM, now, {"rival": "Globex"})
    told = CliRunner().invoke(app, [public_id("decision", id_)], catch_exceptions=False).output
    assert "refuse, 2026-11-16 09:00 UTC, by the rules" in told
    assert "3.2      Globex came first." in told
    assert "Refer another company. → protected" in told
    assert "* 3.2".replace(" ", "") in told.replace(" ", "")
    assert "comes out the same" in told


def test_a_subject_is_explained_by_its_latest_decision_as_json(program: None, now: datetime) -> None:
    id_, subject = decided(SYSTEM, now, {})
    output = CliRunner().invoke(app, [public_id("referral", subject), "--json"], catch_exceptions=False).output
    told = json.loads(output)
    assert told["id"] == public_id("decision", id_)
    assert told["outcome"] == "protected"
    assert told["replay_is_same"] is True


def test_an_unknown_id_is_refused(program: None) -> None:
    with pytest.raises(NotFound):
        CliRunner().invoke(app, [public_id("decision", new_id())], catch_exceptions=False)
