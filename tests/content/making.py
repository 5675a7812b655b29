"""Making assets for tests, by the context's own commands, and documents with words in them."""

from datetime import datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile

from steelyard.content import commands
from steelyard.content.models import Audience
from steelyard.content.terms import EVERY_PARTNER, AssetKind, AssetTerms, AudienceTerms, Material
from steelyard.kernel.actors import Actor
from steelyard.platform.files import store_file


def every_partner() -> UUID:
    """Return the audience that a new installation has for all partners."""
    return Audience.objects.get(name=EVERY_PARTNER).id


def make_audience(now: datetime, author: Actor, name: str, **conditions: Any) -> UUID:
    """Define an audience."""
    said = {key: frozenset(value) if isinstance(value, (set, tuple)) else value for key, value in conditions.items()}
    return commands.define_audience(actor=author, name=name, terms=AudienceTerms(**said), now=now)


def make_terms(now: datetime, author: Actor, title: str, **said: Any) -> AssetTerms:
    """Return what is said of an asset: collateral for every partner, to be reviewed in half a year."""
    usual = {
        "library": "sales",
        "kind": AssetKind.COLLATERAL,
        "audience_id": every_partner(),
        "owner_id": author.person_id,
        "review_by": (now + timedelta(days=180)).date(),
    }
    return AssetTerms(**{**usual, "title": title, **said})


def make_asset(
    now: datetime, author: Actor, title: str, *, text: str = "Words.", publish: bool = True, **said: Any
) -> UUID:
    """Make an asset that is a text, published unless said otherwise."""
    key = commands.create_asset(actor=author, terms=make_terms(now, author, title, **said), now=now)
    commands.add_version(actor=author, asset_id=key, material=Material(text=text), now=now)
    if publish:
        commands.publish_asset(actor=author, asset_id=key, now=now)
    return key


def add_file(now: datetime, author: Actor, asset_id: UUID, name: str, content: bytes) -> UUID:
    """Upload a file as a version of an asset."""
    uploaded = SimpleUploadedFile(name, content)
    stored = store_file(uploaded=uploaded, partner_id=None, actor=author, now=now, is_internal=True)
    return commands.add_version(actor=author, asset_id=asset_id, material=Material(file_id=stored.id), now=now)


def make_pdf(*pages: str) -> bytes:
    """Return a PDF with a line of words on each page."""
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    parts = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for n, words in enumerate(pages):
        drawn = f"BT /F1 18 Tf 72 720 Td ({words}) Tj ET"
        parts.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {5 + 2 * n} 0 R"
            " /Resources << /Font << /F1 3 0 R >> >> >>"
        )
        parts.append(f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream")
    content, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(content))
        content += f"{number} 0 obj\n{part}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"xref\n0 {len(parts) + 1}\n0000000000 65535 f \n{table}trailer\n<< /Size {len(parts) + 1} /Root 1 0 R >>\n"
    return content + f"{end}startxref\n{len(content)}\n%%EOF".encode("latin-1")


def make_docx(*paragraphs: str, cell: str = "") -> bytes:
    """Return a Word document with paragraphs, and with a table of one cell."""
    from docx import Document

    document, content = Document(), BytesIO()
    for words in paragraphs:
        document.add_paragraph(words)
    if cell:
        document.add_table(1, 1).cell(0, 0).text = cell
    document.save(content)
    return content.getvalue()


def make_pptx(*slides: str) -> bytes:
    """Return a presentation with a line on each slide."""
    from pptx import Presentation
    from pptx.util import Inches

    deck, content = Presentation(), BytesIO()
    for words in slides:
        slide = deck.slides.add_slide(deck.slide_layouts[6])
        slide.shapes.add_textbox(Inches(1), Inches(1), Inches(6), Inches(1)).text_frame.text = words
    deck.save(content)
    return content.getvalue()


def make_xlsx(*rows: tuple[str, ...]) -> bytes:
    """Return a workbook with one sheet."""
    from openpyxl import Workbook

    workbook, content = Workbook(), BytesIO()
    for row in rows:
        workbook.active.append(row)
    workbook.save(content)
    return content.getvalue()
