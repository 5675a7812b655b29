"""`{% kept … %}`: a piece of a page that looks the same whenever it shows the same, and so is written once."""

from collections.abc import Hashable
from typing import Any

from django import template
from django.template.base import FilterExpression, Node, NodeList, Parser, Token
from django.template.context import Context
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()

MOST = 1024
"""As many texts as one place keeps; the next one starts anew."""


@register.tag
def kept(parser: Parser, token: Token) -> Node:
    """Return the node of `{% kept value… %}…{% endkept %}`.

    The values, with the reader's language and zone, must be all that the piece depends on: no clock, no form, no token of a
    session. Each is compared as a whole, so it must be hashable; what differs in anything is written anew.
    """
    values = [parser.compile_filter(word) for word in token.split_contents()[1:]]
    nodelist = parser.parse(("endkept",))
    parser.delete_first_token()
    return Kept(nodelist, values)


class Kept(Node):
    """A piece of a template with the texts that it was written as."""

    def __init__(self, nodelist: NodeList, values: list[FilterExpression]) -> None:
        self.nodelist = nodelist
        self._values = values
        self._texts: dict[Hashable, SafeString] = {}

    def render(self, context: Context) -> SafeString:
        values: list[Any] = [value.resolve(context) for value in self._values]
        key = (get_language(), timezone.get_current_timezone_name(), *values)
        text = self._texts.get(key)
        if text is None:
            text = self.nodelist.render(context)
            if len(self._texts) >= MOST:
                self._texts.clear()
            self._texts[key] = text
        return text
