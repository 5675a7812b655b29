"""The lists of partners and of their merges as files."""

from dataclasses import replace
from typing import Any

from django.http import QueryDict

from steelyard.kernel.actors import Actor
from steelyard.kernel.pages import Page, PageRequest
from steelyard.partners import queries
from steelyard.partners.filters import filter_from, page_from
from steelyard.partners.foreseeing import list_merges
from steelyard.partners.schemas import PartnerLineOut, PartnerMergeOut
from steelyard.platform.clock import utc_now
from steelyard.platform.exports.lists import ListExport, register_export


def _partners(actor: Actor, asked: QueryDict, page: PageRequest) -> Page[Any]:
    wanted = replace(page, sort=page_from(asked).sort)
    found = queries.list_partners(actor, filter_from(asked, actor), wanted, at=utc_now())
    return replace(found, items=PartnerLineOut.of_cards(found.items))  # type: ignore[arg-type]  # cards become lines


def _merges(actor: Actor, _asked: QueryDict, page: PageRequest) -> Page[Any]:
    return list_merges(actor, None, page).map(PartnerMergeOut.of)


register_export(
    ListExport(name="partners", shape=PartnerLineOut, read=_partners),
    ListExport(name="partner-merges", shape=PartnerMergeOut, read=_merges),
)
