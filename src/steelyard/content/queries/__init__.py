"""Reading content: assets and their search, libraries and audiences, use and graveyards."""

from steelyard.content.queries.assets import (
    MOST_TITLES,
    SORTS,
    Findings,
    find_names,
    get_asset,
    get_record,
    list_assets,
    list_titles,
    search_titles,
)
from steelyard.content.queries.entitlement import explain_entitlement
from steelyard.content.queries.health import list_feedback, list_graveyards, unused_since
from steelyard.content.queries.words import (
    AudienceCard,
    get_audience,
    get_library,
    list_audiences,
    list_libraries,
    list_verticals,
    rules_of_content,
)

__all__ = [
    "MOST_TITLES",
    "SORTS",
    "AudienceCard",
    "Findings",
    "explain_entitlement",
    "find_names",
    "get_asset",
    "get_audience",
    "get_library",
    "get_record",
    "list_assets",
    "list_audiences",
    "list_feedback",
    "list_graveyards",
    "list_libraries",
    "list_titles",
    "list_verticals",
    "rules_of_content",
    "search_titles",
    "unused_since",
]
