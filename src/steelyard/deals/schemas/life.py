"""What a registration's later life is told: a reason, a version, a manager."""

from typing import Annotated

from pydantic import Field

from steelyard.deals.schemas.fields import Reason, Version
from steelyard.platform.http.schemas import Body


class ReasonIn(Body):
    """Why; the other side reads it."""

    reason: Reason
    version: Version = None


class VersionIn(Body):
    """The version that was read, if a change since then should be noticed."""

    version: Version = None


class RegistrationManagerIn(Body):
    """Who of the host looks after the registration; nobody without a person."""

    person: Annotated[str | None, Field(max_length=60)] = None
