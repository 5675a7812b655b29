"""The data directory and its secret."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from steelyard.platform.runtime.home import Home, SetupError


@pytest.fixture(autouse=True)
def nothing_configured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STEELYARD_SECRET_KEY", raising=False)
    monkeypatch.delenv("STEELYARD_HOME", raising=False)


def test_home_follows_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("STEELYARD_HOME", str(tmp_path / "here"))
    assert Home.from_environment().root == (tmp_path / "here").resolve()


def test_home_is_the_users_data_folder_otherwise(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert Home.from_environment().root == tmp_path.resolve() / "steelyard"


def test_secret_key_is_generated_once_and_readable_by_its_owner_only(tmp_path: Path) -> None:
    home = Home(tmp_path)
    key = home.secret_key()
    assert len(key) >= 50
    assert Home(tmp_path).secret_key() == key
    assert stat.S_IMODE(home.secret_file.stat().st_mode) == 0o600


def test_processes_that_start_together_agree_on_the_secret_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: Home(tmp_path).secret_key(), range(8)))
    assert len(keys) == 1


def test_configured_secret_key_wins_and_is_not_written(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("STEELYARD_SECRET_KEY", "from outside")
    assert Home(tmp_path).secret_key() == "from outside"
    assert not Home(tmp_path).secret_file.exists()


def test_database_passwords_differ_by_role_and_follow_the_secret_key(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("STEELYARD_SECRET_KEY", "one")
    owner, app = Home(tmp_path).derive_password("owner"), Home(tmp_path).derive_password("app")
    assert owner != app
    monkeypatch.setenv("STEELYARD_SECRET_KEY", "two")
    assert Home(tmp_path).derive_password("owner") != owner


def test_home_that_cannot_be_made_is_named_in_the_refusal(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SetupError, match="STEELYARD_HOME"):
        Home(tmp_path / "file" / "home").ensure()
