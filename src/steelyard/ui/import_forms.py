"""Forms of the import pages: the file, how it is read, and which column is which field."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from steelyard.platform.imports.conventions import DATE_ORDERS, DECIMAL_SIGNS, Convention, DateOrder, DecimalSign
from steelyard.platform.imports.labels import say_field
from steelyard.platform.imports.mapping import ColumnMapping, Field
from steelyard.platform.imports.queries import ImportLine, KindLine, list_template_names
from steelyard.platform.imports.reading import ENCODINGS
from steelyard.platform.imports.storing import unpack_mapping
from steelyard.ui.forms import FileDrop

_DELIMITERS = {
    ",": gettext_lazy("Comma"),
    ";": gettext_lazy("Semicolon"),
    "\t": gettext_lazy("Tab"),
    "|": gettext_lazy("Bar"),
}


class UploadForm(forms.Form):
    """A file and what its rows are."""

    kind = forms.ChoiceField(label=gettext_lazy("What are the rows?"))
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("CSV of any encoding and delimiter, or an Excel workbook (.xlsx)."),
        widget=FileDrop(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
    )

    def __init__(self, *args: Any, kinds: Sequence[KindLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        kind.choices = [(one.key, _(one.label)) for one in kinds]
        drop = self.fields["file"].widget
        assert isinstance(drop, FileDrop)
        drop.max_bytes = settings.MAX_IMPORT_BYTES


class ReadingForm(forms.Form):
    """How the file is read, as it was found out or said."""

    template = forms.ChoiceField(label=gettext_lazy("Columns named as by"), required=False)
    sheet = forms.ChoiceField(label=gettext_lazy("Sheet"), required=False)
    encoding = forms.ChoiceField(label=gettext_lazy("Encoding"), required=False)
    delimiter = forms.ChoiceField(label=gettext_lazy("Cells divided by"), required=False)

    def __init__(self, *, line: ImportLine) -> None:
        super().__init__(initial={**line.reading, "template": line.template})
        self._offer("template", [("", _("Any program")), *list_template_names()])
        if line.sheets:
            self._offer("sheet", [(name, name) for name in line.sheets])
            del self.fields["encoding"], self.fields["delimiter"]
        else:
            found = line.reading.get("encoding", "")
            names = ENCODINGS if found in ENCODINGS else (found, *ENCODINGS)
            self._offer("encoding", [(name, name) for name in names])
            self._offer("delimiter", list(_DELIMITERS.items()))
            del self.fields["sheet"]

    def _offer(self, name: str, choices: Sequence[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices


class ColumnsForm(forms.Form):
    """For each field of a kind a column, or a value that is the same for all rows; and how to take what could mean two things."""

    dates = forms.ChoiceField(label=gettext_lazy("Dates such as 05/12/2023"))
    decimals = forms.ChoiceField(label=gettext_lazy("Decimals in amounts"))

    def __init__(self, data: Any, *, line: ImportLine, fields: Sequence[Field]) -> None:
        self.line = line
        self.wanted = fields
        self.known = unpack_mapping(line.mapping)
        initial = {"dates": self.known.convention.dates, "decimals": self.known.convention.decimals}
        super().__init__(data, initial=initial)
        for name, words in (("dates", DATE_ORDERS), ("decimals", DECIMAL_SIGNS)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [(key.value, _(word)) for key, word in words.items()]
        columns = [("", _("No column")), *((column, column) for column in line.columns)]
        for one in fields:
            label = _("Column for {field}").format(field=say_field(one.name))
            self.fields[f"column-{one.name}"] = forms.ChoiceField(
                label=label, choices=columns, required=False, initial=self.known.columns.get(one.name, "")
            )
            self.fields[f"constant-{one.name}"] = forms.CharField(
                label=_("The same for all rows: {field}").format(field=say_field(one.name)),
                required=False,
                max_length=one.longest,
                initial=self.known.constants.get(one.name, ""),
            )

    @property
    def renamed(self) -> dict[str, str]:
        """What a refusal calls a field, and what the form calls it."""
        return {one.name: f"constant-{one.name}" for one in self.wanted}

    def clean(self) -> dict[str, Any]:
        """Ask for a column, or a value for all rows, of each required field."""
        said = super().clean() or {}
        for one in self.wanted:
            has_value = said.get(f"column-{one.name}") or said.get(f"constant-{one.name}")
            if one.is_required and not has_value:
                self.add_error(f"column-{one.name}", _("Choose a column, or a value for all rows."))
        return said

    def mapping(self) -> ColumnMapping:
        """Return the mapping that the form says."""
        said = self.cleaned_data
        return ColumnMapping(
            columns={one.name: column for one in self.wanted if (column := said[f"column-{one.name}"])},
            constants={one.name: value for one in self.wanted if (value := said[f"constant-{one.name}"])},
            options=self.known.options,
            values=self.known.values,
            convention=Convention(dates=DateOrder(said["dates"]), decimals=DecimalSign(said["decimals"])),
        )

    def rows(self) -> list[dict[str, Any]]:
        """Return what the page shows of each field: those that are mapped or required first."""
        shown = [
            {
                "name": say_field(one.name),
                "is_required": one.is_required,
                "help": one.help,
                "column": self[f"column-{one.name}"],
                "constant": self[f"constant-{one.name}"],
                "samples": self.line.samples.get(self.known.columns.get(one.name, ""), ()),
                "is_used": one.is_required or one.name in self.known.columns or one.name in self.known.constants,
            }
            for one in self.wanted
        ]
        return sorted(shown, key=lambda one: not one["is_used"])
