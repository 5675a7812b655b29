"""The form of a draft, made from its rulebook."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from pydantic import ValidationError
from pydantic.fields import FieldInfo

from steelyard.program.forms.layout import Entry, Row, Section
from steelyard.program.forms.settings import WHOLE_NUMBER, Shape, field_of, initial_of, parse
from steelyard.program.rules import FactKind, Rulebook, RulePart
from steelyard.program.wording import explain_errors, show, translate

_MAX_ROWS = 100


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
        drawn = field_of(self.model, path, info, shape)
        drawn.initial = initial_of(value, shape, is_ticked=isinstance(drawn, forms.MultipleChoiceField))
        self.fields[path] = drawn

    def _add_rows(self, path: str, item: type[RulePart], values: Any) -> None:
        count = len(values)
        if self.is_bound:
            given = str(self.data.get(f"{path}-count", ""))
            count = min(int(given), _MAX_ROWS) if WHOLE_NUMBER.fullmatch(given) and not given.startswith("-") else 0
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
        return parse(raw, shape)

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
