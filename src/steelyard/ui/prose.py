"""Text that people write with Markdown, shown as safe HTML: no markup of their own, no foreign pictures, no scripts."""

from functools import cache
from typing import TYPE_CHECKING

from django.utils.safestring import SafeString, mark_safe

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore

_TAGS = {
    *("h3", "h4", "h5", "h6", "p", "br", "hr", "blockquote", "pre", "code", "em", "strong", "s"),
    *("ul", "ol", "li", "a", "table", "thead", "tbody", "tr", "th", "td"),
}
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}, "td": {"align"}, "th": {"align"}}
_SCHEMES = {"http", "https", "mailto"}
_TOP_LEVEL = 3
"""The level of a text's first headings: a page has its own first, a card its own second."""


def render_prose(text: str) -> SafeString:
    """Return Markdown (CommonMark with tables) as HTML in which only harmless elements are left."""
    import nh3  # only those who read such a text wait for it

    html = _markdown().render(text)
    clean = nh3.clean(html, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel="noopener nofollow")
    return mark_safe(clean)  # noqa: S308 - the sanitizer's answer


@cache
def _markdown() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    reader = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    reader.core.ruler.push("headings_below_the_pages", _lower_headings)
    return reader


def _lower_headings(state: "StateCore") -> None:
    headings = [token for token in state.tokens if token.type in {"heading_open", "heading_close"}]
    highest = min((int(token.tag[1]) for token in headings), default=1)
    for token in headings:
        token.tag = f"h{min(6, int(token.tag[1]) - highest + _TOP_LEVEL)}"
