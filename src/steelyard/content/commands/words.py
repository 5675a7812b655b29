"""Libraries, and the audiences that assets are published for."""

from collections.abc import Iterable
from dataclasses import fields
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from steelyard.content import permissions, queries
from steelyard.content.events import AudienceDefined, LibraryDefined
from steelyard.content.models import Audience, Library
from steelyard.content.refusals import AudienceNameTaken, AudienceWordUnknown, InternalAudienceHasConditions
from steelyard.content.terms import AudienceTerms
from steelyard.kernel.actors import PARTNER_ROLES, Actor
from steelyard.kernel.refusals import NotAllowed
from steelyard.partners.public import list_partner_types, list_tiers
from steelyard.platform.events import record
from steelyard.program.public import list_regions


@transaction.atomic
def define_library(*, actor: Actor, key: str, name: str, now: datetime) -> UUID:
    """Add a library, or rename the one with that key. Raises: NotAllowed."""
    if not permissions.can_define_libraries(actor):
        raise NotAllowed
    library, is_new = Library.objects.get_or_create(key=key, defaults={"name": name})
    if is_new or library.name != name:
        library.name = name
        library.save(update_fields=["name"])
        record(
            LibraryDefined(subject_id=library.id, subject_label=name, key=key),
            actor=actor,
            now=now,
        )
    return library.id


@transaction.atomic
def define_audience(
    *, actor: Actor, name: str, terms: AudienceTerms, now: datetime, audience_id: UUID | None = None
) -> UUID:
    """Add an audience, or say anew who belongs to one: whatever is published for it is there for them at once.

    Raises: NotFound, NotAllowed, AudienceNameTaken, AudienceWordUnknown, InternalAudienceHasConditions.
    """
    if not permissions.can_author(actor):
        raise NotAllowed
    _check_words(terms)
    audience = queries.get_audience(actor, audience_id) if audience_id else Audience()
    if Audience.objects.filter(name__iexact=name).exclude(id=audience.id).exists():
        raise AudienceNameTaken(name=name, fields={"name": AudienceNameTaken.text})
    before = _said(audience.terms) if audience_id else {}
    audience.name = name
    for field, value in _said(terms).items():
        setattr(audience, field, value)
    audience.save()
    record(
        AudienceDefined(subject_id=audience.id, subject_label=name, terms_before=before, terms_after=_said(terms)),
        actor=actor,
        now=now,
    )
    return audience.id


def _said(terms: AudienceTerms) -> dict[str, Any]:
    values = {field.name: getattr(terms, field.name) for field in fields(terms)}
    return {name: sorted(value) if isinstance(value, frozenset) else value for name, value in values.items()}


def _check_words(terms: AudienceTerms) -> None:
    if terms.is_internal and terms != AudienceTerms(is_internal=True):
        raise InternalAudienceHasConditions(fields={"is_internal": InternalAudienceHasConditions.text})
    known: dict[str, Iterable[str]] = {
        "tiers": (tier.key for tier in list_tiers()),
        "types": (kind.key for kind in list_partner_types()),
        "roles": (role.value for role in PARTNER_ROLES),
        "regions": (region.key for region in list_regions()),
    }
    for field, words in known.items():
        if unknown := sorted(getattr(terms, field) - set(words)):
            raise AudienceWordUnknown(words=", ".join(unknown), fields={field: AudienceWordUnknown.text})
