"""The door of content for other contexts."""

from steelyard.content.panels import show_uses
from steelyard.content.queries.recommending import recommend
from steelyard.content.terms import AssetCard, Need, Recommendation
from steelyard.content.usage.queries import list_uses_before
from steelyard.content.usage.terms import UseRow

__all__ = ["AssetCard", "Need", "Recommendation", "UseRow", "list_uses_before", "recommend", "show_uses"]
