"""Single values that several shapes take: keys, addresses, reasons, the version that was read."""

from typing import Annotated
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from pydantic import AfterValidator, Field

from steelyard.kernel.ids import parse_public_id
from steelyard.platform.http.schemas import Line, Text


def _web_address(text: str) -> str:
    if text and not text.lower().startswith(("https://", "http://")):
        raise ValueError("a link begins with https:// or http://")
    return text


def _mail_address(text: str) -> str:
    try:
        if text:
            validate_email(text)
    except ValidationError as error:
        raise ValueError("not a mail address") from error
    return text


FamilyKey = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40, examples=["backup"])]
RegionKey = Annotated[str, Field(pattern=r"^([A-Z][A-Z0-9_]*)?$", max_length=20, examples=["DACH"])]
Country = Annotated[str, Field(pattern=r"^([A-Z]{2})?$", examples=["DE"])]
Domain = Annotated[Line, Field(max_length=253, examples=["example.com"])]
Mail = Annotated[Line, AfterValidator(_mail_address), Field(max_length=254, examples=["ines.holm@example.com"])]
Link = Annotated[Line, AfterValidator(_web_address), Field(max_length=500, examples=["https://example.com/quote"])]
Reason = Annotated[Text, Field(min_length=1, max_length=1000)]
Said = Annotated[Text, Field(min_length=1)]
Version = Annotated[
    int | None, Field(ge=1, le=2**31 - 1, description="The version that was read; a newer one answers 409.")
]
OnBehalf = Annotated[str, Field(max_length=60, description="For the host: the partner on whose behalf.")]


def id_or_nothing(prefix: str, text: str) -> UUID | None:
    """Return the id behind the text, or None where there is no text. Raises: NotFound."""
    return parse_public_id(prefix, text) if text else None
