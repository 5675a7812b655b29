"""What may be changed for many opportunities at once: each change is a command of the opportunity's own page."""

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from steelyard.identity.public import list_host_people, list_people
from steelyard.kernel.actors import Actor, Role
from steelyard.kernel.ids import parse_public_id, public_id
from steelyard.kernel.refusals import sentence
from steelyard.pipeline import commands, permissions, queries
from steelyard.pipeline.filters import filter_from
from steelyard.pipeline.models import Opportunity
from steelyard.pipeline.terms import FORECAST_NAMES, ForecastCategory
from steelyard.platform.bulk_edits.lists import (
    Change,
    Edit,
    EditableList,
    Facts,
    Words,
    name_people,
    register_edits,
)
from steelyard.platform.directory import PersonCard
from steelyard.program.public import list_regions


def _opportunities(actor: Actor, asked: QueryDict, _now: datetime) -> QuerySet[Opportunity]:
    return queries.filtered(actor, filter_from(asked, actor)).order_by("name", "id")


def _reading(field: str) -> Callable[[Collection[UUID]], Facts]:
    def read(ids: Collection[UUID]) -> Facts:
        return {key: (value,) for key, value in Opportunity.objects.filter(id__in=ids).values_list("id", field)}

    return read


def _reading_person(field: str) -> Callable[[Collection[UUID]], Facts]:
    def read(ids: Collection[UUID]) -> Facts:
        rows = Opportunity.objects.filter(id__in=ids).values_list("id", field)
        return {key: (public_id("person", person_id),) if person_id else () for key, person_id in rows}

    return read


def _owners(_actor: Actor) -> Words:
    return _named(list_host_people())


def _colleagues(actor: Actor) -> Words:
    return _named(list_people(actor.partner_id)) if actor.partner_id else {}


def _named(people: list[PersonCard]) -> Words:
    return {public_id("person", person.id): person.name for person in people if person.id}


def _changing(field: str, value_of: Callable[[str], Any] = str) -> Callable[[Edit], None]:
    def change(edit: Edit) -> None:
        terms = queries.terms_of(queries.get_opportunity(edit.actor, edit.subject_id))
        commands.change_opportunity(
            actor=edit.actor,
            opportunity_id=edit.subject_id,
            terms=replace(terms, **{field: value_of(edit.value)}),
            now=edit.now,
        )

    return change


register_edits(
    EditableList(
        name="opportunities",
        label=sentence("Opportunities"),
        noun=Opportunity.PREFIX,
        area="pipeline",
        url_name="pipeline:list",
        select=_opportunities,
        names=queries.find_names,
        changes=[
            Change(
                key="stage",
                label=sentence("Stage"),
                allows=permissions.can_work_opportunities,
                options=lambda _actor: {stage.key: _(stage.name) for stage in queries.open_stages()},
                words=lambda _keys: {stage.key: _(stage.name) for stage in queries.list_stages()},
                read=_reading("stage"),
                apply=lambda edit: commands.move_stage(
                    actor=edit.actor, opportunity_id=edit.subject_id, stage=edit.value, now=edit.now
                ),
            ),
            Change(
                key="owner",
                label=sentence("Owner"),
                allows=permissions.can_assign_owner,
                options=_owners,
                words=name_people,
                read=_reading_person("owner"),
                apply=lambda edit: commands.assign_owner(
                    actor=edit.actor,
                    opportunity_id=edit.subject_id,
                    person_id=parse_public_id("person", edit.value),
                    now=edit.now,
                ),
            ),
            Change(
                key="partner-owner",
                label=sentence("Owner at the partner"),
                allows=lambda actor: actor.is_partner and actor.has_role(Role.PARTNER_ADMIN),
                options=_colleagues,
                words=name_people,
                read=_reading_person("partner_owner"),
                apply=lambda edit: commands.assign_partner_owner(
                    actor=edit.actor,
                    opportunity_id=edit.subject_id,
                    person_id=parse_public_id("person", edit.value),
                    now=edit.now,
                ),
            ),
            Change(
                key="region",
                label=sentence("Region"),
                allows=permissions.can_change_all_terms,
                options=lambda _actor: {region.key: _(region.name) for region in list_regions()},
                read=_reading("region"),
                apply=_changing("region"),
            ),
            Change(
                key="forecast",
                label=sentence("Forecast"),
                allows=permissions.can_change_all_terms,
                options=lambda _actor: {str(key): _(name) for key, name in FORECAST_NAMES.items()},
                read=_reading("forecast_category"),
                apply=_changing("forecast_category", ForecastCategory),
            ),
        ],
    )
)
