"""Shapes that every API shares: strict bodies, clean text, money, pages."""

import unicodedata
from decimal import Decimal
from typing import Annotated, Any, Generic, Self, TypeVar

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer

from steelyard.kernel.money import MAX_AMOUNT, is_currency
from steelyard.kernel.pages import MAX_PAGE_SIZE, Page

T = TypeVar("T")

_ALLOWED_CONTROLS = {"\n", "\t"}


def clean_text(text: str) -> str:
    """Return the text in NFC without surrounding space. Raises: ValueError for control characters."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n")).strip()
    if not text.isprintable() and any(
        unicodedata.category(c) in {"Cc", "Cs"} and c not in _ALLOWED_CONTROLS for c in text
    ):
        raise ValueError("control characters are not allowed")
    return text


def _one_line(text: str) -> str:
    text = clean_text(text)
    if "\n" in text:
        raise ValueError("one line only")
    return text


def _known_currency(code: str) -> str:
    if not is_currency(code):
        raise ValueError("not an ISO 4217 currency code")
    return code


Line = Annotated[str, AfterValidator(_one_line), Field(max_length=200)]
Text = Annotated[str, AfterValidator(clean_text), Field(max_length=5000)]
CsvText = Annotated[str, Field(json_schema_extra={"contentMediaType": "text/csv"})]
"""What an operation answers with a file of rows."""
Currency = Annotated[
    str, AfterValidator(_known_currency), Field(min_length=3, max_length=3, pattern="^[A-Z]{3}$", examples=["EUR"])
]
Amount = Annotated[
    Decimal,
    Field(ge=0, le=MAX_AMOUNT, max_digits=15, decimal_places=3, examples=["36000.00"]),
    PlainSerializer(str, return_type=str),
]


class Schema(BaseModel):
    """The shape of an answer, made by its `of`. The API framework's own base would read and check every level of it again."""

    model_config = ConfigDict(from_attributes=True)


class Body(BaseModel):
    """A request body: unknown fields are refused, so that a typo is not silently ignored."""

    model_config = ConfigDict(extra="forbid")


class MoneySchema(BaseModel):
    """An amount as a decimal string with its ISO 4217 currency."""

    model_config = ConfigDict(extra="forbid")

    amount: Amount
    currency: Currency


class PageSchema(Schema, Generic[T]):
    """One page of a list: the items, how many there are in all, and the cursor of the next page."""

    items: list[T]
    total: int
    next_cursor: str | None = None

    @classmethod
    def of(cls, page: Page[T]) -> Self:
        """Return the page for the API."""
        return cls(items=list(page.items), total=page.total, next_cursor=page.next_cursor)


PageNumber = Annotated[int, Field(ge=1, le=100_000)]
PageSize = Annotated[int, Field(ge=1, le=MAX_PAGE_SIZE)]
Cursor = Annotated[
    str,
    Field(max_length=2000, description="The `next_cursor` of the page before, with the other parameters as they were."),
]


def _plus_sign(text: Any) -> Any:
    """Give a time zone back the plus sign that an address turns into a space."""
    return f"{text[:-6]}+{text[-5:]}" if isinstance(text, str) and text[-6:-5] == " " else text


UpdatedSince = Annotated[
    AwareDatetime | None,
    BeforeValidator(_plus_sign),
    Field(
        description="Only what changed at or after this instant, in the order of the changes. Ask next with the greatest"
        " `updated_at` that came: nothing is missed, the last ones may come twice."
    ),
]


class Problem(Schema):
    """RFC 9457 problem document."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    instance: str
    request_id: str
    errors: list[dict[str, Any]] | None = None
