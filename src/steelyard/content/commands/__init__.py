"""What is done with content."""

from steelyard.content.commands.authoring import add_version, change_asset, create_asset
from steelyard.content.commands.contributions import save_contribution, submit_contribution, withdraw_contribution
from steelyard.content.commands.guides import bind_pages
from steelyard.content.commands.indexing import read_version, reindex
from steelyard.content.commands.kits import (
    arrange_kit,
    define_kit,
    note_kit_reading,
    open_kit,
    publish_kit,
    withdraw_kit,
)
from steelyard.content.commands.lapsing import (
    lapse_unverified,
    note_look,
    remind_of_verifications,
)
from steelyard.content.commands.publishing import archive_asset, publish_asset, review_asset, withdraw_asset
from steelyard.content.commands.questions import forget_searches, note_unanswered, settle_search
from steelyard.content.commands.roadmap import define_roadmap_item, note_roadmap_reading
from steelyard.content.commands.time import archive_unreviewed, remind_of_reviews
from steelyard.content.commands.using import Opening, give_feedback, note_reading, open_asset
from steelyard.content.commands.verifying import (
    confirm_contribution,
    feature_contribution,
    refuse_contribution,
    return_contribution,
    unfeature_contribution,
    verify_contribution,
)
from steelyard.content.commands.words import define_audience, define_library

__all__ = [
    "Opening",
    "add_version",
    "archive_asset",
    "archive_unreviewed",
    "arrange_kit",
    "bind_pages",
    "change_asset",
    "confirm_contribution",
    "create_asset",
    "define_audience",
    "define_kit",
    "define_library",
    "define_roadmap_item",
    "feature_contribution",
    "forget_searches",
    "give_feedback",
    "lapse_unverified",
    "note_kit_reading",
    "note_look",
    "note_reading",
    "note_roadmap_reading",
    "note_unanswered",
    "open_asset",
    "open_kit",
    "publish_asset",
    "publish_kit",
    "read_version",
    "refuse_contribution",
    "reindex",
    "remind_of_reviews",
    "remind_of_verifications",
    "return_contribution",
    "review_asset",
    "save_contribution",
    "settle_search",
    "submit_contribution",
    "unfeature_contribution",
    "verify_contribution",
    "withdraw_asset",
    "withdraw_contribution",
    "withdraw_kit",
]
