"""Answers of the queries: rows as plain values."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from steelyard.content.models import Asset, AssetVersion
from steelyard.content.policies import is_stale
from steelyard.content.terms import AssetCard, AssetKind, AssetState, Found, ReadingState, VersionCard
from steelyard.platform.directory import SOMEONE, THE_SYSTEM, PersonCard


def version_card(row: AssetVersion, people: Mapping[UUID, PersonCard], *, is_current: bool) -> VersionCard:
    """Return a version as pages and API show it."""
    reading = row.reading
    return VersionCard(
        id=row.id,
        public_id=row.public_id,
        number=row.number,
        note=row.note,
        link=row.link,
        file_id=row.file_id,
        file_name=row.file_name,
        content_type=row.content_type,
        size=row.size,
        created_at=row.created_at,
        created_by=people.get(row.created_by, SOMEONE).name if row.created_by else THE_SYSTEM.name,
        reading=ReadingState(reading.state),
        reading_problem=reading.problem,
        pages=reading.pages,
        has_preview=reading.preview_file_id is not None,
        is_current=is_current,
    )


def asset_card(
    row: Asset,
    people: Mapping[UUID, PersonCard],
    *,
    today: date,
    knows_audience: bool,
    found: Found | None = None,
) -> AssetCard:
    """Return an asset as lists show it; for whom it is published, its readers are not told."""
    return AssetCard(
        id=row.id,
        public_id=row.public_id,
        title=row.title,
        kind=AssetKind(row.kind),
        state=AssetState(row.state),
        library=row.library_id,
        library_name=row.library.name,
        summary=row.summary,
        language=row.language,
        families=tuple(row.families),
        verticals=tuple(row.verticals),
        stages=tuple(row.stages),
        keywords=tuple(row.keywords),
        audience_id=row.audience_id,
        audience=row.audience.name if knows_audience else "",
        owner_id=row.owner_id,
        owner=people.get(row.owner_id, SOMEONE).name,
        review_by=row.review_by,
        is_stale=row.state == AssetState.PUBLISHED and is_stale(row.review_by, today),
        published_at=row.published_at,
        updated_at=row.updated_at,
        version=version_card(row.current_version, people, is_current=True) if row.current_version else None,
        found=found,
    )
