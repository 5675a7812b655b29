"""The package as a stranger installs it: built from the sources, into an empty environment, without Node.js."""

import re
import shutil
import subprocess
import sys
import urllib.request
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.runtime.installations import Installation

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
UV = Path(sys.executable).parent / "uv"
NOT_SOURCE = shutil.ignore_patterns(".*", "node_modules", "static", "__pycache__", "dist", "*.mo", "tests", "bench")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy of the sources alone."""
    sources, out = tmp_path_factory.mktemp("sources") / "steelyard", tmp_path_factory.mktemp("dist")
    shutil.copytree(ROOT, sources, ignore=NOT_SOURCE)
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", out, sources],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture
def installed(wheel: Path, place: Path) -> Iterator[Installation]:
    """An installation that runs from the wheel in an environment of its own."""
    environment, home = place / "environment", place / "home"
    home.mkdir()
    python = environment / "bin" / "python"
    install = [UV, "pip", "install", "--quiet", "--python", python]
    subprocess.run([UV, "venv", "--quiet", "--python", sys.executable, environment], check=True)
    subprocess.run([*install, "--require-hashes", "-r", ROOT / "requirements" / "run.txt"], check=True)
    subprocess.run([*install, "--no-deps", wheel], check=True)
    installation = Installation(home, command=[str(environment / "bin" / "steelyard")])
    yield installation
    if installation.supervisor is not None and installation.supervisor.poll() is None:
        installation.stop()


def test_wheel_carries_front_end_and_translations_but_no_sources_of_them(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert "steelyard/ui/static/steelyard/manifest.json" in names
    assert any(name.endswith(".css.br") for name in names)
    assert not [name for name in names if "node_modules" in name or not name.startswith("steelyard")]
    catalogs = {name.removesuffix(".po") for name in names if name.endswith(".po")}
    assert catalogs == {name.removesuffix(".mo") for name in names if name.endswith(".mo")}


def test_installed_wheel_starts_serves_its_styles_and_stops(installed: Installation) -> None:
    installed.start()
    status, page = installed.get("/")
    assert status == 200
    style = re.search(r'<link[^>]+href="(/static/[^"]+\.css)"', page)
    assert style is not None
    with urllib.request.urlopen(installed.address + style[1]) as answer:
        assert answer.headers["Content-Type"].startswith("text/css")
        assert len(answer.read()) > 10_000
    assert installed.stop() == 0
    assert installed.processes() == []
