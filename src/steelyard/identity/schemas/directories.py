"""Directories that write over SCIM."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from steelyard.identity.queries.directories import AccountLine
from steelyard.identity.terms import MAX_KEY_DAYS, Standing
from steelyard.kernel.actors import Role
from steelyard.platform.http.schemas import Body, Line, Schema


class ScimTokenIn(Body):
    """Which directory a token is for, and how long it holds; without days until it is revoked."""

    name: Annotated[Line, Field(min_length=1, max_length=100)]
    expires_in_days: Annotated[int, Field(ge=1, le=MAX_KEY_DAYS)] | None = None


class ScimTokenOut(Schema):
    """A token of a directory without its secret."""

    id: str
    connection_id: str
    name: str
    hint: str
    state: Literal["live", "expired", "revoked"]
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None


class ScimTokenCreatedOut(ScimTokenOut):
    """A new token with its secret, which is in this answer only, and where the directory sends it."""

    token: str
    address: str


class AccountOut(Schema):
    """An account of a directory, and what came of it; `standing` says why it has access or has none."""

    id: str
    user_name: str
    name: str
    email: str
    standing: Standing
    groups: list[str]
    membership_id: str | None
    is_member: bool
    roles: list[Role]
    changed_at: datetime

    @classmethod
    def of(cls, line: AccountLine) -> "AccountOut":
        """Return the account for the API."""
        facts = asdict(line)
        return cls(**facts, membership_id=facts.pop("member_id"))
