"""Uploads before a virus scanner: what it knows is refused, and what it could not look at as well."""

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from steelyard.kernel.actors import SYSTEM
from steelyard.platform.clock import utc_now
from steelyard.platform.files import store_file
from steelyard.platform.imports.commands import upload_import
from steelyard.platform.models import StoredFile
from steelyard.platform.runtime.doctor import _scanner
from steelyard.platform.scanning import FileInfected, ScannerAway

HARMFUL = b"what every scanner knows"
QUOTE = b"A quote for forty licences.\n" * 5000


@dataclass
class Scanner:
    """Speaks as clamd does, and knows one harmful thing. `limit` is the longest stream that it takes."""

    limit: int = 1_000_000
    scanned: list[bytes] = field(default_factory=list)
    is_broken: bool = False

    def answer(self, stream: socketserver.StreamRequestHandler) -> bytes:
        command = b""
        while not command.endswith(b"\0"):
            command += stream.rfile.read(1)
        if command == b"zPING\0":
            return b"PONG\0"
        assert command == b"zINSTREAM\0"
        content = b""
        while size := struct.unpack(">I", stream.rfile.read(4))[0]:
            content += stream.rfile.read(size)
            if len(content) > self.limit:
                return b"INSTREAM size limit exceeded. ERROR\0"
        self.scanned.append(content)
        if self.is_broken:
            return b""
        return b"stream: Harmful-Test FOUND\0" if HARMFUL in content else b"stream: OK\0"


@contextmanager
def scanning(server: type[socketserver.BaseServer], address: Any) -> Iterator[tuple[Scanner, Any]]:
    scanner = Scanner()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(scanner.answer(self))

    running = server(address, Handler)  # type: ignore[call-arg]
    threading.Thread(target=running.serve_forever, daemon=True).start()
    try:
        yield scanner, running.server_address  # type: ignore[attr-defined]
    finally:
        running.shutdown()
        running.server_close()


@pytest.fixture
def scanner(settings: Any, tmp_path: Path) -> Iterator[Scanner]:
    path = str(tmp_path / "clamd")
    with scanning(socketserver.ThreadingUnixStreamServer, path) as (scanner, _):
        settings.CLAMD = path
        yield scanner


@pytest.fixture(autouse=True)
def _kept_here(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = str(tmp_path / "files")


def upload(content: bytes, name: str = "quote.txt") -> None:
    store_file(uploaded=SimpleUploadedFile(name, content), partner_id=None, actor=SYSTEM, now=utc_now())


def test_a_file_that_the_scanner_does_not_know_is_kept_whole(system: None, scanner: Scanner) -> None:
    upload(QUOTE)
    assert scanner.scanned == [QUOTE]
    assert StoredFile.objects.get().size == len(QUOTE)


def test_what_the_scanner_knows_is_refused_by_its_name(system: None, scanner: Scanner) -> None:
    with pytest.raises(FileInfected, match="Harmful-Test"):
        upload(QUOTE + HARMFUL)
    with pytest.raises(FileInfected):
        upload_import(actor=SYSTEM, kind="companies", uploaded=SimpleUploadedFile("c.csv", HARMFUL), now=utc_now())
    assert not StoredFile.objects.exists()


def test_what_the_scanner_could_not_look_at_is_refused(system: None, scanner: Scanner, settings: Any) -> None:
    scanner.limit = 1000
    with pytest.raises(ScannerAway):
        upload(QUOTE)
    scanner.limit, scanner.is_broken = 1_000_000, True
    with pytest.raises(ScannerAway):
        upload(QUOTE)
    settings.CLAMD = "/nowhere/clamd"
    with pytest.raises(ScannerAway):
        upload(QUOTE)
    assert not StoredFile.objects.exists()


def test_the_scanner_may_be_on_another_host(system: None, settings: Any) -> None:
    with scanning(socketserver.ThreadingTCPServer, ("127.0.0.1", 0)) as (scanner, (host, port)):
        settings.CLAMD = f"{host}:{port}"
        upload(QUOTE)
        assert scanner.scanned == [QUOTE]
        assert [finding.is_ok for finding in _scanner()] == [True]
    assert [finding.is_ok for finding in _scanner()] == [False]


def test_without_a_scanner_nothing_is_asked(system: None, settings: Any) -> None:
    assert settings.CLAMD == ""
    upload(QUOTE)
    assert list(_scanner()) == []
