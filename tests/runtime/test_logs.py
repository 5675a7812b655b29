"""Log lines: one JSON object each, and nothing of what people typed."""

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from steelyard.platform.runtime.logs import configure_logging


@pytest.fixture
def as_json(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[None]:
    monkeypatch.setenv("STEELYARD_LOG_FORMAT", "json")
    root = logging.getLogger()
    before = (list(root.handlers), root.level)
    configure_logging()
    yield
    structlog.reset_defaults()
    root.handlers, root.level = before


def test_library_and_own_lines_look_alike(as_json: None, capsys: pytest.CaptureFixture[str]) -> None:
    with structlog.contextvars.bound_contextvars(request_id="r1"):
        structlog.get_logger("ours").warning("refused", code="x")
        logging.getLogger("theirs").warning("slow %s", "query")
    ours, theirs = (json.loads(line) for line in capsys.readouterr().err.splitlines())
    assert (ours["event"], ours["code"], ours["request_id"], ours["level"]) == ("refused", "x", "r1", "warning")
    assert (theirs["event"], theirs["request_id"], theirs["logger"]) == ("slow query", "r1", "theirs")


def test_traceback_shows_no_local_variables(as_json: None, capsys: pytest.CaptureFixture[str]) -> None:
    typed = "ada@example.com"
    try:
        raise ValueError(len(typed))
    except ValueError:
        logging.getLogger("theirs").exception("failed")
    line = capsys.readouterr().err
    assert typed not in line
    assert json.loads(line)["exception"][0]["exc_type"] == "ValueError"
