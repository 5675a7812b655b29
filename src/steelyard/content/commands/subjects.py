"""What every event says of the asset that it is about."""

from typing import Any

from steelyard.content.models import Asset


def subject_of(asset: Asset) -> dict[str, Any]:
    """Return the subject of an asset's events."""
    return {"subject_id": asset.id, "subject_label": asset.title}
