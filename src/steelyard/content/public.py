"""The door of content for other contexts."""

from steelyard.content.queries.recommending import recommend
from steelyard.content.terms import AssetCard, Need, Recommendation

__all__ = ["AssetCard", "Need", "Recommendation", "recommend"]
