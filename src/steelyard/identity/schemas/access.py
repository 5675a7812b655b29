"""How members prove who they are."""

from typing import Annotated

from pydantic import Field

from steelyard.identity.schemas.account import SecondFactorOut, SessionOut
from steelyard.kernel.actors import Role
from steelyard.platform.http.schemas import Body, Schema


class MemberAccessOut(Schema):
    """How a member proves who they are, and where they are signed in."""

    second_factors: list[SecondFactorOut]
    sessions: list[SessionOut]


class AccessPolicyIn(Body):
    """The roles that need a second factor."""

    second_factor_roles: Annotated[list[Role], Field(max_length=len(Role))]


class AccessPolicyOut(Schema):
    """The roles that need a second factor: asked for by the organization itself, and by the host."""

    second_factor_roles: list[Role]
    second_factor_roles_by_host: list[Role]
