"""What may be changed for many prospects at once: each change is a command of the prospect's own page."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from steelyard.identity.public import list_host_people
from steelyard.kernel.actors import Actor, Role
from steelyard.kernel.ids import parse_public_id, public_id
from steelyard.kernel.refusals import Refusal, sentence
from steelyard.partners import commands
from steelyard.partners.models import Outreach, Prospect
from steelyard.partners.permissions import can_recruit
from steelyard.partners.recruiting.filters import prospect_filter_from
from steelyard.partners.recruiting.queries import find_names, matching
from steelyard.partners.recruiting.terms import NEXT_STAGES, ProspectStage
from steelyard.platform.bulk_edits.lists import (
    Change,
    Edit,
    EditableList,
    EditOfMany,
    Facts,
    Words,
    name_people,
    register_edits,
)
from steelyard.platform.clock import utc_now
from steelyard.program.public import rules_in_force

_DECISIONS = (ProspectStage.APPROVED, ProspectStage.REFUSED)
_MOVES = tuple(stage for stage in ProspectStage if any(stage in targets for targets in NEXT_STAGES.values()))


def _prospects(actor: Actor, asked: QueryDict, now: datetime) -> QuerySet[Prospect]:  # noqa: ARG001 - lists are alike
    return matching(actor, prospect_filter_from(asked, actor))


def _read_stages(ids: Collection[UUID]) -> Facts:
    return {key: (stage,) for key, stage in Prospect.objects.filter(id__in=ids).values_list("id", "stage")}


def _read_owners(ids: Collection[UUID]) -> Facts:
    rows = Prospect.objects.filter(id__in=ids).values_list("id", "owner_id")
    return {key: (public_id("person", owner),) if owner else () for key, owner in rows}


def _say(stages: Iterable[ProspectStage]) -> Words:
    return {str(stage): _(stage.label) for stage in stages}


def _approve_all(edit: EditOfMany) -> Mapping[UUID, Refusal] | None:
    if edit.value != ProspectStage.APPROVED.value:
        return None
    answers = commands.approve_prospects(
        actor=edit.actor, prospect_ids=edit.subject_ids, reason=edit.reason, now=edit.now
    )
    return {key: answer for key, answer in answers.items() if isinstance(answer, Refusal)}


def _decide(edit: Edit) -> object:
    decide = commands.approve_prospect if edit.value == ProspectStage.APPROVED.value else commands.refuse_prospect
    return decide(actor=edit.actor, prospect_id=edit.subject_id, reason=edit.reason, now=edit.now)


def _move(edit: Edit) -> None:
    commands.move_prospect(
        actor=edit.actor,
        prospect_id=edit.subject_id,
        stage=ProspectStage(edit.value),
        reason=edit.reason,
        now=edit.now,
    )


def _assign(edit: Edit) -> None:
    owner = parse_public_id("person", edit.value)
    commands.assign_prospect(actor=edit.actor, prospect_id=edit.subject_id, owner_id=owner, now=edit.now)


def _owners(_actor: Actor) -> Words:
    return {public_id("person", one.id): one.name for one in list_host_people(Role.CHANNEL_MANAGER) if one.id}


def _write(edit: Edit) -> None:
    commands.begin_outreach(actor=edit.actor, prospect_id=edit.subject_id, sequence=edit.value, now=edit.now)


def _read_sequences(ids: Collection[UUID]) -> Facts:
    rows = Outreach.objects.filter(prospect__in=ids, ended_at=None)
    return {key: (sequence,) for key, sequence in rows.values_list("prospect_id", "sequence")}


def _sequences(_actor: Actor) -> Words:
    rules = rules_in_force(commands.OUTREACH_RULEBOOK, region="", at=utc_now()).rules
    return {one: one for one in rules.sequences}


register_edits(
    EditableList(
        name="prospects",
        label=sentence("Prospects"),
        noun=Prospect.PREFIX,
        area="partners",
        url_name="partners:prospects",
        select=_prospects,
        names=find_names,
        changes=[
            Change(
                key="decision",
                label=sentence("Approve or refuse"),
                allows=can_recruit,
                options=lambda _actor: _say(_DECISIONS),
                words=lambda _keys: _say(ProspectStage),
                takes_reason=True,
                read=_read_stages,
                apply=_decide,
                apply_all=_approve_all,
            ),
            Change(
                key="step",
                label=sentence("Move to"),
                allows=can_recruit,
                options=lambda _actor: _say(_MOVES),
                words=lambda _keys: _say(ProspectStage),
                takes_reason=True,
                read=_read_stages,
                apply=_move,
            ),
            Change(
                key="outreach",
                label=sentence("Write to them"),
                allows=can_recruit,
                options=_sequences,
                read=_read_sequences,
                apply=_write,
            ),
            Change(
                key="owner",
                label=sentence("Who looks after it"),
                allows=can_recruit,
                options=_owners,
                words=name_people,
                read=_read_owners,
                apply=_assign,
            ),
        ],
    )
)
