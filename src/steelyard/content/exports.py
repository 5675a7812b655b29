"""Lists of content as files: the library, use before wins, contributions."""

from typing import Any

from django.http import QueryDict

from steelyard.content import queries
from steelyard.content.contributions.filters import contribution_filter_from
from steelyard.content.contributions.queries import list_contributions
from steelyard.content.contributions.schemas import ContributionOut
from steelyard.content.filters import filter_from
from steelyard.content.schemas import AssetOut
from steelyard.content.usage.filters import content_key, stretch_from, usage_filter_from
from steelyard.content.usage.queries import list_usage, list_wins_after
from steelyard.content.usage.schemas import ContentUsageOut, WinAfterUseOut
from steelyard.kernel.actors import Actor
from steelyard.kernel.pages import Page, PageRequest
from steelyard.platform.clock import utc_now
from steelyard.platform.exports.lists import ListExport, register_export


def _assets(actor: Actor, asked: QueryDict, page: PageRequest) -> Page[Any]:
    return queries.list_assets(actor, filter_from(asked, actor), page, at=utc_now()).page.map(AssetOut.of)


def _usage(actor: Actor, asked: QueryDict, page: PageRequest) -> Page[Any]:
    return list_usage(actor, usage_filter_from(asked), stretch_from(asked, utc_now()), page).map(ContentUsageOut.of)


def _wins(actor: Actor, asked: QueryDict, page: PageRequest) -> Page[Any]:
    key, stretch = content_key(asked.get("content", "")), stretch_from(asked, utc_now())
    return list_wins_after(actor, key, usage_filter_from(asked), stretch, page).map(WinAfterUseOut.of)


def _contributions(actor: Actor, asked: QueryDict, page: PageRequest) -> Page[Any]:
    return list_contributions(actor, contribution_filter_from(asked), page).map(ContributionOut.of)


register_export(
    ListExport(name="assets", shape=AssetOut, read=_assets),
    ListExport(name="content-usage", shape=ContentUsageOut, read=_usage),
    ListExport(name="content-usage-wins", shape=WinAfterUseOut, read=_wins),
    ListExport(name="contributions", shape=ContributionOut, read=_contributions),
)
