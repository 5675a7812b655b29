"""The lists of companies, possible duplicates, scores and merges as files."""

from typing import Any

from django.http import QueryDict

from steelyard.companies.filters import filter_from
from steelyard.companies.permissions import can_browse_companies
from steelyard.companies.queries.duplicates import list_duplicates
from steelyard.companies.queries.merging import list_merges
from steelyard.companies.queries.quality import list_scores
from steelyard.companies.queries.records import list_companies
from steelyard.companies.schemas.duplicates import DuplicateOut
from steelyard.companies.schemas.quality import CompanyScoreOut
from steelyard.companies.schemas.records import CompanyOut
from steelyard.kernel.actors import Actor
from steelyard.kernel.pages import Page, PageRequest
from steelyard.kernel.refusals import NotAllowed
from steelyard.platform.exports.lists import ListExport, register_export
from steelyard.platform.http.merging import MergeOut


def _companies(actor: Actor, asked: QueryDict, page: PageRequest) -> Page[Any]:
    if not can_browse_companies(actor):
        raise NotAllowed
    return list_companies(actor, filter_from(asked), page).map(lambda row: CompanyOut.of_row(row, is_host=True))


def _duplicates(actor: Actor, _asked: QueryDict, page: PageRequest) -> Page[Any]:
    return list_duplicates(actor, page).map(DuplicateOut.of)


def _merges(actor: Actor, _asked: QueryDict, page: PageRequest) -> Page[Any]:
    return list_merges(actor, None, page).map(MergeOut.of)


def _scores(actor: Actor, asked: QueryDict, page: PageRequest) -> Page[Any]:
    return list_scores(actor, page, text=filter_from(asked).text).map(CompanyScoreOut.of)


register_export(
    ListExport(name="companies", shape=CompanyOut, read=_companies),
    ListExport(name="possible-duplicates", shape=DuplicateOut, read=_duplicates),
    ListExport(name="company-scores", shape=CompanyScoreOut, read=_scores),
    ListExport(name="company-merges", shape=MergeOut, read=_merges),
)
