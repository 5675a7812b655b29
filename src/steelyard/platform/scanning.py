"""Looking for known malware in what people upload, where the operator has set up ClamAV; without it nothing is looked for.

A scanner that is away lets nothing through: what could not be looked at is refused until it is back.
Source: clamd(8), the command INSTREAM.
"""

import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

import structlog
from django.conf import settings

from steelyard.kernel.refusals import Refusal, sentence

TIMEOUT_SECONDS = 10.0
_CHUNK_BYTES = 64 * 1024
_MAX_ANSWER_BYTES = 4096

_log = structlog.get_logger("steelyard.files")


class FileInfected(Refusal):
    """The scanner knows something harmful in the file."""

    code = "file_infected"
    status = 422
    text = sentence("This file carries something that the virus scanner knows: {found}. Clean it, or send another one.")


class ScannerAway(Refusal):
    """The scanner does not answer, or could not look at the whole file."""

    code = "scanner_away"
    status = 503
    text = sentence("Files cannot be checked for viruses at the moment. Nothing was kept: try again in a few minutes.")


def scan(content: IO[bytes], *, name: str) -> None:
    """Refuse a file in which the scanner finds something; where none is set up, do nothing. Raises: FileInfected, ScannerAway."""
    if not settings.CLAMD:
        return
    content.seek(0)
    answer = _ask(content)
    content.seek(0)
    if answer == "stream: OK":
        return
    found = answer.removeprefix("stream: ").removesuffix(" FOUND")
    if answer != f"stream: {found} FOUND":
        _log.error("file_not_scanned", file=name, answer=answer)
        raise ScannerAway
    _log.warning("file_infected", file=name, found=found)
    raise FileInfected(found=found)


def ping() -> bool:
    """Tell whether the scanner answers."""
    try:
        with _connected() as scanner:
            scanner.sendall(b"zPING\0")
            return _read(scanner) == "PONG"
    except OSError:
        return False


def _ask(content: IO[bytes]) -> str:
    try:
        with _connected() as scanner:
            scanner.sendall(b"zINSTREAM\0")
            while chunk := content.read(_CHUNK_BYTES):
                scanner.sendall(struct.pack(">I", len(chunk)) + chunk)
            scanner.sendall(struct.pack(">I", 0))
            return _read(scanner)
    except OSError as error:
        _log.error("scanner_away", error=str(error))
        raise ScannerAway from error


@contextmanager
def _connected() -> Iterator[socket.socket]:
    """Yield a connection to the scanner: the path of its socket, or host and port."""
    host, _, port = settings.CLAMD.rpartition(":")
    if host:
        connection = socket.create_connection((host.strip("[]"), int(port)), timeout=TIMEOUT_SECONDS)
    else:
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(TIMEOUT_SECONDS)
    with connection:
        if not host:
            connection.connect(settings.CLAMD)
        yield connection


def _read(scanner: socket.socket) -> str:
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < _MAX_ANSWER_BYTES and (part := scanner.recv(_MAX_ANSWER_BYTES)):
        answer += part
    return answer.rstrip(b"\0\n").decode(errors="replace")
