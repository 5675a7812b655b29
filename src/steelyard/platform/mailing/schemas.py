"""Mailboxes over the API."""

from datetime import datetime
from typing import Annotated

from pydantic import EmailStr, Field

from steelyard.platform.http.schemas import Body, Schema


class MailboxRefusalIn(Body):
    """A mailbox that refused a mail, as the mail server or a provider's webhook tells it."""

    address: EmailStr
    code: Annotated[int, Field(ge=400, le=599, description="The SMTP reply; only what is final counts.")] = 550
    said: Annotated[str, Field(max_length=500, description="The server's words, best with the status of RFC 3463.")] = (
        ""
    )


class MailboxRefusalOut(Schema):
    """What became of the word about a mailbox."""

    is_refused: Annotated[bool, Field(description="Whether mails to it are withheld from now on.")]
    refused_at: datetime | None
