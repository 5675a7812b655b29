"""Badges: what a credential says, as what it is handed out, and the keys that sign."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuer:
    """Who issues badges: the host, by the address that describes it."""

    address: str
    name: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BadgeFacts:
    """What a credential is made of. `page` is where anybody verifies the certificate, `about` tells what it is for."""

    issuer: Issuer
    address: str
    page: str
    image: str
    about: str
    status_list: str
    position: int
    number: str
    name: str
    description: str
    criteria: str
    holder: str
    email: str
    issued_on: date
    valid_until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Badge:
    """A certificate as others accept it: the signed credential, where it is found, and the picture that carries it."""

    number: str
    name: str
    holder: str
    issuer: str
    address: str
    image: str
    credential: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BadgeKeyCard:
    """A key that signs badges, or did."""

    public_id: str
    address: str
    begun_at: datetime
    ended_at: datetime | None
    is_compromised: bool
