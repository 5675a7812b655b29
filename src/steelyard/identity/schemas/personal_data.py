"""Personal data: exports, erasures, retention, the register of processing."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from steelyard.identity.schemas.fields import Email
from steelyard.identity.terms import ErasureState, ExportState
from steelyard.platform.http.schemas import Body, Schema, Text


class DataExportIn(Body):
    """Whom an export is about; without an address, the person who asks."""

    email: Email | None = None


class DataExportOut(Schema):
    """An export of what is held about a person. It can be downloaded while it is `ready`."""

    id: str
    email: str
    state: ExportState
    records: int
    size: int
    requested_at: datetime
    finished_at: datetime | None
    expires_at: datetime | None


class ErasureIn(Body):
    """Who is to be erased, and why."""

    email: Email
    reason: Annotated[Text, Field(min_length=1, max_length=1000)]


class ErasureConfirmationIn(Body):
    """The address once more, so that nobody is erased by a slip."""

    email: Email


class AffectedOut(Schema):
    """A kind of records that an erasure touches."""

    key: str
    label: str
    count: int
    after_erasure: str


class HoldOut(Schema):
    """Why an erasure has to wait."""

    text: str
    records: list[str]


class ErasureOut(Schema):
    """An erasure. `email` is the person's until they are gone; `holds` say why it has to wait; `shared` names are others' too."""

    id: str
    email: str
    is_member: bool
    pseudonym: str
    reason: str
    state: ErasureState
    requested_at: datetime
    confirmed_at: datetime | None
    withdrawn_at: datetime | None
    finished_at: datetime | None
    changed: int


class ErasurePreviewOut(ErasureOut):
    """An erasure with what it would do."""

    affected: list[AffectedOut]
    holds: list[HoldOut]
    names: list[str]
    shared: list[str]


class RetentionIn(Body):
    """For how many days a kind of records is kept."""

    days: Annotated[int, Field(ge=1, le=3650)]


class RegionalRetentionOut(Schema):
    """How long a kind of records is kept of partners in a region, and how many of them the next run would delete."""

    region: str
    name: str
    days: int
    due: int


class RetentionOut(Schema):
    """How long a kind of records is kept, and how many the next run would delete; `due` counts those of `regions`, too."""

    key: str
    label: str
    reason: str
    days: int
    default_days: int
    least_days: int
    due: int
    is_regional: bool
    regions: list[RegionalRetentionOut]


class RetentionRunOut(Schema):
    """A nightly run: how many records of each kind were deleted."""

    ran_at: datetime
    deleted: dict[str, int]


class HoldingOut(Schema):
    """A kind of personal data, as the register of processing describes it."""

    key: str
    label: str
    content: str
    purpose: str
    lawful_basis: str
    kept: str
    after_erasure: str
