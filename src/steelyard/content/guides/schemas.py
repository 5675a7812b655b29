"""What the API of guides takes and gives."""

from typing import Annotated

from pydantic import Field

from steelyard.content.guides.terms import GuideCard
from steelyard.platform.http.schemas import Body, Line, Schema

PageName = Annotated[Line, Field(max_length=100, examples=["content:library"])]


class AssetPagesIn(Body):
    """The pages that lead to a process document, by the names of their addresses."""

    pages: Annotated[list[PageName], Field(max_length=50)]


class AssetPagesOut(Schema):
    """The pages that lead to a process document."""

    pages: list[str]


class PageGuideOut(Schema):
    """A document that says how a page works; an internal one is for the host alone."""

    asset_id: str
    title: str
    is_internal: bool

    @classmethod
    def of(cls, card: GuideCard) -> "PageGuideOut":
        return cls(asset_id=card.public_id, title=card.title, is_internal=card.is_internal)
