"""Uploads: a file is what its bytes say; bombs and disguises are refused with the fix."""

import io
import zipfile
from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from steelyard.kernel.actors import SYSTEM, Actor, ActorKind
from steelyard.kernel.ids import new_id
from steelyard.kernel.refusals import NotFound
from steelyard.platform import files
from steelyard.platform.db import acting_as
from steelyard.platform.models import Visibility

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 40


def docx(members: dict[str, bytes] | None = None) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {"[Content_Types].xml": b"<x/>", "word/document.xml": b"<w/>", **(members or {})}.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "content_type"),
    [
        ("quote.pdf", PDF, "application/pdf"),
        ("Angebot 2026.PDF", PDF, "application/pdf"),
        ("board.png", PNG, "image/png"),
        ("minutes.docx", docx(), files.CONTENT_TYPES[".docx"]),
        ("mail.eml", "Subject: Größe 🚀\n\nhello".encode(), "message/rfc822"),
    ],
)
def test_an_honest_file_is_accepted(name: str, content: bytes, content_type: str) -> None:
    assert files.check(SimpleUploadedFile(name, content)) == content_type


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("setup.exe", b"MZ\x90\x00"),
        ("quote.pdf", b"MZ\x90\x00" + b"\x00" * 200),
        ("quote.pdf", b"<html><script>alert(1)</script>"),
        ("notes.txt", b"MZ\x90\x00 not text"),
        ("notes.txt", b"\x7fELF\x02"),
        ("picture.png", PDF),
        ("page.html", b"<html>"),
        ("drawing.svg", b"<svg onload='x'>"),
        ("minutes.docx", b"PK\x03\x04 broken"),
        ("archive.docx", docx()[:40]),
        ("noextension", PDF),
        ("empty.pdf", b""),
    ],
)
def test_a_disguise_is_refused(name: str, content: bytes) -> None:
    with pytest.raises(files.FileTypeNotAllowed):
        files.check(SimpleUploadedFile(name, content))


def test_a_zip_bomb_is_refused_without_being_unpacked() -> None:
    bomb = docx({"word/media/zeros.bin": b"\0" * 60_000_000})
    assert len(bomb) < 100_000
    with pytest.raises(files.FileUnsafe):
        files.check(SimpleUploadedFile("bomb.docx", bomb))


def test_macros_are_refused() -> None:
    with pytest.raises(files.FileUnsafe):
        files.check(SimpleUploadedFile("macro.docx", docx({"word/vbaProject.bin": b"x"})))


def test_a_file_over_the_limit_is_refused(settings: pytest.FixtureRequest) -> None:
    settings.MAX_UPLOAD_BYTES = 10
    with pytest.raises(files.FileTooLarge):
        files.check(SimpleUploadedFile("quote.pdf", PDF))


def test_a_partner_opens_its_own_files_and_no_others(
    db: None, now: datetime, settings: pytest.FixtureRequest, tmp_path: object
) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}},
    }
    a, b = new_id(), new_id()
    actor_a, actor_b = Actor(kind=ActorKind.PARTNER, partner_id=a), Actor(kind=ActorKind.PARTNER, partner_id=b)
    with acting_as(SYSTEM):
        Visibility.objects.bulk_create([Visibility(viewer_id=a, partner_id=a), Visibility(viewer_id=b, partner_id=b)])
    with acting_as(actor_a):
        card = files.store_file(
            uploaded=SimpleUploadedFile("../../quote.pdf", PDF), partner_id=a, actor=actor_a, now=now
        )
        assert card.name == "quote.pdf"
        response = files.open_file(actor_a, card.id)
        assert b"".join(response.streaming_content) == PDF
        assert response["Content-Disposition"] == 'attachment; filename="quote.pdf"'
    with acting_as(actor_b), pytest.raises(NotFound):
        files.open_file(actor_b, card.id)
