"""Who has read a version that was announced."""

from datetime import datetime
from typing import Self

from steelyard.platform.http.schemas import Schema
from steelyard.program.queries.publication import Publication, Reader


class PublicationStateOut(Schema):
    """How a draft gets published, and how far that is."""

    takes_two: bool
    may_publish: bool
    submitted_at: datetime | None
    simulation_id: str

    @classmethod
    def of(cls, state: Publication) -> Self:
        """Return the answer for a draft."""
        return cls(
            takes_two=state.takes_two,
            may_publish=state.may_publish,
            submitted_at=state.submitted_at,
            simulation_id=state.simulation_public_id,
        )


class AcknowledgementOut(Schema):
    """That a person was asked to read a version, and has."""

    asked_at: datetime
    acknowledged_at: datetime | None


class ReaderOut(AcknowledgementOut):
    """A person who was asked to read a version."""

    name: str
    organization: str
    reminded_at: datetime | None

    @classmethod
    def of(cls, said: Reader) -> Self:
        """Return the answer for one."""
        return cls(
            name=said.person.name,
            organization=said.organization,
            asked_at=said.asked_at,
            reminded_at=said.reminded_at,
            acknowledged_at=said.acknowledged_at,
        )
