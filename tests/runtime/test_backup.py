"""Backup and restore by the command line, on installations of their own."""

import json
import os
import tarfile
from pathlib import Path

import pytest

from steelyard.platform.runtime.backup import MANIFEST
from tests.runtime.installations import Installation

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """An installation with a person, an uploaded file and a sealed log."""
    installation = Installation(tmp_path_factory.mktemp("original"))
    assert installation.run("migrate").returncode == 0
    person = ("person", "create", "--mail", "ada@host.example", "--name", "Ada", "--role", "program_admin")
    enrolled = installation.run(*person)
    assert enrolled.returncode == 0, enrolled.stderr
    (installation.home / "files/ab").mkdir(mode=0o700)
    (installation.home / "files/ab/quote").write_bytes(os.urandom(70_000))
    assert installation.run("audit", "head").returncode == 0
    return installation


@pytest.fixture(scope="module")
def backup(original: Installation, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("backup") / "monday.tar"
    done = original.run("backup", str(target), "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["bytes"] == target.stat().st_size
    return target


def test_only_its_owner_reads_a_backup(backup: Path) -> None:
    assert backup.stat().st_mode & 0o077 == 0
    assert list(backup.parent.iterdir()) == [backup]


def test_everything_comes_back(original: Installation, backup: Path, tmp_path: Path) -> None:
    copy = Installation(tmp_path)
    done = copy.run("restore", str(backup), "--json")
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    with tarfile.open(backup) as archive:
        file = archive.extractfile(MANIFEST)
        assert file is not None
        rows = json.load(file)["rows"]
    assert said == {
        "is_whole": True,
        "rows": sum(rows.values()),
        "files": 1,
        "log_is_intact": True,
        "differences": [],
    }
    assert rows["identity_person"] == 1
    assert rows["platform_auditseal"] > 0
    assert (tmp_path / "files/ab/quote").read_bytes() == (original.home / "files/ab/quote").read_bytes()
    assert (tmp_path / "secret_key").read_text() == (original.home / "secret_key").read_text()
    verified = json.loads(copy.run("audit", "verify", "--json").stdout)
    assert verified["is_intact"]
    assert verified["heads"] == 1
    findings = {one["check"]: one["is_ok"] for one in json.loads(copy.run("doctor", "--json").stdout)}
    assert {name for name, is_ok in findings.items() if not is_ok} <= {"worker"}


def test_an_installation_is_not_overwritten(original: Installation, backup: Path) -> None:
    refused = original.run("restore", str(backup))
    assert refused.returncode == 1
    assert "holds an installation already" in refused.stderr


@pytest.mark.parametrize("what", ["cut off", "changed", "another file"])
def test_a_damaged_backup_is_refused_before_anything_is_written(backup: Path, tmp_path: Path, what: str) -> None:
    damaged = tmp_path / "damaged.tar"
    data = bytearray(backup.read_bytes())
    match what:
        case "cut off":
            data = data[: len(data) // 2]
        case "changed":
            data[len(data) // 3] ^= 1
        case "another file":
            data = bytearray(b"no tar at all" * 100)
    damaged.write_bytes(data)
    home = tmp_path / "home"
    home.mkdir()
    refused = Installation(home).run("restore", str(damaged))
    assert refused.returncode == 1
    assert "Traceback" not in refused.stderr
    assert not (home / "secret_key").exists()
