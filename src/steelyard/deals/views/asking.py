"""What a request says: who asks, which registration, which stretch of a list."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from steelyard.deals.drafts import EvidenceDraft
from steelyard.deals.forms.evidence import EvidenceFields
from steelyard.deals.models import DealRegistration
from steelyard.kernel.actors import Actor
from steelyard.platform.clock import utc_now
from steelyard.platform.files import store_file
from steelyard.program.public import list_product_families


def id_of(text: str) -> UUID:
    """Return the registration that an address names. Raises: NotFound."""
    return DealRegistration.parse_id(text)


def of_the_day() -> dict[str, Any]:
    """Return what forms about deals are made with: the catalog, the reader's day, the largest file."""
    return {
        "families": list_product_families(),
        "today": timezone.localdate(),
        "max_bytes": settings.MAX_UPLOAD_BYTES,
    }


def keep_evidence(form: EvidenceFields, *, actor: Actor, partner_id: UUID) -> list[EvidenceDraft]:
    """Store the files of a form and return all its evidence. Raises: FileTooLarge, FileTypeNotAllowed, FileUnsafe."""
    now = utc_now()
    stored = [store_file(uploaded=file, partner_id=partner_id, actor=actor, now=now).id for file in form.files_given]
    return form.pieces(stored)
