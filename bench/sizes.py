"""How large the synthetic world is, and the ids and keys in it that anyone can compute again."""

import base64
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from uuid import UUID

FAMILIES = ("analytics", "backup", "identity", "networking", "security", "storage")
MOST_REGISTRATIONS, MOST_PARTNERS, MOST_KEYS = 200_000, 10_000, 3_000
MANAGERS = 40
HOST_KEY = -1


@dataclass(frozen=True, slots=True)
class Size:
    """How large a world is. Companies come in ten thousands."""

    companies: int
    most_registrations: int = MOST_REGISTRATIONS

    @property
    def registrations(self) -> int:
        return min(self.most_registrations, 2 * self.companies)

    @property
    def partners(self) -> int:
        return min(MOST_PARTNERS, self.companies // 10)

    @property
    def keys(self) -> int:
        return min(MOST_KEYS, self.partners)

    @property
    def end(self) -> datetime:
        return end_of_world()


def end_of_world(today: date | None = None) -> datetime:
    """Return the instant at which the world stops, the first of the month: what is live then stays so for some weeks."""
    day = today or datetime.now(UTC).date()
    return datetime(day.year, day.month, 1, tzinfo=UTC)


def id_of(kind: str, place: int) -> UUID:
    """Return the id of the partner, seller, manager or membership at that place; the first partner is the largest."""
    return UUID(bytes=sha256(f"{kind} {place}".encode()).digest()[:16], version=4)


def secret_of(place: int) -> str:
    """Return the API key of the seller of the partner at that place, or of the host's first manager (`HOST_KEY`)."""
    digest = sha256(f"steelyard bench key {place}".encode()).digest()
    return "steelyard_" + base64.urlsafe_b64encode(digest).decode().rstrip("=")
