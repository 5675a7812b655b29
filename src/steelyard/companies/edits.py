"""What may be changed for many companies at once: each change is a command of the company's own page."""

from collections.abc import Callable, Collection, Set
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from steelyard.companies import commands
from steelyard.companies.filters import filter_from
from steelyard.companies.models import Company
from steelyard.companies.permissions import can_change_companies, can_list_company
from steelyard.companies.queries.cards import find_cards
from steelyard.companies.queries.records import matching
from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import sentence
from steelyard.platform.bulk_edits.lists import Change, Edit, EditableList, Facts, register_edits
from steelyard.ui.locale import list_countries

_LISTED, _UNLISTED = "listed", "unlisted"


def _companies(actor: Actor, asked: QueryDict, _now: datetime) -> QuerySet[Company]:
    return matching(actor, filter_from(asked)).order_by("name", "id")


def _names(ids: Set[UUID]) -> dict[UUID, str]:
    return {key: card.name for key, card in find_cards(ids).items()}


def _reading(field: str) -> Callable[[Collection[UUID]], Facts]:
    def read(ids: Collection[UUID]) -> Facts:
        rows = Company.objects.filter(id__in=ids).values_list("id", field)
        return {key: (value,) if value else () for key, value in rows}

    return read


def _read_listed(ids: Collection[UUID]) -> Facts:
    rows = Company.objects.filter(id__in=ids).values_list("id", "is_listed")
    return {key: (_LISTED if is_listed else _UNLISTED,) for key, is_listed in rows}


def _changing(field: str) -> Callable[[Edit], None]:
    def change(edit: Edit) -> None:
        commands.change_company(company_id=edit.subject_id, changes={field: edit.value}, actor=edit.actor, now=edit.now)

    return change


def _list_or_unlist(edit: Edit) -> None:
    command = commands.list_company if edit.value == _LISTED else commands.unlist_company
    command(company_id=edit.subject_id, actor=edit.actor, now=edit.now)


register_edits(
    EditableList(
        name="companies",
        label=sentence("Companies"),
        noun=Company.PREFIX,
        area="companies",
        url_name="companies:list",
        select=_companies,
        names=_names,
        changes=[
            Change(
                key="country",
                label=sentence("Country"),
                allows=can_change_companies,
                options=lambda _actor: dict(list_countries()),
                read=_reading("country"),
                apply=_changing("country"),
            ),
            Change(
                key="city",
                label=sentence("City"),
                allows=can_change_companies,
                read=_reading("city"),
                apply=_changing("city"),
            ),
            Change(
                key="industry",
                label=sentence("Industry"),
                allows=can_change_companies,
                read=_reading("industry"),
                apply=_changing("industry"),
            ),
            Change(
                key="directory",
                label=sentence("Directory"),
                allows=can_list_company,
                options=lambda _actor: {_LISTED: _("Listed"), _UNLISTED: _("Not listed")},
                read=_read_listed,
                apply=_list_or_unlist,
            ),
        ],
    )
)
