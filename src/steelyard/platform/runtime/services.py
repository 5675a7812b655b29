"""A supervised service: a child process that is started again, after a growing pause, whenever it ends."""

import os
import signal
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

SUPERVISOR_VARIABLE = "STEELYARD_SUPERVISOR"
"""Tells a child whose end is its own; see `lifeline`."""

_FIRST_PAUSE_SECONDS = 0.2
_LONGEST_PAUSE_SECONDS = 15.0
_STEADY_AFTER_SECONDS = 10.0


def report(event: str, **facts: object) -> None:
    """Write a line to the log. The logging library is loaded only now: most starts have nothing to report."""
    from steelyard.platform.runtime.logs import configure_logging

    configure_logging()
    import structlog

    structlog.get_logger("steelyard.supervisor").warning(event, **facts)


def spawn(command: Sequence[str], *, niceness: int = 0, **environment: str) -> subprocess.Popen[bytes]:
    """Start a child in a process group of its own, so that Ctrl-C reaches the supervisor alone.

    `niceness` is how far the child steps back for others when the processors are busy.
    """
    child = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        env={**os.environ, SUPERVISOR_VARIABLE: str(os.getpid()), **environment},
        start_new_session=True,
    )
    if niceness:
        _step_back(child.pid, niceness)
    return child


def _step_back(pid: int, niceness: int) -> None:
    """Let others go first. Where Linux shares processors among sessions before processes, the session steps back too."""
    with suppress(ProcessLookupError):
        os.setpriority(os.PRIO_PROCESS, pid, niceness)
    with suppress(OSError):
        Path(f"/proc/{pid}/autogroup").write_text(str(niceness))


def end(process: subprocess.Popen[bytes], *, patience_seconds: float) -> None:
    """Ask the child to stop, wait, and then kill whatever is left of its group."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(patience_seconds)
        except subprocess.TimeoutExpired:
            report("service_killed", pid=process.pid)
    _kill_group(process.pid)
    process.wait()


def _kill_group(leader: int) -> None:
    try:
        os.killpg(leader, signal.SIGKILL)
    except ProcessLookupError:
        return


@dataclass
class Service:
    """One child of the supervisor and what is known about its health."""

    name: str
    command: Sequence[str]
    niceness: int = 0
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    _started: float = field(default=0.0, init=False)
    _resume: float = field(default=0.0, init=False)
    _failures: int = field(default=0, init=False)

    def tend(self) -> None:
        """Start the child if it does not run and its pause is over."""
        now = time.monotonic()
        if self.process is not None and self.process.poll() is not None:
            self._note_end(self.process, now)
        if self.process is None and now >= self._resume:
            self.process = spawn(self.command, niceness=self.niceness)
            self._started = now

    def _note_end(self, process: subprocess.Popen[bytes], now: float) -> None:
        _kill_group(process.pid)  # a killed leader leaves workers that hold the port
        self._failures = 0 if now - self._started > _STEADY_AFTER_SECONDS else self._failures + 1
        pause = min(_FIRST_PAUSE_SECONDS * 2**self._failures, _LONGEST_PAUSE_SECONDS)
        report("service_ended", service=self.name, exit_code=process.returncode, restart_in_seconds=pause)
        self.process, self._resume = None, now + pause

    def ask_to_stop(self) -> None:
        """Ask the child to stop, without waiting for it."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def stop(self, *, patience_seconds: float) -> None:
        """Stop the child for good."""
        if self.process is not None:
            end(self.process, patience_seconds=patience_seconds)
            self.process = None
