"""Filters above a list, which live in its address: each chip with its present value and the links that change it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest

from steelyard.ui.portal import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Something to choose, as a link to the same list with it."""

    name: Text
    href: str
    is_current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """One filter of `ui/partials/chips.html`; `value` names what is chosen, empty where nothing is."""

    param: str
    label: Text
    value: Text
    choices: tuple[Choice, ...]


def chip(request: HttpRequest, param: str, label: Text, choices: Mapping[str, Text]) -> Chip:
    """Return the chip of one query parameter; `choices` maps its values to their names."""
    present = request.GET.get(param, "")
    others = _others(request, param)
    return Chip(
        param=param,
        label=label,
        value=choices.get(present, ""),
        choices=tuple(
            Choice(name=name, href=_link(others, param, [value]), is_current=value == present)
            for value, name in choices.items()
        ),
    )


def link(request: HttpRequest, param: str, values: Sequence[str]) -> str:
    """Return this address's query string with other values of one parameter, back on the first page."""
    return _link(_others(request, param), param, values)


def _others(request: HttpRequest, param: str) -> str:
    params = request.GET.copy()
    for name in ("page", param):
        params.pop(name, None)
    return params.urlencode()


def _link(others: str, param: str, values: Sequence[str]) -> str:
    return "?" + "&".join(filter(None, (others, urlencode([(param, value) for value in values]))))
