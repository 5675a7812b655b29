"""Keeping where partners stand with their agreements: what is asked, what comes due, what lapses and what follows."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from steelyard.kernel.actors import SYSTEM
from steelyard.kernel.events import Event
from steelyard.partners.agreements.events import AgreementAsked, AgreementDue, AgreementLapsed
from steelyard.partners.agreements.gathering import ASKED_STATUSES, Case, gather_cases
from steelyard.partners.agreements.policies import compute_standing
from steelyard.partners.agreements.terms import AgreementState, Computed
from steelyard.partners.commands.locking import subject_of
from steelyard.partners.commands.states import put_into_state
from steelyard.partners.models import Agreement, AgreementStanding, Partner
from steelyard.partners.quality.policies import is_reminder_due
from steelyard.partners.queries import today
from steelyard.partners.terms import PartnerStatus
from steelyard.platform.arrays import among
from steelyard.platform.events import record

_KEPT = (
    *("state", "version_id", "accepted_id", "asked_on", "requested_on", "due_on", "lapses_on"),
    *("reminded_on", "has_suspended"),
)
_COLUMNS = [name.removesuffix("_id") for name in _KEPT]
_AT_ONCE = 5_000


@transaction.atomic
def settle_agreements(*, partner_ids: Collection[UUID], now: datetime) -> int:
    """See where the partners stand with every kind of agreement as of now, and return with how many something changed.

    Those that are asked for something hear of it, reminders go out, and what has lapsed has the effect that the rules say.
    """
    partners = list(
        Partner.objects.select_for_update(of=("self",), no_key=True).filter(among("id", partner_ids)).order_by("id")
    )
    return settle(partners, now)


def settle(partners: Sequence[Partner], now: datetime) -> int:
    """Settle the agreements of partners that are held by the caller; a few statements for all."""
    day = today(now)
    asked = [one for one in partners if one.merged_into_id is None and one.status in ASKED_STATUSES]
    gone = {one.id for one in partners} - {one.id for one in asked}
    AgreementStanding.objects.filter(among("partner", gone)).delete()
    cases = gather_cases(asked, now=now)
    _forget_the_rest(asked, cases)
    happened: list[Event] = []
    changed: list[AgreementStanding] = []
    suspending: list[Partner] = []
    lifting: list[Partner] = []
    bound: list[Agreement] = []
    for case in cases:
        computed = compute_standing(case.facts, case.rules, on=day)
        before = AgreementState(case.standing.state) if case.standing else None
        row = case.standing or AgreementStanding(partner=case.partner, kind=case.kind)
        held = [getattr(row, name) for name in _KEPT]
        _write(row, case, computed, day)
        happened += _tell(row, case, computed, before, day)
        if _suspends(case, computed, before):
            row.has_suspended = True
            suspending.append(case.partner)
        elif row.has_suspended and computed.state is not AgreementState.LAPSED:
            row.has_suspended = False
            lifting.append(case.partner)
        if case.standing is None or held != [getattr(row, name) for name in _KEPT]:
            changed.append(row)
        if case.signed is not None and case.signed.binds_until != computed.lapses_on:
            bound.append(Agreement(id=case.signed.id, binds_until=computed.lapses_on))
    Agreement.objects.bulk_update(bound, ["binds_until"], batch_size=_AT_ONCE)
    AgreementStanding.objects.bulk_create(
        changed,
        update_conflicts=True,
        unique_fields=["partner", "kind"],
        update_fields=_COLUMNS,
        batch_size=_AT_ONCE,
    )
    reason = _("An agreement has lapsed. Accept it to be active again.")
    happened += put_into_state(suspending, PartnerStatus.SUSPENDED, reason=reason, now=now)
    happened += put_into_state(_free(lifting), PartnerStatus.ACTIVE, now=now)
    if happened:
        record(*happened, actor=SYSTEM, now=now)
    return len({row.partner_id for row in changed})


def _forget_the_rest(partners: Iterable[Partner], cases: Iterable[Case]) -> None:
    """Remove the standings with kinds of which no text applies to their partner any more, and none was signed."""
    kept = {case.standing.id for case in cases if case.standing}
    AgreementStanding.objects.filter(among("partner", [one.id for one in partners])).exclude(among("id", kept)).delete()


def _write(row: AgreementStanding, case: Case, computed: Computed, day: date) -> None:
    wanted_id, signed_id = case.wanted.id if case.wanted else None, case.signed.id if case.signed else None
    if (row.version_id, row.accepted_id) != (wanted_id, signed_id):
        row.reminded_on = None
    row.version_id, row.accepted_id, row.requested_on = wanted_id, signed_id, case.facts.requested_on
    row.state, row.due_on, row.lapses_on = computed.state, computed.due_on, computed.lapses_on
    row.asked_on = row.asked_on or day if computed.state is AgreementState.MISSING else None


def _tell(
    row: AgreementStanding, case: Case, computed: Computed, before: AgreementState | None, day: date
) -> list[Event]:
    """Return what the partner hears: that it is asked, that a day comes near, that it has lapsed; not two of them at once."""
    about, kind = subject_of(case.partner), case.kind
    if computed.state is AgreementState.LAPSED:
        if before in (None, AgreementState.LAPSED) or computed.lapses_on is None:
            return []
        return [AgreementLapsed(**about, kind=kind, lapsed_on=computed.lapses_on)]
    if computed.due_on is None:
        row.reminded_on = None
        return []
    is_asked = case.facts.demanded_from or case.facts.requested_on or computed.state is AgreementState.MISSING
    if is_asked and case.wanted and row.reminded_on is None:
        row.reminded_on = day
        return [AgreementAsked(**about, kind=kind, version=_label(case), due_on=computed.due_on)]
    last_on = row.reminded_on or (case.signed.signed_on if case.signed else day)
    if not is_reminder_due(due_on=computed.due_on, last_on=last_on, today=day, days_before=case.rules.reminder_days):
        return []
    row.reminded_on = day
    return [AgreementDue(**about, kind=kind, due_on=computed.due_on)]


def _label(case: Case) -> str:
    return case.wanted.version if case.wanted else ""


def _suspends(case: Case, computed: Computed, before: AgreementState | None) -> bool:
    return (
        computed.state is AgreementState.LAPSED
        and before not in (None, AgreementState.LAPSED)
        and case.kind in case.rules.suspending_kinds
        and case.partner.status == PartnerStatus.ACTIVE
    )


def _free(partners: Sequence[Partner]) -> list[Partner]:
    """Return those of the partners that are suspended, and that no lapse keeps suspended any more."""
    ids = [one.id for one in partners]
    rows = AgreementStanding.objects.filter(among("partner", ids), has_suspended=True)
    kept = set(rows.values_list("partner_id", flat=True)) if ids else set()
    return [one for one in partners if one.id not in kept and one.status == PartnerStatus.SUSPENDED]
