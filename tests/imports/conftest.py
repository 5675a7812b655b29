"""What tests of imports share: files made of rows, and an import of one through the real engine."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from steelyard.kernel.actors import SYSTEM
from steelyard.platform.imports.mapping import ColumnMapping
from steelyard.platform.imports.running import Report, import_file, importers

Load = Callable[..., Report]


@pytest.fixture
def load(tmp_path: Path, system: None, now: datetime) -> Load:
    """Give a function that imports lines of text (the header first), or bytes, as a kind of thing."""

    def run(
        kind: str,
        *lines: str,
        content: bytes = b"",
        mapping: ColumnMapping | None = None,
        is_dry_run: bool = False,
        **more: Any,
    ) -> Report:
        path = tmp_path / "file.csv"
        path.write_bytes(content or "\n".join(lines).encode())
        return import_file(
            path, importers()[kind], actor=SYSTEM, now=now, mapping=mapping, is_dry_run=is_dry_run, **more
        )

    return run
