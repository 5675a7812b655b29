"""A picture of what a document looks like: its first page, or the picture that it is, made small."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

WIDTH, HEIGHT = 800, 1_100
MAX_PIXELS = 60_000_000
_PICTURES = {"image/png", "image/jpeg", "image/webp"}


def draw_preview(path: Path, content_type: str, target: Path) -> bool:
    """Write a PNG of the first page, and tell whether there is one to be made."""
    if content_type == "application/pdf":
        picture = _first_page(path)
    elif content_type in _PICTURES:
        picture = _picture(path)
    else:
        return False
    picture.thumbnail((WIDTH, HEIGHT))
    # Drawn anew, so that nothing of the file but what is seen is kept: no metadata, no hidden data.
    picture.convert("RGB").quantize(128).save(target, "PNG", optimize=True)
    return True


def _first_page(path: Path) -> "Image":
    import pypdfium2

    page = pypdfium2.PdfDocument(path)[0]
    width, height = page.get_size()
    picture: Image = page.render(scale=min(WIDTH / max(width, 1), HEIGHT / max(height, 1))).to_pil()
    return picture


def _picture(path: Path) -> "Image":
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    return Image.open(path)
