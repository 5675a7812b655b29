"""What is kept of a page shows what it was given, in the reader's language, and nothing else."""

from django.template import Context, Template
from django.utils import timezone, translation

from steelyard.ui.templatetags import keeping


def test_the_same_is_written_once_and_anything_else_anew() -> None:
    written: list[str] = []
    template = Template("{% load i18n %}{% kept name %}{{ write }}{{ name }}: {% translate 'Close' %}{% endkept %}")

    def show(name: str) -> str:
        def write() -> str:
            written.append(name)
            return ""

        return template.render(Context({"name": name, "write": write}))

    assert show("Acme") == show("Acme") == "Acme: Close"
    assert written == ["Acme"]
    assert show("<Zenith>") == "&lt;Zenith&gt;: Close"
    with translation.override("de"):
        german = show("Acme")
    assert german != "Acme: Close"
    assert show("Acme") == "Acme: Close"
    with timezone.override("Pacific/Auckland"):
        show("Acme")
    assert written == ["Acme", "<Zenith>", "Acme", "Acme"]


def test_a_place_keeps_no_more_than_it_should() -> None:
    template = Template("{% kept name %}{{ name }}{% endkept %}")
    (node,) = template.nodelist
    assert isinstance(node, keeping.Kept)
    for number in range(2 * keeping.MOST + 5):
        assert template.render(Context({"name": number})) == str(number)
    assert len(node._texts) <= keeping.MOST
