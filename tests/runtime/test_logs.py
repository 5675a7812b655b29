"""Log lines: one JSON object each, and nothing of what people typed."""

import json
import subprocess
import sys
from typing import Any

_PROGRAM = """
import logging, structlog
from steelyard.platform.runtime.logs import configure_logging
configure_logging()
{body}
"""


def _log(body: str) -> list[dict[str, Any]]:
    """Run the body in a process of its own and return what it logged."""
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM.format(body=body)], capture_output=True, text=True, check=True
    )
    return [json.loads(line) for line in done.stderr.splitlines()]


def test_library_and_own_lines_look_alike() -> None:
    ours, theirs = _log(
        "structlog.contextvars.bind_contextvars(request_id='r1')\n"
        "structlog.get_logger('ours').warning('refused', code='x')\n"
        "logging.getLogger('theirs').warning('slow %s', 'query')\n"
    )
    assert (ours["event"], ours["code"], ours["request_id"], ours["level"]) == ("refused", "x", "r1", "warning")
    assert (theirs["event"], theirs["request_id"], theirs["logger"]) == ("slow query", "r1", "theirs")


def test_traceback_shows_no_local_variables() -> None:
    (line,) = _log(
        "def fail(typed):\n"
        "    raise ValueError(len(typed))\n"
        "try:\n"
        "    fail('ada@' + 'example.com')\n"
        "except ValueError:\n"
        "    logging.getLogger('theirs').exception('failed')\n"
    )
    assert "ada@example.com" not in json.dumps(line)
    assert line["exception"][0]["exc_type"] == "ValueError"
    assert line["exception"][0]["frames"][-1]["name"] == "fail"


def test_chatty_libraries_are_kept_quiet() -> None:
    assert _log("logging.getLogger('procrastinate').info('a job with its arguments')") == []
