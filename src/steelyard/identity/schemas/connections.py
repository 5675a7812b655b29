"""Connections to identity providers."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated

from pydantic import Field

from steelyard.identity.commands.connections import ConnectionTerms
from steelyard.identity.queries.connections import ConnectionLine
from steelyard.identity.schemas.fields import Roles, partner_id_of
from steelyard.identity.terms import ConnectionKind
from steelyard.kernel.actors import Role
from steelyard.platform.http.schemas import Body, Line, Schema, Text


class ConnectionTermsIn(Body):
    """What may change about a connection; without a secret the one before stays."""

    name: Annotated[Line, Field(min_length=1, max_length=100)]
    domains: Annotated[
        list[Annotated[str, Field(min_length=3, max_length=253, pattern=r"^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$")]],
        Field(min_length=1, max_length=50),
    ]
    secret: Annotated[Line, Field(max_length=500)] = ""
    sign_in_url: Annotated[Line, Field(max_length=500, pattern=r"^(https://\S+)?$")] = ""
    certificate: Annotated[Text, Field(max_length=20_000)] = ""
    group_claim: Line = ""
    group_roles: Annotated[dict[Line, Roles], Field(max_length=200)] = {}
    default_roles: Annotated[list[Role], Field(max_length=len(Role))] = []
    provisions: bool = False
    vouches_second_factor: bool = False
    is_enforced: bool = False
    is_enabled: bool = True

    def terms(self) -> ConnectionTerms:
        """Return what was said about the connection."""
        given = self.model_dump(include=set(ConnectionTermsIn.model_fields))
        return ConnectionTerms(**{**given, "domains": tuple(self.domains), "default_roles": tuple(self.default_roles)})


class ConnectionIn(ConnectionTermsIn):
    """A new connection, with what never changes."""

    kind: ConnectionKind
    issuer: Annotated[Line, Field(min_length=1, max_length=500)]
    client_id: Annotated[Line, Field(max_length=300)] = ""
    partner_id: str | None = None


class ConnectionOut(Schema):
    """A connection without its secret; one that needs it was sealed with a secret key that the installation no longer has."""

    id: str
    name: str
    kind: ConnectionKind
    partner_id: str | None
    organization: str
    issuer: str
    client_id: str
    sign_in_url: str
    certificate: str
    domains: list[str]
    group_claim: str
    group_roles: dict[str, list[Role]]
    default_roles: list[Role]
    provisions: bool
    vouches_second_factor: bool
    is_enforced: bool
    is_enabled: bool
    needs_secret: bool
    changed_at: datetime

    @classmethod
    def of(cls, line: ConnectionLine) -> "ConnectionOut":
        """Return the connection for the API."""
        facts = asdict(line)
        del facts["key"]
        return cls(**{**facts, "partner_id": partner_id_of(line.partner_id)})
