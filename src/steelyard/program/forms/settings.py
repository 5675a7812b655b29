"""One setting of a rulebook as a field: what it holds, what is shown of it, what was typed."""

import re
import types
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, Union, get_args, get_origin

from annotated_types import Ge, Gt, Le, Lt, MinLen
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic.fields import FieldInfo

from steelyard.program.rules import Rulebook, word_of
from steelyard.program.wording import translate

WHOLE_NUMBER = re.compile(r"-?\d{1,15}")


@dataclass(frozen=True, slots=True)
class Shape:
    """What a setting holds: one value or several, of which type, and whether it may be empty."""

    item: Any
    is_many: bool
    is_optional: bool

    @classmethod
    def of(cls, info: FieldInfo) -> "Shape":
        """Return the shape that a field's annotation describes."""
        annotation, is_optional = info.annotation, False
        if get_origin(annotation) in (Union, types.UnionType):
            options = [option for option in get_args(annotation) if option is not type(None)]
            annotation, is_optional = options[0], True
        if get_origin(annotation) is tuple:
            return cls(get_args(annotation)[0], is_many=True, is_optional=is_optional)
        return cls(annotation, is_many=False, is_optional=is_optional)

    def holds(self, kind: type) -> bool:
        """Tell whether the values are of this type."""
        return isinstance(self.item, type) and issubclass(self.item, kind)


def field_of(model: type[Rulebook], path: str, info: FieldInfo, shape: Shape) -> forms.Field:
    extra = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
    unit = translate(str(extra.get("unit", "")))
    label = translate(info.title or path)
    common: dict[str, Any] = {
        "label": f"{label} ({unit})" if unit else label,
        "help_text": translate(info.description or ""),
        "required": not shape.is_optional and not shape.is_many and not shape.holds(bool),
    }
    choices = _choices(model, path, shape)
    if shape.is_many and choices:
        common["required"] = any(isinstance(limit, MinLen) and limit.min_length > 0 for limit in info.metadata)
        return forms.MultipleChoiceField(**common, choices=choices, widget=forms.CheckboxSelectMultiple)
    if choices:
        return forms.ChoiceField(**common, choices=[("", _("none")), *choices] if shape.is_optional else choices)
    if shape.holds(bool):
        return forms.BooleanField(**common)
    if shape.is_many:
        return forms.CharField(**_with_help(common, gettext_lazy("Several, separated by commas.")))
    if shape.holds(int) or shape.holds(Decimal):
        attrs = _limits(info) | {"step": "1" if shape.holds(int) else "any"}
        if shape.is_optional:
            common = _with_help(common, gettext_lazy("Empty: no limit."))
        return forms.CharField(**common, widget=forms.NumberInput(attrs=attrs))
    if (lines := int(str(extra.get("lines", 1)))) > 1:
        return forms.CharField(**common, widget=forms.Textarea(attrs={"rows": lines}))
    return forms.CharField(**common, max_length=200)


def _with_help(common: dict[str, Any], text: Any) -> dict[str, Any]:
    return common | {"help_text": f"{common['help_text']} {text}".strip()}


def _choices(model: type[Rulebook], path: str, shape: Shape) -> list[tuple[str, str]]:
    if path == "overridable_fields":
        names = [name for name in model.model_fields if name in model.overridable]
        return [(name, translate(model.model_fields[name].title or name)) for name in names]
    if shape.holds(StrEnum):
        return [(str(member), translate(word_of(member))) for member in shape.item]
    return []


def _limits(info: FieldInfo) -> dict[str, Any]:
    limits: dict[str, Any] = {}
    for limit in info.metadata:
        if isinstance(limit, Ge):
            limits["min"] = limit.ge
        elif isinstance(limit, Le):
            limits["max"] = limit.le
        elif isinstance(limit, Gt):
            limits["min"] = limit.gt
        elif isinstance(limit, Lt):
            limits["max"] = limit.lt
    return limits


def initial_of(value: Any, shape: Shape, *, is_ticked: bool) -> Any:
    """Return what the field of a value begins with: of several, those that are ticked, or one line of them."""
    if shape.holds(bool) and not shape.is_many:
        return value is True
    if isinstance(value, list | tuple):
        values = [str(item) for item in value]
        return values if is_ticked else ", ".join(values)
    # A part's field without a default (pydantic's own mark for it) begins empty.
    return "" if value is None or not isinstance(value, str | int | float | Decimal) else str(value)


def parse(raw: Any, shape: Shape) -> Any:
    """Return what was typed as the plain JSON type that it looks like; pydantic says whether it is right."""
    if shape.holds(bool) and not shape.is_many:
        return bool(raw)
    if isinstance(raw, list):
        return raw
    text = str(raw or "").strip()
    if shape.is_many:
        between = r"[,;\n]" if shape.holds(str) else r"[,;\s]"  # a word may have two words
        return [_number(part.strip(), shape) for part in re.split(between, text) if part.strip()]
    if not text and shape.is_optional:
        return None
    return _number(text, shape)


def _number(text: str, shape: Shape) -> Any:
    return int(text) if shape.holds(int) and WHOLE_NUMBER.fullmatch(text) else text
