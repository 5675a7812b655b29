"""The keeper of the embedded server: starts it, and stops it as soon as nobody uses it.

Run as `python -m steelyard.platform.runtime.keeper USERS_LOCK KEEPER_LOCK OS_USER POSTGRES ARGUMENT...`.
Imports little, because it stays for as long as the server does.
"""

import os
import pwd
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TypedDict

from steelyard.platform.runtime.locks import FileLock

_LOOK_EVERY_SECONDS = 0.2
_FAST_SHUTDOWN_SECONDS = 25


def keep(users: FileLock, keeper: FileLock, server: list[str], *, user: str | None) -> int:
    """Run the server until its users are gone, and return the exit code.

    A server that runs already, left by a keeper that was killed, is taken over.
    """
    if not keeper.try_exclusively():
        return 0
    data = Path(server[server.index("-D") + 1])
    pid = _running_server(data)
    started = None
    if pid is None:
        started = subprocess.Popen(server, cwd=data, **become(user))
        pid = started.pid
    while _is_alive(pid, started) and not users.try_exclusively():
        time.sleep(_LOOK_EVERY_SECONDS)
    _stop(pid, started)
    keeper.release()
    users.release()
    return 0


class Identity(TypedDict, total=False):
    """The part of `subprocess.Popen` that says as whom to run."""

    user: int
    group: int
    extra_groups: list[int]


def become(user: str | None) -> Identity:
    """Return the options that make a process run as `user`, with none of our groups."""
    if user is None:
        return {}
    entry = pwd.getpwnam(user)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _running_server(data: Path) -> int | None:
    """Return the process id of the server that serves `data`, if one does."""
    try:
        pid = int((data / "postmaster.pid").read_text().split()[0])
        os.kill(pid, 0)
        command = Path(f"/proc/{pid}/cmdline")
        if command.exists() and str(data).encode() not in command.read_bytes():
            return None  # the id was given to another program since
    except (FileNotFoundError, IndexError, ProcessLookupError, ValueError):
        return None
    return pid


def _is_alive(pid: int, started: subprocess.Popen[bytes] | None) -> bool:
    if started is not None:
        return started.poll() is None
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _stop(pid: int, started: subprocess.Popen[bytes] | None) -> None:
    """Stop the server: clients are cut off and everything is written; if that takes too long, at once."""
    for stop_signal in (signal.SIGINT, signal.SIGQUIT):
        if not _is_alive(pid, started):
            return
        os.kill(pid, stop_signal)
        deadline = time.monotonic() + _FAST_SHUTDOWN_SECONDS
        while _is_alive(pid, started) and time.monotonic() < deadline:
            time.sleep(0.02)


def main(arguments: list[str]) -> int:
    """Keep the server that the arguments describe."""
    users, keeper, user, *server = arguments
    # The end of the last user, not a signal meant for one of them, stops the server.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    return keep(FileLock(Path(users)), FileLock(Path(keeper)), server, user=user or None)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
