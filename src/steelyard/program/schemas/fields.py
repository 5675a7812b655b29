"""Single values that several shapes take: moments, keys, countries."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AwareDatetime, Field

Moment = Annotated[AwareDatetime, Field(ge=datetime(2000, 1, 1, tzinfo=UTC), lt=datetime(2200, 1, 1, tzinfo=UTC))]
RegionKey = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]*$", max_length=20, examples=["DACH"])]
FamilyKey = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40, examples=["backup"])]
Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$", examples=["DE"])]
