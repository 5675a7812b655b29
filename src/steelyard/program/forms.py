"""Forms drawn from a rulebook's own description: sections, units, limits, ladders; pydantic alone decides what is right."""

import re
import types
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, Union, get_args, get_origin

from annotated_types import Ge, Gt, Le, Lt, MinLen
from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import ValidationError
from pydantic.fields import FieldInfo

from steelyard.program.rules import FactKind, Rulebook, RulePart, word_of
from steelyard.program.terms import RegionCard
from steelyard.program.wording import explain_errors, show, translate
from steelyard.ui.forms import DateInput
from steelyard.ui.words import WordForm

_MAX_ROWS = 100
_WHOLE_NUMBER = re.compile(r"-?\d{1,15}")


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


@dataclass(slots=True)
class Row:
    """One item of a list with its fields; `number` is its place."""

    number: int
    title: str
    fields: list[BoundField]
    details: list[BoundField]


@dataclass(slots=True)
class Entry:
    """One setting as it is drawn: a field, a group of fields, or a list of rows. `own` asks whether a region differs."""

    name: str
    label: str
    help: str
    own: BoundField | None = None
    everywhere: str = ""
    field: BoundField | None = None
    group: tuple[BoundField, ...] = ()
    rows: list[Row] | None = None
    count: BoundField | None = None
    can_grow: bool = False
    facts: tuple[tuple[str, str, str], ...] = ()
    """What a condition inside may speak of: name, type, meaning."""

    @property
    def is_line(self) -> bool:
        """Tell whether the setting is one input."""
        return self.field is not None and not isinstance(self.field.field.widget, forms.CheckboxSelectMultiple)


@dataclass(slots=True)
class Section:
    """The settings under one heading."""

    title: str
    entries: list[Entry]

    @property
    def lines(self) -> list[Entry]:
        """Return the settings that are one input each; they stand side by side."""
        return [entry for entry in self.entries if entry.is_line]

    @property
    def blocks(self) -> list[Entry]:
        """Return the settings that need the whole width."""
        return [entry for entry in self.entries if not entry.is_line]


