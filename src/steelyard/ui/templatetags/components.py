"""The tag behind `<c-…>`: components that have a function are drawn by it, all others by their template."""

from collections.abc import Callable
from inspect import signature
from typing import Any

from django import template
from django.template.base import Node, NodeList, Parser, Token
from django.template.context import Context
from django.utils.safestring import SafeString, mark_safe
from django_cotton.templatetags import UnprocessableDynamicAttr
from django_cotton.templatetags._component import AttrKind, CottonComponentNode, PreparedAttr, cotton_component
from django_cotton.utils import ensure_quoted

from steelyard.ui.leaves import find_leaf

register = template.Library()

_UNKNOWN = object()
"""Stands for the value of an attribute that names what is not there; the component then takes its default."""


@register.tag("cotton")
def component(parser: Parser, token: Token) -> Node:
    """Return the node of one component where it is used."""
    node: CottonComponentNode = cotton_component(parser, token)
    # Each node keeps a copy of all tags and filters for its attributes, which are compiled by now: megabytes in all.
    node.active_library = None
    draw = find_leaf(node.component_name)
    return Leaf(draw, node) if draw else node


class Leaf(Node):
    """A component drawn by a function, with its attributes sorted once: what the function names, and the rest."""

    def __init__(self, draw: Callable[..., str], node: CottonComponentNode) -> None:
        self.nodelist: NodeList = node.nodelist
        self._draw = draw
        self._named: dict[str, Any] = {}
        self._named_later: list[tuple[str, PreparedAttr]] = []
        self._more: list[PreparedAttr] = []
        parameters = signature(draw).parameters
        self._has_slot, self._has_more = "slot" in parameters, "more" in parameters
        for attr in node._prepared_attrs:
            name = attr.key.replace("-", "_")
            name = name if name in parameters else f"{name}_"  # as `class_` and `type_` avoid Python's own words
            if name not in parameters:
                self._more.append(attr)
            elif _is_fixed(attr):
                self._named[name] = attr.value
            else:
                self._named_later.append((name, attr))
        self._fixed_more = _written(self._more, None) if all(map(_is_fixed, self._more)) else None

    def render(self, context: Context) -> SafeString:
        named = self._named.copy()
        for name, attr in self._named_later:
            value = _value(attr, context)
            if value is not _UNKNOWN:
                named[name] = value
        if self._has_slot:
            named["slot"] = self.nodelist.render(context)
        if self._has_more:
            named["more"] = _written(self._more, context) if self._fixed_more is None else self._fixed_more
        return mark_safe(self._draw(**named))  # noqa: S308 - what draws it escapes what it is given


def _is_fixed(attr: PreparedAttr) -> bool:
    return attr.kind in (AttrKind.BOOLEAN, AttrKind.STATIC) or (attr.kind is AttrKind.ESCAPED and not attr.compiled)


def _value(attr: PreparedAttr, context: Context | None) -> Any:
    if _is_fixed(attr):
        return attr.value
    if attr.kind is AttrKind.ESCAPED:
        return attr.compiled.nodelist.render(context)
    try:
        return attr.compiled.resolve(context)
    except UnprocessableDynamicAttr:
        return _UNKNOWN if attr.kind is AttrKind.DYNAMIC else attr.value


def _written(attrs: list[PreparedAttr], context: Context | None) -> str:
    """Return the attributes as the element carries them, each after a blank."""
    text = ""
    for attr in attrs:
        value = _value(attr, context)
        if value is not _UNKNOWN:
            text += f" {attr.key}" if value is True else f" {attr.key}={ensure_quoted(value)}"
    return text
