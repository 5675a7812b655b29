"""The `steelyard` command line."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from steelyard.config.cli import CONTEXT_COMMANDS, build_command
from tests.runtime.installations import Installation, clean_environment

OWN_COMMANDS = {
    *("up", "web", "worker", "migrate", "doctor", "backup", "restore", "shell", "manage", "reference", "messages")
}


def test_help_names_every_command_that_exists_and_no_other() -> None:
    command = build_command()
    assert set(command.commands) >= OWN_COMMANDS
    assert set(command.commands) <= OWN_COMMANDS | set(CONTEXT_COMMANDS)


@pytest.mark.parametrize("name", sorted(build_command().commands))
def test_every_command_explains_itself(name: str) -> None:
    command = build_command().commands[name]
    assert command.help
    if name != "manage":
        result = subprocess.run(
            [sys.executable, "-m", "steelyard", name, "--help"], capture_output=True, text=True, check=True
        )
        assert "Usage: steelyard" in result.stdout


def test_help_is_quick_because_it_loads_no_django() -> None:
    probe = (
        "import sys\n"
        "from steelyard.config.cli import build_command\n"
        "build_command()(['--help'], standalone_mode=False)\n"
        "heavy = {'django', 'psycopg', 'structlog', 'rich'} & set(sys.modules)\n"
        "sys.exit(f'loaded {heavy}' if heavy else 0)\n"
    )
    subprocess.run([sys.executable, "-c", probe], check=True, stdout=subprocess.DEVNULL)


def test_what_the_operator_can_put_right_is_said_without_a_traceback(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.touch()
    result = subprocess.run(
        [sys.executable, "-m", "steelyard", "up"],
        env=clean_environment(blocked / "home"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 1
    assert result.stderr.startswith("steelyard: The data directory")
    assert "Traceback" not in result.stderr


def test_port_that_is_taken_is_named(installation: Installation) -> None:
    with socket.socket() as squatter:
        squatter.bind(("127.0.0.1", installation.port))
        squatter.listen()
        result = installation.run("up", "--port", str(installation.port))
    assert result.returncode == 1
    assert f"Port {installation.port}" in result.stderr
