"""The lists of the pipeline as files."""

from collections.abc import Collection
from typing import Any

from django.http import QueryDict

from steelyard.kernel.actors import Actor
from steelyard.kernel.pages import Page, PageRequest
from steelyard.kernel.refusals import NotAllowed
from steelyard.pipeline import permissions, queries
from steelyard.pipeline.filters import accounts_wanted, columns_from, filter_from, installed_wanted
from steelyard.pipeline.schemas import AccountAssignmentOut, InstalledProductOut, OpportunityOut
from steelyard.platform.exports.lists import ListExport, register_export

_ALWAYS = frozenset({"id", "name", "company", "stage", "amount", "close_on", "state"})
_FIELDS_OF_COLUMNS = {
    "partner": {"partner_id", "partner"},
    "owner": {"owner_id", "owner"},
    "next_step": {"next_step", "next_step_on"},
    "forecast": {"forecast_category"},
    "region": {"region"},
    "activity": {"last_activity_at"},
}


def _opportunities(actor: Actor, asked: QueryDict, page: PageRequest) -> Page[Any]:
    return queries.list_opportunities(actor, filter_from(asked, actor), page).map(OpportunityOut.of)


def _fields(asked: QueryDict) -> Collection[str]:
    """Return the fields of the columns that the reader chose; all of them where nothing was chosen."""
    if "columns" not in asked:
        return ()
    return _ALWAYS.union(*(_FIELDS_OF_COLUMNS[column] for column in columns_from(asked)))


def _accounts(actor: Actor, asked: QueryDict, page: PageRequest) -> Page[Any]:
    return queries.list_named_accounts(actor, accounts_wanted(asked, actor), page).map(AccountAssignmentOut.of)


def _installed(actor: Actor, asked: QueryDict, page: PageRequest) -> Page[Any]:
    if not permissions.can_see_accounts(actor):
        raise NotAllowed
    return queries.list_installed_base(actor, installed_wanted(asked), page).map(InstalledProductOut.of)


register_export(
    ListExport(name="opportunities", shape=OpportunityOut, read=_opportunities, fields=_fields),
    ListExport(name="account-assignments", shape=AccountAssignmentOut, read=_accounts),
    ListExport(name="installed-products", shape=InstalledProductOut, read=_installed),
)
