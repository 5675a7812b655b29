"""Where a record's page is: contexts say once, feeds, palette, mails and explanations link by the outside id alone."""

from django.urls import reverse

_pages: dict[str, str] = {}


def register_record_page(prefix: str, url_name: str) -> None:
    """Say that records whose outside ids begin with `prefix` have the page `url_name`, which takes the id alone."""
    _pages[prefix] = url_name


def record_url(public_id: str) -> str:
    """Return the address of a record's page, or nothing where that kind of record has none."""
    url_name = _pages.get(public_id.rpartition("_")[0])
    return reverse(url_name, args=[public_id]) if url_name else ""
