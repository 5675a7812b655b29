"""Events: what happened, typed, recorded once, read by feed, audit, notifications, webhooks and analytics."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened to one subject; subclasses add their facts as plain values.

    Class attributes say what a reader must know before looking inside:
    `type` the stable name `context.subject.verb`; `subject_type` the id prefix of its subject; `sentence` the feed line
    (translated, filled from the fields and `subject`); `terms` the fields that hold words of ours: the text of each code, or
    nothing where the field itself is the text (translated too); `is_internal` True where a partner must never see it;
    `personal` the fields, texts, that are emptied when the person who is the subject is erased.
    """

    type: ClassVar[str]
    subject_type: ClassVar[str]
    sentence: ClassVar[str]
    terms: ClassVar[Mapping[str, Mapping[Any, str]]] = {}
    icon: ClassVar[str] = "point"
    is_internal: ClassVar[bool] = False
    personal: ClassVar[tuple[str, ...]] = ()

    subject_id: UUID
    subject_label: str
    partner_id: UUID | None = None
    """The partner whose business this is; None for the host's own."""

    def payload(self) -> dict[str, Any]:
        """Return the event's own facts (without subject and partner), ready for JSON."""
        common = {"subject_id", "subject_label", "partner_id"}
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name not in common}
