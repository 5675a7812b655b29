"""The state of content: libraries and audiences, assets with their versions, kits, what was used, what partners contribute."""

from steelyard.content.models.assets import Asset, AssetVersion, VersionReading
from steelyard.content.models.contributions import Contribution, ContributionCase
from steelyard.content.models.guides import PageGuide
from steelyard.content.models.kits import Kit, KitPart
from steelyard.content.models.libraries import Audience, Library
from steelyard.content.models.questions import UnansweredSearch
from steelyard.content.models.roadmap import RoadmapItem, RoadmapReading
from steelyard.content.models.use import AssetUsage, Feedback, KitUse, Use

__all__ = [
    "Asset",
    "AssetUsage",
    "AssetVersion",
    "Audience",
    "Contribution",
    "ContributionCase",
    "Feedback",
    "Kit",
    "KitPart",
    "KitUse",
    "Library",
    "PageGuide",
    "RoadmapItem",
    "RoadmapReading",
    "UnansweredSearch",
    "Use",
    "VersionReading",
]
