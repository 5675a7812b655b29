"""Content that was used before a registration ended, as the API gives it."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from steelyard.content.public import UseRow
from steelyard.platform.http.schemas import Schema


class ContentUsedOut(Schema):
    """A content that somebody of the partner used, `days` before the registration ended. `title` is empty where it is hidden."""

    content_id: str
    title: str
    kind: str
    use: str
    person: str
    used_at: datetime
    days: float
    is_for_this: Annotated[bool, Field(description="Taken for this very registration.")]

    @classmethod
    def of(cls, row: UseRow) -> "ContentUsedOut":
        same = {name: getattr(row, name) for name in ("title", "kind", "use", "person", "used_at", "is_for_this")}
        return cls(content_id=row.public_id, days=float(row.days), **same)
