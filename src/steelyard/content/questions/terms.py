"""The words of what was not found."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

SHORTEST = 3
"""What is shorter says nothing of what is missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnansweredCard:
    """Words that found nothing, and how often they were asked for."""

    id: UUID
    public_id: str
    words: str
    times: int
    first_at: datetime
    last_at: datetime
