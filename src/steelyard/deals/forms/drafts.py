"""What was typed, kept as a draft and shown again."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict

from steelyard.deals.forms.evidence import FilesField

_NOT_KEPT = {"csrfmiddlewaretoken", "idempotency_key", "draft", "partner", "then", "evidence_files"}
_SEVERAL = {"lines"}


def as_typed(data: QueryDict) -> dict[str, Any]:
    """Return everything that was typed as a draft keeps it, right or wrong; only what no database can hold is left out."""
    texts = {name: [text.replace("\0", "") for text in data.getlist(name)] for name in data if name not in _NOT_KEPT}
    return {name: said if name in _SEVERAL else "".join(said[-1:]) for name, said in texts.items()}


def as_initial(typed: Mapping[str, Any], form: type[forms.Form], **kwargs: Any) -> dict[str, Any]:
    """Return what a form shows of a kept draft."""
    data = QueryDict(mutable=True)
    for name, value in typed.items():
        data.setlist(name, [str(one) for one in value] if isinstance(value, list) else [str(value)])
    fields = form(**kwargs).fields
    return {
        name: field.widget.value_from_datadict(data, {}, name)
        for name, field in fields.items()
        if not isinstance(field, FilesField) and not field.widget.value_omitted_from_data(data, {}, name)
    }
