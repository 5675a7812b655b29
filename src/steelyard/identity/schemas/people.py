"""People in an organization, and their roles."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated

from pydantic import Field

from steelyard.identity.queries.people import Member
from steelyard.identity.schemas.fields import Roles, partner_id_of
from steelyard.kernel.actors import Role
from steelyard.platform.http.schemas import Body, Schema


class MemberOut(Schema):
    """A person in one organization."""

    id: str
    person_id: str
    name: str
    email: str
    title: str
    phone: str
    language: str
    partner_id: str | None
    organization: str
    roles: list[Role]
    is_active: bool
    since_at: datetime
    until: datetime | None
    last_sign_in_at: datetime | None
    mail_refused_at: Annotated[datetime | None, Field(description="Since when mails to the address come back.")]
    updated_at: datetime

    @classmethod
    def of(cls, member: Member) -> "MemberOut":
        """Return the member for the API."""
        return cls(**{**asdict(member), "partner_id": partner_id_of(member.partner_id), "roles": list(member.roles)})


class RolesIn(Body):
    """The roles that a member shall hold."""

    roles: Roles
