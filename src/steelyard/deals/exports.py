"""The lists about deals as files."""

from typing import Any

from django.http import QueryDict

from steelyard.deals import permissions, queries
from steelyard.deals.filters import ME, docket_filter, filter_of
from steelyard.deals.forms.poaching import PoachingForm
from steelyard.deals.queries.disputes import list_disputes
from steelyard.deals.queries.poaching import list_poaching
from steelyard.deals.schemas.direct import PoachingOut
from steelyard.deals.schemas.disputes import DisputeOut
from steelyard.deals.schemas.registrations import RegistrationOut
from steelyard.kernel.actors import Actor
from steelyard.kernel.pages import Page, PageRequest
from steelyard.kernel.refusals import NotAllowed
from steelyard.platform.clock import utc_now
from steelyard.platform.exports.lists import ListExport, register_export


def _registrations(actor: Actor, asked: QueryDict, page: PageRequest) -> Page[Any]:
    wanted = filter_of(asked, actor, utc_now())
    return queries.list_registrations(actor, wanted, page).map(RegistrationOut.of)


def _queue(actor: Actor, asked: QueryDict, page: PageRequest) -> Page[Any]:
    if not permissions.can_review(actor):
        raise NotAllowed
    manager = actor.person_id if asked.get("of") == ME else None
    return queries.list_queue(actor, page, manager_id=manager).map(RegistrationOut.of)


def _disputes(actor: Actor, asked: QueryDict, page: PageRequest) -> Page[Any]:
    return list_disputes(actor, docket_filter(asked, actor), page).map(DisputeOut.of)


def _poaching(actor: Actor, asked: QueryDict, page: PageRequest) -> Page[Any]:
    return list_poaching(actor, PoachingForm(asked).wanted(), page).map(PoachingOut.of)


register_export(
    ListExport(name="anti-poaching-log", shape=PoachingOut, read=_poaching),
    ListExport(name="deal-registrations", shape=RegistrationOut, read=_registrations),
    ListExport(name="deal-registrations-queue", shape=RegistrationOut, read=_queue),
    ListExport(name="disputes", shape=DisputeOut, read=_disputes),
)