class RulebookForm(forms.Form):
    """The settings of a draft. `values` are plain JSON types, valid or not; with `region`, only what it may replace."""

    use_required_attribute = False

    def __init__(
        self,
        model: type[Rulebook],
        values: Mapping[str, Any],
        *,
        data: Any = None,
        region: str | None = None,
        globally: Rulebook | None = None,
    ) -> None:
        super().__init__(data)
        self.model, self.region, self.globally = model, region, globally
        self.names = [name for name in model.model_fields if globally is None or name in globally.overridable_fields]
        # What regions may change is decided when the rest is: it comes last.
        self.names.sort(key=lambda name: name == "overridable_fields")
        everywhere = globally.dump() if globally else {}
        for name in self.names:
            if globally is not None:
                self.fields[f"own-{name}"] = forms.BooleanField(
                    required=False,
                    initial=name in values,
                    label=_("Different in {region}").format(region=region),
                )
            value = values.get(name, everywhere.get(name, model.model_fields[name].default))
            self._add(name, model.model_fields[name], value)
        self.fields["note"] = forms.CharField(
            required=False,
            max_length=5000,
            strip=True,
            initial=values.get("note", ""),
            label=_("Note"),
            help_text=_("Why the rules change, for whoever reads the history."),
            widget=forms.Textarea(attrs={"rows": 2}),
        )

    # --- Fields from the rulebook -------------------------------------------------------------------------------------

    def _add(self, path: str, info: FieldInfo, value: Any) -> None:
        shape = Shape.of(info)
        if shape.holds(RulePart):
            if shape.is_many:
                self._add_rows(path, shape.item, value if isinstance(value, list | tuple) else [])
            else:
                for name, part in shape.item.model_fields.items():
                    self._add(f"{path}-{name}", part, _get(value, name, part.default))
            return
        drawn = _field(self.model, path, info, shape)
        drawn.initial = _initial(value, shape)
        self.fields[path] = drawn

    def _add_rows(self, path: str, item: type[RulePart], values: Any) -> None:
        count = len(values)
        if self.is_bound:
            given = str(self.data.get(f"{path}-count", ""))
            count = min(int(given), _MAX_ROWS) if _WHOLE_NUMBER.fullmatch(given) and not given.startswith("-") else 0
        self.fields[f"{path}-count"] = forms.CharField(
            required=False, initial=count, widget=forms.HiddenInput(attrs={"value": count})
        )
        for number in range(count):
            value = values[number] if number < len(values) else {}
            for name, info in item.model_fields.items():
                self._add(f"{path}-{number}-{name}", info, _get(value, name, info.default))
            key = self.fields.get(f"{path}-{number}-{item.item_key}")
            if isinstance(key, forms.ChoiceField):
                key.widget = forms.HiddenInput()

    # --- Drawing ------------------------------------------------------------------------------------------------------

    @property
    def sections(self) -> list[Section]:
        """Return the settings as they are drawn, under their headings."""
        sections: dict[str, Section] = {}
        for name in self.names:
            info = self.model.model_fields[name]
            extra = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
            title = translate(str(extra.get("section", ""))) or translate(self.model.title)
            sections.setdefault(title, Section(title, [])).entries.append(self._entry(name, info))
        return list(sections.values())

    def _entry(self, name: str, info: FieldInfo) -> Entry:
        shape = Shape.of(info)
        entry = Entry(name, translate(info.title or name), translate(info.description or ""))
        if self.globally is not None:
            entry.own = self[f"own-{name}"]
            entry.everywhere = "" if shape.holds(RulePart) else show(getattr(self.globally, name))
        if not shape.holds(RulePart):
            entry.field = self[name]
        elif not shape.is_many:
            entry.group = tuple(self[key] for key in self.fields if key.startswith(f"{name}-"))
        else:
            entry.count = self[f"{name}-count"]
            entry.rows = [self._row(name, number, shape.item) for number in range(self._count(name))]
            entry.can_grow = not _is_fixed(shape.item)
            entry.facts = tuple(_facts(shape.item))
        return entry

    def _row(self, path: str, number: int, item: type[RulePart]) -> Row:
        bound = [self[f"{path}-{number}-{name}"] for name in item.model_fields]
        key = next((b for b in bound if b.name.endswith(f"-{item.item_key}")), None)
        title = ""
        if key is not None and key.is_hidden and isinstance(key.field, forms.ChoiceField):
            labels: dict[Any, Any] = dict(key.field.choices)  # type: ignore[arg-type]
            title = str(labels.get(str(key.value() or ""), key.value()))
        many = [b for b in bound if isinstance(b.field.widget, forms.CheckboxSelectMultiple)]
        return Row(number, title, [b for b in bound if b not in many], many)

    def _count(self, path: str) -> int:
        count = self.fields[f"{path}-count"].initial
        return int(count)

    # --- Reading ------------------------------------------------------------------------------------------------------

    def read(self) -> dict[str, Any]:
        """Return what was typed as plain JSON types: all settings, or those in which the region differs."""
        wanted = self.names
        if self.globally is not None:
            wanted = [name for name in self.names if self.data.get(f"own-{name}")]
        return {name: self._read(name, self.model.model_fields[name]) for name in wanted}

    def _read(self, path: str, info: FieldInfo) -> Any:
        shape = Shape.of(info)
        if shape.holds(RulePart):
            parts = shape.item.model_fields.items()
            if not shape.is_many:
                return {name: self._read(f"{path}-{name}", part) for name, part in parts}
            return [
                {name: self._read(f"{path}-{number}-{name}", part) for name, part in parts}
                for number in range(self._count(path))
            ]
        raw = self.fields[path].widget.value_from_datadict(self.data, self.files, path)
        return _parse(raw, shape)

    @property
    def note(self) -> str:
        """Return the note that was typed."""
        return str(self.data.get("note", "")).replace("\x00", "").strip()[:5000]

    def edit(self, instruction: str) -> dict[str, Any]:
        """Return what was typed with one list changed: `ladder-2-up`, `ladder-2-down`, `evidence-0-remove`, `evidence-add`."""
        values = self.read() | {"note": self.note}
        path, _sep, action = instruction.rpartition("-")
        number = None
        if action != "add":
            path, _sep, given = path.rpartition("-")
            number = int(given) if given.isascii() and given.isdigit() else None
        rows = values.get(path)
        if not isinstance(rows, list):
            return values
        if action == "add" and len(rows) < _MAX_ROWS:
            rows.append({})
        elif number is not None and number < len(rows):
            _move(rows, number, action)
        return values

    def explain(self, fields: Mapping[str, str]) -> None:
        """Put each error beside its field; what belongs to none goes above the form."""
        self.is_valid()
        for path, message in fields.items():
            name = self._field_of(path)
            if name is None or name not in self.errors:
                self.add_error(name, message)

    def explain_invalid(self, error: ValidationError) -> None:
        """Put pydantic's errors beside their fields."""
        self.explain(explain_errors(error))

    def _field_of(self, path: str) -> str | None:
        parts = path.split(".")
        while parts:
            name = "-".join(parts)
            if name in self.fields:
                return name
            inside = [
                key for key in self.fields if key.startswith(f"{name}-") and not self.fields[key].widget.is_hidden
            ]
            if inside:
                return inside[0]
            parts.pop()
        return None


