"""Invitations."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from steelyard.identity.queries.access import InvitationLine
from steelyard.identity.schemas.fields import Email, Language, Roles, partner_id_of
from steelyard.kernel.actors import Role
from steelyard.platform.http.schemas import Body, Line, Schema, Text


class InvitationIn(Body):
    """Whom to invite, where and in which roles."""

    email: Email
    roles: Roles
    partner_id: str | None = None
    name: Line = ""
    language: Language = "en"
    message: Annotated[Text, Field(max_length=1000)] = ""


class InvitationOut(Schema):
    """An invitation and what became of it."""

    id: str
    email: str
    name: str
    partner_id: str | None
    roles: list[Role]
    state: Literal["open", "expired", "accepted", "revoked"]
    invited_by: str
    created_at: datetime
    sent_at: datetime
    expires_at: datetime
    mail_refused_at: Annotated[datetime | None, Field(description="Since when mails to the address come back.")]

    @classmethod
    def of(cls, line: InvitationLine) -> "InvitationOut":
        """Return the invitation for the API."""
        return cls(**{**asdict(line), "partner_id": partner_id_of(line.partner_id), "roles": list(line.roles)})
