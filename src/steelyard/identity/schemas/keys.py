"""API keys."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from steelyard.identity.terms import MAX_KEY_DAYS
from steelyard.platform.http.schemas import Body, Line, Schema


class ApiKeyIn(Body):
    """What a key is for, what it may do and how long."""

    name: Annotated[Line, Field(min_length=1, max_length=100)]
    scopes: Annotated[list[Annotated[str, Field(max_length=50)]], Field(min_length=1, max_length=50)] = ["*"]
    expires_in_days: Annotated[int, Field(ge=1, le=MAX_KEY_DAYS)] | None = None


class ApiKeyOut(Schema):
    """A key without its secret."""

    id: str
    name: str
    hint: str
    scopes: list[str]
    person_id: str
    person_name: str
    state: Literal["live", "expired", "revoked"]
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None


class ApiKeyCreatedOut(ApiKeyOut):
    """A new key with its secret, which is never shown again."""

    key: str
