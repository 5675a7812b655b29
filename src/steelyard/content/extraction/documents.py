"""The words of a document, page by page, by the library that knows its format; each is imported when it is needed."""

from collections.abc import Callable, Iterator
from pathlib import Path

Pages = Iterator[tuple[int | None, str]]

MAX_PAGES = 2_000
MAX_CELLS = 200_000
_OFFICE = "application/vnd.openxmlformats-officedocument."


def read_pages(path: Path, content_type: str) -> Pages:
    """Yield the pages of the document with their words; nothing for what has no words, such as a picture."""
    read = _READERS.get(content_type)
    return read(path) if read else iter(())


def _read_pdf(path: Path) -> Pages:
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    for number in range(min(len(document), MAX_PAGES)):
        page = document[number]
        text = page.get_textpage()
        yield number + 1, text.get_text_bounded()
        text.close()
        page.close()


def _read_docx(path: Path) -> Pages:
    from docx import Document
    from docx.table import Table

    document = Document(str(path))
    lines = []
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            lines += [" ".join(dict.fromkeys(cell.text for cell in row.cells)) for row in block.rows]
        else:
            lines.append(block.text)
    yield None, "\n".join(lines)


def _read_pptx(path: Path) -> Pages:
    from pptx import Presentation

    for number, slide in enumerate(Presentation(str(path)).slides, start=1):
        lines = [line for shape in slide.shapes for line in _lines_of(shape)]
        if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
            lines.append(slide.notes_slide.notes_text_frame.text)
        yield number, "\n".join(lines)
        if number >= MAX_PAGES:
            return


def _lines_of(shape: object) -> Iterator[str]:
    """Yield the words of a shape: its text, its table's cells, the shapes that are grouped in it."""
    if getattr(shape, "has_text_frame", False):
        yield shape.text_frame.text  # type: ignore[attr-defined]
    if getattr(shape, "has_table", False):
        for row in shape.table.rows:  # type: ignore[attr-defined]
            yield " ".join(cell.text for cell in row.cells)
    for part in getattr(shape, "shapes", ()):
        yield from _lines_of(part)


def _read_xlsx(path: Path) -> Pages:
    from openpyxl import load_workbook

    # As an open file: a stored one has no extension, by which the library would judge it.
    workbook, cells = load_workbook(path.open("rb"), read_only=True, data_only=True, keep_links=False), 0
    for number, sheet in enumerate(workbook.worksheets, start=1):
        lines = [sheet.title]
        for row in sheet.iter_rows(values_only=True):
            said = [str(value) for value in row if value is not None]
            cells += len(said)
            lines.append(" ".join(said))
            if cells > MAX_CELLS:
                break
        yield number, "\n".join(lines)


def _read_text(path: Path) -> Pages:
    content = path.read_bytes()
    try:
        yield None, content.decode("utf-8-sig")
    except UnicodeDecodeError:
        yield None, content.decode("cp1252", errors="replace")


_READERS: dict[str, Callable[[Path], Pages]] = {
    "application/pdf": _read_pdf,
    _OFFICE + "wordprocessingml.document": _read_docx,
    _OFFICE + "presentationml.presentation": _read_pptx,
    _OFFICE + "spreadsheetml.sheet": _read_xlsx,
    "text/plain": _read_text,
    "text/csv": _read_text,
    "message/rfc822": _read_text,
}
