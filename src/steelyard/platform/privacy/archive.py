"""The archive that a person is given: everything as JSON, the files, and a page to read it by."""

import json
import zipfile
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import IO, Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from steelyard.platform.events import jsonable
from steelyard.platform.models import StoredFile
from steelyard.platform.privacy.registry import BASIS_LABELS, Holding, Subject, list_holdings


def write_archive(target: IO[bytes], subject: Subject, *, made_at: datetime) -> int:
    """Write the archive of what is held about a person, in the current language, and return how many records it has."""
    kinds = [_kind(holding, subject) for holding in list_holdings()]
    about = {"email": subject.email, "host": settings.HOST_NAME, "made_at": made_at.isoformat()}
    files = list(_files(subject))
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        listed = [{"path": _path(row), **_facts_of(row)} for row in files]
        document = {"about": about, "kinds": kinds, "files": listed}
        archive.writestr("data.json", json.dumps(document, indent=2, ensure_ascii=False))
        archive.writestr("index.html", render_to_string("platform/privacy/index.html", document | {"made_at": made_at}))
        for row in files:
            with archive.open(_path(row), "w") as member, default_storage.open(row.path) as content:
                for chunk in content.chunks():
                    member.write(chunk)
    return sum(len(kind["records"]) for kind in kinds)


def _kind(holding: Holding, subject: Subject) -> dict[str, Any]:
    return {
        "key": holding.key,
        "label": _(holding.label),
        "purpose": _(holding.purpose),
        "lawful_basis": _(BASIS_LABELS[holding.basis]),
        "kept": _(holding.kept),
        "records": [jsonable(dict(facts)) for facts in holding.find(subject)],
    }


def _files(subject: Subject) -> Iterator[StoredFile]:
    wanted = {file_id for holding in list_holdings() for file_id in holding.files(subject)}
    for row in StoredFile.objects.filter(id__in=wanted).order_by("uploaded_at", "id"):
        if default_storage.exists(row.path):
            yield row


def _facts_of(row: StoredFile) -> Mapping[str, Any]:
    return {"id": row.public_id, "name": row.name, "size": row.size, "uploaded_at": row.uploaded_at.isoformat()}


def _path(row: StoredFile) -> str:
    return f"files/{row.public_id}/{row.name}"
