"""The person who asks: profile, sessions, second factors."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from steelyard.identity.queries.security import Factor
from steelyard.identity.schemas.fields import Language
from steelyard.kernel.actors import Role
from steelyard.platform.http.schemas import Body, Line, Schema


class SeatOut(Schema):
    """One organization that the person may act for."""

    membership_id: str
    partner_id: str | None
    organization: str
    roles: list[Role]
    is_current: bool


class MeOut(Schema):
    """Who is asking, for whom, and what they may do."""

    person_id: str
    name: str
    email: str
    title: str
    phone: str
    language: str
    time_zone: str
    kind: Literal["host", "partner"]
    partner_id: str | None
    organization: str
    roles: list[Role]
    scopes: list[str] | None
    memberships: list[SeatOut]


class MyProfileIn(Body):
    """What a person says about themselves."""

    name: Annotated[Line, Field(min_length=1)]
    title: Line = ""
    phone: Annotated[Line, Field(max_length=50)] = ""
    language: Language
    time_zone: Annotated[Line, Field(max_length=50, examples=["Europe/Berlin"])]


class SessionOut(Schema):
    """A browser in which the person is signed in."""

    id: str
    device: str
    address: str
    started_at: datetime | None
    seen_at: datetime | None
    is_current: bool


class SessionsEndedOut(Schema):
    """How many sessions ended."""

    ended: int


class SecondFactorOut(Schema):
    """A way to prove a second time who somebody is; of recovery codes, `left` are unused. An unreadable one must be reset."""

    kind: Literal["totp", "webauthn", "recovery_codes"]
    name: str
    created_at: datetime
    last_used_at: datetime | None
    left: int | None
    is_readable: bool

    @classmethod
    def of(cls, factor: Factor) -> "SecondFactorOut":
        """Return the factor for the API."""
        facts = asdict(factor)
        del facts["key"]
        return cls(**facts)
