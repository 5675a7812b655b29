"""The data directory of one installation, and the secret kept in it."""

import hashlib
import hmac
import os
import secrets
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

PRIVATE_DIRECTORY = 0o700


class SetupError(RuntimeError):
    """Something outside Steelyard keeps it from starting; the message says what and how to put it right."""


@dataclass(frozen=True)
class Home:
    """Where one installation keeps everything that must outlive its processes."""

    root: Path

    @classmethod
    def from_environment(cls) -> "Home":
        """Locate the data directory: `STEELYARD_HOME`, or the user's own data folder."""
        configured = os.environ.get("STEELYARD_HOME")
        if configured:
            return cls(Path(configured).expanduser().resolve())
        shared = os.environ.get("XDG_DATA_HOME", "~/.local/share")
        return cls(Path(shared).expanduser().resolve() / "steelyard")

    @property
    def postgres(self) -> Path:
        """The embedded server's data."""
        return self.root / "postgres"

    @property
    def files(self) -> Path:
        """Uploaded files."""
        return self.root / "files"

    @property
    def logs(self) -> Path:
        """What the embedded server logs."""
        return self.root / "logs"

    @property
    def run(self) -> Path:
        """Sockets, locks and counters; may be lost between two runs."""
        return self.root / "run"

    @property
    def secret_file(self) -> Path:
        """The generated secret key."""
        return self.root / "secret_key"

    def ensure(self) -> None:
        """Create the directories that do not exist yet."""
        for directory in (self.root, self.files, self.logs, self.run):
            try:
                directory.mkdir(mode=PRIVATE_DIRECTORY, parents=True, exist_ok=True)
            except OSError as error:
                raise SetupError(
                    f"The data directory {directory} cannot be made: {error.strerror}. Point STEELYARD_HOME elsewhere."
                ) from error

    def secret_key(self) -> str:
        """Return `STEELYARD_SECRET_KEY`, or the key generated on first use and kept in the data directory."""
        configured = os.environ.get("STEELYARD_SECRET_KEY")
        if configured:
            return configured
        if not self.secret_file.exists():
            self.ensure()
            _write_once(self.secret_file, secrets.token_urlsafe(48))
        return self.secret_file.read_text()

    def derive_password(self, name: str) -> str:
        """Return the password of database role `name`.

        Derived from the secret key, so hosts that share the key agree on it and there is one secret to keep.
        """
        return hmac.new(self.secret_key().encode(), f"database role {name}".encode(), hashlib.sha256).hexdigest()


def _write_once(path: Path, content: str) -> None:
    """Write `content` whole or not at all; the first of several processes wins."""
    descriptor, draft = tempfile.mkstemp(prefix=f"{path.name}.", dir=path.parent)  # readable by its owner only
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(content)
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        os.unlink(draft)
