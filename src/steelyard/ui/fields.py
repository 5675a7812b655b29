"""What the field component must know of a Django form field: how it is drawn, and what describes it."""

from dataclasses import dataclass

from django import forms
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString

from steelyard.ui.forms import Combobox, FileDrop, MoneyInput, RadioCards


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldFacts:
    """One field as it is drawn. `kind` picks the frame around the widget: line, check, choices, cards or file."""

    kind: str
    widget: SafeString
    described_by: str
    is_group: bool
    """True where several inputs answer one question, so that the label is a legend."""


def facts_of(bound: BoundField) -> FieldFacts:
    """Return how the bound field is drawn; the widget already carries its classes and descriptions."""
    kind = _kind(bound.field.widget)
    if kind in ("choices", "cards"):
        bound.field.widget.attrs.setdefault("class", "form-check-input")
    described_by = " ".join(
        f"{bound.auto_id}_{part}"
        for part, is_there in (("help", bound.help_text), ("errors", bound.errors))
        if is_there
    )
    css_class = f"{_css_class(bound.field.widget)} {bound.field.widget.attrs.get('class', '')}".strip()
    attrs: dict[str, str | bool] = {"class": css_class} if css_class else {}
    if described_by:
        attrs["aria-describedby"] = described_by
    is_group = kind in ("choices", "cards", "money")
    if bound.errors and not is_group:
        attrs["aria-invalid"] = "true"
    widget = SafeString() if kind in ("choices", "cards") else bound.as_widget(attrs=attrs)
    return FieldFacts(kind=kind, widget=widget, described_by=described_by, is_group=is_group)


def _kind(widget: forms.Widget) -> str:
    if isinstance(widget, RadioCards):
        return "cards"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "choices"
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    if isinstance(widget, MoneyInput):
        return "money"
    if isinstance(widget, FileDrop | forms.FileInput):
        return "file"
    return "line"


def _css_class(widget: forms.Widget) -> str:
    if isinstance(widget, forms.CheckboxInput):
        return "form-check-input"
    if isinstance(widget, forms.Select):
        return "form-select"
    if isinstance(widget, forms.FileInput | MoneyInput | Combobox):
        return ""
    return "form-control"