def _move(rows: list[Any], number: int, action: str) -> None:
    if action == "remove":
        del rows[number]
    elif action in ("up", "down"):
        other = number + (-1 if action == "up" else 1)
        if 0 <= other < len(rows):
            rows[number], rows[other] = rows[other], rows[number]


def _is_fixed(item: type[RulePart]) -> bool:
    """Tell whether the items of a list are given by the words of an enum: then they are switched off, not taken out."""
    return bool(item.item_key) and Shape.of(item.model_fields[item.item_key]).holds(StrEnum)


def _facts(item: type[RulePart]) -> Iterator[tuple[str, str, str]]:
    for info in item.model_fields.values():
        extra = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
        listed: Any = extra.get("facts", ())
        for fact in listed:
            yield fact["name"], translate(FactKind(fact["type"]).label), translate(fact["meaning"])


def _get(value: Any, name: str, default: Any) -> Any:
    if isinstance(value, Mapping):
        return value.get(name, default)
    return getattr(value, name, default)


def _field(model: type[Rulebook], path: str, info: FieldInfo, shape: Shape) -> forms.Field:
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


def _initial(value: Any, shape: Shape) -> Any:
    if shape.holds(bool) and not shape.is_many:
        return value is True
    if isinstance(value, list | tuple):
        values = [str(item) for item in value]
        return values if shape.holds(StrEnum) or shape.holds(str) else ", ".join(values)
    # A part's field without a default (pydantic's own mark for it) begins empty.
    return "" if value is None or not isinstance(value, str | int | float | Decimal) else str(value)


def _parse(raw: Any, shape: Shape) -> Any:
    """Return what was typed as the plain JSON type that it looks like; pydantic says whether it is right."""
    if shape.holds(bool) and not shape.is_many:
        return bool(raw)
    if isinstance(raw, list):
        return raw
    text = str(raw or "").strip()
    if shape.is_many:
        return [_number(part, shape) for part in re.split(r"[,;\s]+", text) if part]
    if not text and shape.is_optional:
        return None
    return _number(text, shape)


def _number(text: str, shape: Shape) -> Any:
    return int(text) if shape.holds(int) and _WHOLE_NUMBER.fullmatch(text) else text


class PublicationForm(forms.Form):
    """When a draft takes effect, and why."""

    effective_from = forms.DateTimeField(
        required=False,
        label=gettext_lazy("Takes effect"),
        help_text=gettext_lazy("Empty: at once, after a few seconds' notice. In your time zone."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    note = forms.CharField(
        required=False,
        max_length=5000,
        label=gettext_lazy("Note"),
        help_text=gettext_lazy("Why the rules change, for whoever reads the history."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class SimulationForm(forms.Form):
    """The past time whose decisions a draft is tried on."""

    since = forms.DateField(
        label=gettext_lazy("From"),
        help_text=gettext_lazy("Decisions made before then stand as they were made."),
        widget=DateInput(),
    )
    until = forms.DateField(
        label=gettext_lazy("Until"), help_text=gettext_lazy("The first day that no longer counts."), widget=DateInput()
    )


class RegionForm(WordForm):
    """A region with its countries, perhaps inside another."""

    key = forms.RegexField(
        regex=r"^[A-Z][A-Z0-9_]*$",
        max_length=20,
        label=gettext_lazy("Key"),
        help_text=gettext_lazy("A short word in capitals, such as DACH. It cannot be changed later."),
    )
    parent = forms.ChoiceField(required=False, label=gettext_lazy("Inside"))
    countries = forms.CharField(
        required=False,
        max_length=1000,
        label=gettext_lazy("Countries"),
        help_text=gettext_lazy("Two-letter codes, separated by spaces. A country lies in one region."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: Mapping[str, Any] | None, *, known: Sequence[RegionCard], key: str) -> None:
        super().__init__(data, known=known, key=key)
        others = [(other.key, _(other.name)) for other in known if other.key != key]
        self.fields["parent"].choices = [("", _("no other region")), *others]  # type: ignore[attr-defined]

    @classmethod
    def values_of(cls, item: RegionCard) -> dict[str, Any]:
        """Return what the fields show of a region."""
        return {**super().values_of(item), "countries": " ".join(item.countries)}

    def clean_parent(self) -> str | None:
        """Return the region around it, or None."""
        return self.cleaned_data["parent"] or None

    def clean_countries(self) -> tuple[str, ...]:
        """Return the codes as a tuple."""
        return tuple(code.upper() for code in re.split(r"[,;\s]+", self.cleaned_data["countries"]) if code)


class ProductFamilyForm(WordForm):
    """A product family: whether it needs a certification, and whether it is on sale."""

    requires_certification = forms.BooleanField(
        required=False, label=gettext_lazy("Partners need a certification to register deals")
    )
    is_active = forms.BooleanField(required=False, initial=True, label=gettext_lazy("On sale"))
