"""Text with Markdown: what people mean by it is kept, what could harm a reader is not."""

import pytest

from steelyard.ui.prose import render_prose


def test_markdown_becomes_html_below_the_headings_of_the_page() -> None:
    html = render_prose(
        "# Weigh\n\nA **steelyard** is a [balance](https://example.com/scale).\n\n## Twice\n\n1. one\n2. two"
    )
    assert "<h3>Weigh</h3>" in html
    assert "<h4>Twice</h4>" in html
    assert "<strong>steelyard</strong>" in html
    assert 'href="https://example.com/scale"' in html
    assert "noopener" in html
    assert "<ol>" in html


def test_a_table_stays_a_table() -> None:
    assert "<td>1</td>" in render_prose("| a | b |\n| --- | --- |\n| 1 | 2 |")


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[go](javascript:alert(1))",
        "[go](data:text/html;base64,PHNjcmlwdD4=)",
        "![watch me](https://tracker.example.com/pixel.png)",
        '<a href="https://example.com" onclick="alert(1)">go</a>',
        '<p style="position:fixed">over everything</p>',
        "<svg/onload=alert(1)>",
    ],
)
def test_nothing_harmful_is_left(text: str) -> None:
    html = render_prose(text)
    for harmful in ("<script", "<img", "<svg", 'href="javascript', 'href="data:', "<a href", "<p style"):
        assert harmful not in html
