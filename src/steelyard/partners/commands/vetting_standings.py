"""Keeping where partners stand with questionnaires: what is asked, what comes due, what lapses."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from steelyard.kernel.actors import SYSTEM
from steelyard.kernel.events import Event
from steelyard.partners.commands.locking import subject_of
from steelyard.partners.models import Partner, VettingStanding
from steelyard.partners.quality.policies import is_reminder_due
from steelyard.partners.queries import today
from steelyard.partners.vetting.events import VettingAsked, VettingDue, VettingLapsed
from steelyard.partners.vetting.gathering import ASKED_STATUSES, VettingSubject, gather_subjects
from steelyard.partners.vetting.policies import compute_vetting_standing
from steelyard.partners.vetting.terms import VettingComputed, VettingState
from steelyard.platform.arrays import among
from steelyard.platform.events import record

_KEPT = (
    *("name", "kind", "state", "case_id", "passed_id"),
    *("asked_on", "requested_on", "due_on", "reminded_on"),
)
_COLUMNS = [name.removesuffix("_id") for name in _KEPT]
_AT_ONCE = 5_000
_WITHOUT_END = (VettingState.OFFERED, VettingState.IN_REVIEW, VettingState.REFUSED)


@transaction.atomic
def settle_vetting(*, partner_ids: Collection[UUID], now: datetime) -> int:
    """See where the partners stand with every questionnaire as of now, and return with how many something changed.

    Those that are asked for something hear of it, reminders go out, and what has lapsed is told.
    """
    partners = list(
        Partner.objects.select_for_update(of=("self",), no_key=True).filter(among("id", partner_ids)).order_by("id")
    )
    return settle_questionnaires(partners, now)


def settle_questionnaires(partners: Sequence[Partner], now: datetime) -> int:
    """Settle the questionnaires of partners that are held by the caller; a few statements for all."""
    day = today(now)
    asked = [one for one in partners if one.merged_into_id is None and one.status in ASKED_STATUSES]
    subjects = gather_subjects(asked, now=now)
    kept = {one.standing.id for one in subjects if one.standing}
    VettingStanding.objects.filter(among("partner", [one.id for one in partners])).exclude(among("id", kept)).delete()
    happened: list[Event] = []
    changed: list[VettingStanding] = []
    for subject in subjects:
        computed = compute_vetting_standing(subject.facts, subject.rules, on=day)
        before = VettingState(subject.standing.state) if subject.standing else None
        row = subject.standing or VettingStanding(partner=subject.partner, questionnaire=subject.questionnaire.key)
        held = [getattr(row, name) for name in _KEPT]
        _write(row, subject, computed, day)
        happened += _tell(row, subject, computed, before, day)
        if subject.standing is None or held != [getattr(row, name) for name in _KEPT]:
            changed.append(row)
    VettingStanding.objects.bulk_create(
        changed,
        update_conflicts=True,
        unique_fields=["partner", "questionnaire"],
        update_fields=_COLUMNS,
        batch_size=_AT_ONCE,
    )
    if happened:
        record(*happened, actor=SYSTEM, now=now)
    return len({row.partner_id for row in changed})


def _write(row: VettingStanding, subject: VettingSubject, computed: VettingComputed, day: date) -> None:
    row.name, row.kind = subject.questionnaire.name, subject.questionnaire.kind
    row.case_id = subject.newest.id if subject.newest else None
    row.passed_id = subject.passed.id if subject.passed else None
    row.state, row.due_on = computed.state, computed.due_on
    is_asked = computed.state in (VettingState.MISSING, VettingState.RETURNED)
    row.asked_on = row.asked_on or day if is_asked else None
    if computed.state in _WITHOUT_END or computed.state is VettingState.PASSED:
        row.reminded_on = None


def _tell(
    row: VettingStanding, subject: VettingSubject, computed: VettingComputed, before: VettingState | None, day: date
) -> list[Event]:
    """Return what the partner hears: that it is asked, that a day comes near, that it has lapsed; not two of them at once."""
    one = subject.questionnaire
    about = {**subject_of(subject.partner), "questionnaire": one.key, "name": one.name}
    if computed.due_on is None or not computed.state.asks:
        return []
    if computed.state is VettingState.LAPSED:
        is_news = before in (VettingState.PASSED, VettingState.DUE)
        return [VettingLapsed(**about, lapsed_on=computed.due_on)] if is_news else []
    if row.reminded_on is None:
        row.reminded_on = day
        if computed.state is VettingState.RETURNED:
            return []
        kind = VettingDue if computed.state is VettingState.DUE and not row.requested_on else VettingAsked
        return [kind(**about, due_on=computed.due_on)]
    if not is_reminder_due(
        due_on=computed.due_on, last_on=row.reminded_on, today=day, days_before=subject.rules.reminder_days
    ):
        return []
    row.reminded_on = day
    return [VettingDue(**about, due_on=computed.due_on)]
