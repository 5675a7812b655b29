"""The reference pages of the docs, made from the code: events, personal data, refusals, settings."""

from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import steelyard
from steelyard.config.variables import VARIABLES
from steelyard.platform.events import event_types
from steelyard.platform.http.catalog import all_refusals
from steelyard.platform.privacy.registry import describe_holdings

_MADE = "<!-- Made by `make reference`; a test compares it with the code. -->"


def pages() -> dict[str, str]:
    """Return every reference page by its file name."""
    return {
        "events.md": _events(),
        "personal-data.md": _personal_data(),
        "refusals.md": _refusals(),
        "settings.md": _settings(),
    }


def write_pages(folder: Path) -> None:
    """Write the reference pages into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (folder / name).write_text(text, encoding="utf-8")


def _events() -> str:
    lines = [f"# Events\n\n{_MADE}\n", "What is recorded, by context. Internal events are never shown to partners.\n"]
    lines.append("| type | subject | sentence | facts |\n| --- | --- | --- | --- |")
    for name, cls in event_types().items():
        if not name.startswith("tests."):
            facts = ", ".join(f"`{fact}`" for fact in cls.__annotations__ if fact in cls.__dataclass_fields__)
            internal = " (internal)" if cls.is_internal else ""
            lines.append(f"| `{name}`{internal} | `{cls.subject_type}` | {_cell(cls.sentence)} | {facts} |")
    return "\n".join(lines) + "\n"


def _personal_data() -> str:
    lines = [f"# Personal data\n\n{_MADE}\n", "The register of processing: what is held of people, why and how long.\n"]
    lines.append(
        "| kind | what | why | lawful basis | kept | after an erasure |\n| --- | --- | --- | --- | --- | --- |"
    )
    for line in describe_holdings():
        cells = (line.label, line.content, line.purpose, line.lawful_basis, line.kept, line.after_erasure)
        lines.append("| " + " | ".join(_cell(cell) for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def _refusals() -> str:
    _import_everything()
    lines = [f"# Refusals\n\n{_MADE}\n", "Every way in which Steelyard says no. `code` never changes once published.\n"]
    lines.append("| code | status | what is the case | what the reader is told |\n| --- | --- | --- | --- |")
    for cls in sorted(set(all_refusals()), key=lambda cls: cls.code):
        case = (cls.__doc__ or "").split("\n")[0]
        lines.append(f"| `{cls.code}` | {cls.status} | {_cell(case)} | {_cell(cls.text)} |")
    return "\n".join(lines) + "\n"


def _settings() -> str:
    lines = [f"# Settings\n\n{_MADE}\n", "Environment variables, read once at start.\n"]
    lines.append("| variable | without it | meaning |\n| --- | --- | --- |")
    lines += [f"| `{v.name}` | {_cell(v.default)} | {_cell(v.meaning)} |" for v in VARIABLES]
    return "\n".join(lines) + "\n"


def _import_everything() -> None:
    """Import every module that may define a refusal, so that the page does not depend on what happens to be loaded."""
    for module in walk_packages(steelyard.__path__, "steelyard."):
        if not module.name.endswith(("__main__", "wsgi", "hatch_build")) and ".migrations" not in module.name:
            import_module(module.name)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
