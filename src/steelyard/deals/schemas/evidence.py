"""Evidence, in and out."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import Field

from steelyard.deals.cards import EvidenceCard
from steelyard.deals.drafts import EvidenceDraft
from steelyard.deals.schemas.fields import Link
from steelyard.deals.schemas.people import PersonOut
from steelyard.deals.terms import EvidenceKind
from steelyard.kernel.ids import parse_public_id
from steelyard.platform.http.schemas import Body, Schema, Text
from steelyard.platform.models import StoredFile


class EvidenceIn(Body):
    """Evidence in words, as a link, or as the id of a file that was uploaded before."""

    kind: EvidenceKind
    note: Annotated[Text, Field(max_length=1000)] = ""
    link: Link = ""
    file: Annotated[str, Field(max_length=60)] = ""

    def draft(self) -> EvidenceDraft:
        """Return the piece of evidence. Raises: NotFound."""
        file_id = parse_public_id(StoredFile.PREFIX, self.file) if self.file else None
        return EvidenceDraft(kind=self.kind, note=self.note, link=self.link, file_id=file_id)


class EvidenceOut(Schema):
    """A piece of evidence."""

    id: str
    kind: str
    note: str
    link: str
    file: str | None
    file_name: str | None
    added_at: datetime
    added_by: PersonOut

    @classmethod
    def of(cls, card: EvidenceCard) -> Self:
        return cls(
            id=card.public_id,
            kind=card.kind,
            note=card.note,
            link=card.link,
            file=card.file.public_id if card.file else None,
            file_name=card.file.name if card.file else None,
            added_at=card.added_at,
            added_by=PersonOut.of(card.added_by),
        )
