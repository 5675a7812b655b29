"""What the API of kits takes and gives."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from steelyard.content.kits.terms import MOST_PARTS, KitCard, KitRecord, KitTerms
from steelyard.content.models import Asset
from steelyard.content.schemas import AssetOut, EntitlementReasonOut, Title, Word
from steelyard.kernel.actors import Actor
from steelyard.platform.http.schemas import Body, Schema, Text
from steelyard.program.public import render_reason


class KitIn(Body):
    """What is said of a kit; what is empty is for all."""

    title: Title
    cover: Annotated[Text, Field(max_length=20_000, description="Markdown.")] = ""
    vertical: Word = ""
    family: Word = ""
    stage: Word = ""

    def terms(self) -> KitTerms:
        return KitTerms(**self.model_dump())


class KitPartsIn(Body):
    """What a kit is made of, in this order."""

    asset_ids: Annotated[list[str], Field(max_length=MOST_PARTS)]

    def ids(self) -> list[UUID]:
        return [Asset.parse_id(asset_id) for asset_id in self.asset_ids]


class KitOut(Schema):
    """A kit; `parts` are those that the reader can use, `outdated` (for the host) how many others are in it."""

    id: str
    title: str
    cover: str
    vertical: str
    family: str
    stage: str
    published_at: datetime | None
    updated_at: datetime
    parts: int
    outdated: int
    reasons: list[EntitlementReasonOut]

    @classmethod
    def of(cls, card: KitCard, actor: Actor) -> "KitOut":
        return cls(**fields_of(card, actor))


class KitDetailOut(KitOut):
    """A kit with its parts in their order."""

    assets: list[AssetOut]

    @classmethod
    def of_record(cls, record: KitRecord, actor: Actor) -> "KitDetailOut":
        return cls(**fields_of(record.card, actor), assets=[AssetOut.of(part) for part in record.parts])


def fields_of(card: KitCard, actor: Actor) -> dict[str, object]:
    """Return the fields as the card has them, with the reasons in words."""
    same = {name: getattr(card, name) for name in ("published_at", "updated_at", "parts", "outdated")}
    reasons = [
        EntitlementReasonOut(code=reason.code, rule=reason.rule, text=render_reason(asdict(reason), actor))
        for reason in card.reasons
    ]
    return {"id": card.public_id, **asdict(card.terms), **same, "reasons": reasons}
