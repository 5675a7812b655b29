"""Files that are dangerous or huge are refused, at once and unread where their length says so."""

import io
import zipfile
from typing import Any

import pytest
from django.conf import settings as product
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client

from steelyard.platform.db import as_system
from steelyard.platform.models import StoredFile
from tests.api.registering import JSON, REGISTER, as_json, body, typed


def office(name: str, **members: bytes) -> SimpleUploadedFile:
    """Return a Word file with those members beside the ones it needs."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, content in {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>", **members}.items():
            archive.writestr(member, content)
    return SimpleUploadedFile(name, packed.getvalue())


def upload(headers: dict[str, str], file: SimpleUploadedFile) -> Any:
    made = Client().post(REGISTER, as_json(body("Uploads GmbH")), content_type=JSON, headers=headers).json()
    return Client().post(f"{REGISTER}/{made['id']}/evidence-files", {"file": file, "kind": "quote"}, headers=headers)


DANGEROUS = {
    "zip bomb": lambda: office("offer.docx", **{"word/media.bin": b"\0" * 30_000_000}),
    "macros": lambda: office("offer.docx", **{"word/vbaProject.bin": b"x"}),
    "program as PDF": lambda: SimpleUploadedFile("offer.pdf", b"MZ\x90\0" + b"\0" * 900),
    "program as text": lambda: SimpleUploadedFile("offer.txt", b"\x7fELF" + b"\0" * 900),
    "script as text": lambda: SimpleUploadedFile("offer.txt", b"#!/bin/sh\nrm -rf /\n"),
    "page as picture": lambda: SimpleUploadedFile("offer.png", b"<html><script>alert(1)</script></html>"),
    "SVG": lambda: SimpleUploadedFile("offer.svg", b"<svg onload='alert(1)'/>"),
    "archive as Word": lambda: SimpleUploadedFile("offer.docx", b"PK\x03\x04" + b"\0" * 900),
    "two extensions": lambda: SimpleUploadedFile("offer.pdf.exe", b"%PDF-1.7"),
    "no extension": lambda: SimpleUploadedFile("offer", b"%PDF-1.7"),
    "empty": lambda: SimpleUploadedFile("offer.pdf", b""),
}


@pytest.mark.parametrize("what", DANGEROUS)
def test_a_dangerous_file_is_refused_and_not_kept(headers: dict[str, str], files: None, what: str) -> None:
    with as_system():
        before = StoredFile.objects.count()
    answer = upload(headers, DANGEROUS[what]())
    assert answer.status_code == 422, answer.content
    assert answer.json()["code"] in {"file_type_not_allowed", "file_unsafe", "invalid_input"}
    with as_system():
        assert StoredFile.objects.count() == before


class Endless(io.RawIOBase):
    """A body that never ends and counts what is read of it."""

    def __init__(self) -> None:
        self.taken = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self.taken += len(buffer)
        return len(buffer)


@pytest.mark.parametrize("content_type", [JSON, "multipart/form-data; boundary=x", "text/plain"])
def test_a_huge_request_is_refused_before_it_is_read(headers: dict[str, str], content_type: str) -> None:
    stream, status = Endless(), []
    environ = {
        **Client()._base_environ(REQUEST_METHOD="POST", PATH_INFO=f"{REGISTER}/dealreg_1/evidence-files"),
        "CONTENT_LENGTH": str(50 * 1024 * 1024),
        "CONTENT_TYPE": content_type,
        "HTTP_AUTHORIZATION": headers["Authorization"],
        "wsgi.input": stream,
    }
    answer = b"".join(WSGIHandler()(environ, lambda line, sent: status.append(line)))
    assert status[0].startswith("413")
    assert b'"code":"request_too_large"' in answer
    assert stream.taken == 0


def test_a_form_with_a_huge_file_comes_back_with_everything_typed(browser: Client, files: None) -> None:
    huge = SimpleUploadedFile("offer.pdf", b"%PDF-1.7\n" + b"\0" * (product.MAX_UPLOAD_BYTES + 5_000_000))
    answer = browser.post("/deals/new/", typed(description="Everything I typed", evidence_files=huge))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "too large" in page
    assert "Everything I typed" in page
