"""The library as a file."""

from typing import Any

from django.http import QueryDict

from steelyard.content import queries
from steelyard.content.filters import filter_from
from steelyard.content.schemas import AssetOut
from steelyard.kernel.actors import Actor
from steelyard.kernel.pages import Page, PageRequest
from steelyard.platform.clock import utc_now
from steelyard.platform.exports.lists import ListExport, register_export


def _assets(actor: Actor, asked: QueryDict, page: PageRequest) -> Page[Any]:
    return queries.list_assets(actor, filter_from(asked, actor), page, at=utc_now()).page.map(AssetOut.of)


register_export(ListExport(name="assets", shape=AssetOut, read=_assets))
