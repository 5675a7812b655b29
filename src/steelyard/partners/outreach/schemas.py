"""What the API says of sequences of mails, and takes."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from steelyard.kernel.ids import public_id
from steelyard.partners.models import Outreach, OutreachMail, Prospect
from steelyard.partners.outreach.terms import OutreachEnding, SequenceTally
from steelyard.platform.http.schemas import Body, Line, Schema


class OutreachIn(Body):
    """Which sequence begins."""

    sequence: Annotated[Line, Field(min_length=1, max_length=30)]


class OutreachEndingIn(Body):
    """Why a sequence ends."""

    ending: Annotated[OutreachEnding, Field(description="answered or stopped; everything else is noticed by itself.")]


class OutreachMailOut(Schema):
    """A mail of a sequence, as it was sent."""

    number: int
    recipient: str
    subject: str
    text: str
    at: datetime

    @classmethod
    def of(cls, mail: OutreachMail) -> "OutreachMailOut":
        return cls(number=mail.number, recipient=mail.recipient, subject=mail.subject, text=mail.text, at=mail.at)


class OutreachLineOut(Schema):
    """A sequence of mails to a prospect."""

    id: str
    prospect_id: str
    prospect: str
    sequence: str
    begun_at: datetime
    sent: Annotated[int, Field(description="How many of its mails were sent.")]
    next_at: datetime | None
    ended_at: datetime | None
    ending: OutreachEnding | None

    @classmethod
    def of(cls, row: Outreach) -> "OutreachLineOut":
        return cls.model_validate(cls.fields_of(row))

    @staticmethod
    def fields_of(row: Outreach) -> dict[str, object]:
        """Return the fields as the row has them, ids as the outside knows them."""
        same = ("sequence", "begun_at", "sent", "next_at", "ended_at")
        return {
            "id": row.public_id,
            "prospect_id": public_id(Prospect.PREFIX, row.prospect_id),
            "prospect": row.prospect.name,
            "ending": row.ending or None,
            **{name: getattr(row, name) for name in same},
        }


class OutreachOut(OutreachLineOut):
    """A sequence of mails to a prospect, with what was sent."""

    mails: list[OutreachMailOut]

    @classmethod
    def with_mails(cls, row: Outreach) -> "OutreachOut":
        """Return the sequence with its mails in their order."""
        mails = [OutreachMailOut.of(mail) for mail in row.mails.all()]
        return cls.model_validate({**cls.fields_of(row), "mails": mails})


class SequenceTallyOut(Schema):
    """What became of all that were written to by one sequence."""

    sequence: str
    begun: int
    running: int
    answered: Annotated[int, Field(description="Who answered or moved on.")]
    unwanted: int

    @classmethod
    def of(cls, tally: SequenceTally) -> "SequenceTallyOut":
        return cls(
            sequence=tally.sequence,
            begun=tally.begun,
            running=tally.running,
            answered=tally.answered,
            unwanted=tally.unwanted,
        )
