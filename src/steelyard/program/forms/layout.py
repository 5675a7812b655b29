"""How the form of a rulebook is drawn: sections, settings, rows of lists."""

from dataclasses import dataclass

from django import forms
from django.forms.boundfield import BoundField


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
