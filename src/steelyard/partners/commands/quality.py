"""Assessing the data of partners, reminding of tasks, and what a partner answers to them."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from steelyard.kernel.actors import SYSTEM, Actor
from steelyard.kernel.refusals import NotAllowed
from steelyard.kernel.scores import compute_score
from steelyard.partners import permissions, queries
from steelyard.partners.commands.locking import subject_of
from steelyard.partners.events import DataConfirmed, DataTasksDue, DataTasksOpened
from steelyard.partners.models import DataTask, Partner, PartnerProfile, PartnerScore
from steelyard.partners.quality.policies import compute_parts, is_reminder_due, is_right, list_asks
from steelyard.partners.quality.queries import dump_facts, find_open_tasks, gather_data
from steelyard.partners.quality.rules import DataQualityRules
from steelyard.partners.quality.terms import Ask, Confirmation, PartnerData, TaskKind
from steelyard.partners.terms import PartnerStatus
from steelyard.platform.events import record
from steelyard.program.public import RulesInForce, program_in_force

RULEBOOK = "data_quality"
_CHECKED = {Confirmation.RECORD: "checked_at", Confirmation.CONTACTS: "contacts_checked_at"}


@transaction.atomic
def assess_partners(*, partner_ids: Collection[UUID], now: datetime) -> int:
    """Compute the scores of partners anew, open the tasks that their data asks for, close those that it no longer does.

    Return how many were assessed. A partner that has ended, or was merged into another one, keeps neither.
    """
    partners = list(Partner.objects.select_for_update(of=("self",)).filter(id__in=partner_ids).order_by("id"))
    present = [one for one in partners if one.merged_into_id is None and one.status != PartnerStatus.ENDED]
    gone = [one.id for one in partners if one not in present]
    PartnerScore.objects.filter(partner__in=gone).delete()
    DataTask.objects.filter(partner__in=gone, done_at=None).delete()
    program = program_in_force(RULEBOOK, at=now)
    in_force = {one.id: program.rules_in(one.region_id) for one in present}
    rules: dict[UUID, DataQualityRules] = {key: held.rules for key, held in in_force.items()}
    profiles = PartnerProfile.objects.in_bulk([one.id for one in present])
    for one in present:
        one.profile = profiles[one.id]
    known = gather_data(present, rules, now=now)
    _keep_scores([_score(one, known[one.id], in_force[one.id], now) for one in present])
    is_open = find_open_tasks(rules.keys())
    for one in present:
        _keep_tasks(one, known[one.id], rules[one.id], is_open[one.id], now)
    return len(present)


@transaction.atomic
def confirm_data(*, actor: Actor, partner_id: UUID, what: Confirmation, remark: str = "", now: datetime) -> None:
    """Keep that a partner's record, or its people with their roles, are right as they stand; a remark goes to its managers.

    Raises: NotFound, NotAllowed.
    """
    partner = queries.get_partner(actor, partner_id)
    if not permissions.can_change_profile(actor, partner):
        raise NotAllowed
    PartnerProfile.objects.filter(partner=partner).update(**{_CHECKED[what]: now})
    DataTask.settle(partner.id, TaskKind(what), now=now)
    record(DataConfirmed(**subject_of(partner), what=what, remark=remark), actor=actor, now=now)


@transaction.atomic
def remind_of_tasks(*, partner_id: UUID, now: datetime) -> None:
    """Remind a partner of its open tasks where the rules say that a day to do so has come; once for all of them."""
    partner = Partner.objects.select_for_update(of=("self",)).get(id=partner_id)
    rules: DataQualityRules = program_in_force(RULEBOOK, at=now).rules_in(partner.region_id).rules
    today = queries.today(now)
    due = [
        task
        for task in DataTask.objects.filter(partner=partner, done_at=None).order_by("due_on", "id")
        if is_reminder_due(
            due_on=task.due_on,
            last_on=task.reminded_on or queries.today(task.opened_at),
            today=today,
            days_before=rules.reminder_days,
        )
    ]
    if not due:
        return
    DataTask.objects.filter(id__in=[task.id for task in due]).update(reminded_on=today)
    record(DataTasksDue(**subject_of(partner), count=len(due), due_on=due[0].due_on), actor=SYSTEM, now=now)


def _score(
    partner: Partner, data: PartnerData, in_force: RulesInForce[DataQualityRules], now: datetime
) -> PartnerScore:
    parts = compute_parts(data, in_force.rules)
    return PartnerScore(
        partner=partner,
        score=compute_score(parts),
        facts=dump_facts(data, in_force.rules),
        rules=in_force.label,
        version_ids=[str(one) for one in in_force.version_ids],
        assessed_at=now,
        **{part.key: part.share for part in parts},
    )


def _keep_scores(scores: Collection[PartnerScore]) -> None:
    """Write the scores over those that are there, all in one statement."""
    written = [field.name for field in PartnerScore._meta.concrete_fields if not field.primary_key]
    PartnerScore.objects.bulk_create(scores, update_conflicts=True, unique_fields=["partner"], update_fields=written)


def _keep_tasks(
    partner: Partner, data: PartnerData, rules: DataQualityRules, is_open: Mapping[Ask, UUID], now: datetime
) -> None:
    """Close what is right by now, drop what is no longer asked for, and ask for what is wrong."""
    asks = list_asks(data, rules)
    dropped = [key for ask, key in is_open.items() if ask not in asks]
    DataTask.objects.filter(id__in=dropped).delete()
    done = [key for ask, key in is_open.items() if ask in asks and is_right(ask, data, rules)]
    DataTask.objects.filter(id__in=done).update(done_at=now)
    missing = sorted(ask for ask in asks - is_open.keys() if not is_right(ask, data, rules))
    if not missing:
        return
    due_on = queries.today(now) + timedelta(days=rules.task_days)
    DataTask.objects.bulk_create(
        DataTask(partner=partner, kind=ask.kind, detail=ask.detail, opened_at=now, due_on=due_on) for ask in missing
    )
    record(DataTasksOpened(**subject_of(partner), count=len(missing), due_on=due_on), actor=SYSTEM, now=now)
