"""What may be changed for many registrations at once. What decides about a deal is done one by one, with its reasons."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.http import QueryDict

from steelyard.deals import commands, permissions
from steelyard.deals.filters import filter_of
from steelyard.deals.models import DealRegistration
from steelyard.deals.queries.registrations import filtered, find_names
from steelyard.identity.public import list_host_people
from steelyard.kernel.actors import Actor
from steelyard.kernel.ids import parse_public_id, public_id
from steelyard.kernel.refusals import sentence
from steelyard.platform.bulk_edits.lists import (
    Change,
    EditableList,
    Facts,
    Words,
    name_people,
    register_edits,
)


def _registrations(actor: Actor, asked: QueryDict, now: datetime) -> QuerySet[DealRegistration]:
    return filtered(actor, filter_of(asked, actor, now)).order_by("-created_at", "-id")


def _read_managers(ids: Collection[UUID]) -> Facts:
    rows = DealRegistration.objects.filter(id__in=ids).values_list("id", "manager_id")
    return {key: (public_id("person", manager_id),) if manager_id else () for key, manager_id in rows}


def _managers(_actor: Actor) -> Words:
    return {
        public_id("person", person.id): person.name
        for role in permissions.REVIEWING
        for person in list_host_people(role)
        if person.id
    }


register_edits(
    EditableList(
        name="deal-registrations",
        label=sentence("Registrations"),
        noun=DealRegistration.PREFIX,
        area="deals",
        url_name="deals:registrations",
        select=_registrations,
        names=find_names,
        changes=[
            Change(
                key="manager",
                label=sentence("Channel manager"),
                allows=permissions.can_review,
                options=_managers,
                words=name_people,
                read=_read_managers,
                apply=lambda edit: commands.reassign_manager(
                    actor=edit.actor,
                    registration_id=edit.subject_id,
                    manager_id=parse_public_id("person", edit.value),
                    now=edit.now,
                ),
            ),
        ],
    )
)
