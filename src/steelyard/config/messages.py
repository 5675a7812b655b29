"""The texts for translators: collected from Python and templates, kept in a catalog for each language."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parent.parent
LOCALES = PACKAGE / "locale"
_KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "sentence": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
_COMMENT = "Translators:"


def collect_messages() -> Catalog:
    """Return every text of the package that people read, with the files that it stands in."""
    catalog = Catalog(project="Steelyard", charset="utf-8")
    for path in sorted(PACKAGE.rglob("*")):
        if path.suffix in {".py", ".html", ".txt"} and "migrations" not in path.parts:
            place = (str(path.relative_to(PACKAGE)), 0)
            source = BytesIO(_python_of(path).encode())
            for _line, message, comments, context in extract("python", source, _KEYWORDS, [_COMMENT]):
                catalog.add(message, None, [place], auto_comments=comments, context=context)
    return catalog


def find_catalogs() -> Iterator[Path]:
    """Yield the catalog file of each language that has one."""
    yield from sorted(LOCALES.glob("*/LC_MESSAGES/django.po"))


def read_catalog(path: Path) -> Catalog:
    """Return a language's catalog."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name, charset="utf-8")


def update_catalogs() -> dict[str, int]:
    """Bring every catalog up to date, without what is no longer said; return how many texts each has yet to translate."""
    messages, missing = collect_messages(), {}
    for path in find_catalogs():
        catalog = read_catalog(path)
        catalog.update(messages, no_fuzzy_matching=True, update_creation_date=False)
        write_catalog(catalog, path)
        missing[str(catalog.locale)] = len(untranslated(catalog))
    return missing


def write_catalog(catalog: Catalog, path: Path) -> None:
    """Write a catalog in the order of its files, without line numbers: they would change with every edit."""
    with path.open("wb") as file:
        write_po(file, catalog, width=120, sort_by_file=True, include_lineno=False, ignore_obsolete=True)


def untranslated(catalog: Catalog) -> list[str]:
    """Return the source texts that have no translation yet, or one that nobody has confirmed."""
    return [
        wordings(message.id)[0]
        for message in catalog
        if message.id and (message.fuzzy or not all(wordings(message.string)))
    ]


def wordings(text: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    """Return the forms of a text or translation: one, or one for each number it distinguishes."""
    return tuple(text) if isinstance(text, list | tuple) else (text or "",)


def _python_of(path: Path) -> str:
    """Return the file's text as Python that calls gettext; a template's indentation means nothing, hence the bracket."""
    source = path.read_text(encoding="utf-8")
    return source if path.suffix == ".py" else f"({templatize(source, origin=str(path))}\n)"
