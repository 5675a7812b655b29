"""Requirements: seeing who meets them and what follows, giving documents for them, looking at those."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from steelyard.kernel.actors import SYSTEM, Actor
from steelyard.kernel.events import Event
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.partners import permissions, queries
from steelyard.partners.commands.locking import subject_of
from steelyard.partners.models import Partner, RequirementEvidence, RequirementStanding
from steelyard.partners.requirements import refusals
from steelyard.partners.requirements.events import (
    RequirementEvidenceGiven,
    RequirementEvidenceReviewed,
    RequirementMet,
    RequirementMissed,
    RequirementToleranceEnded,
)
from steelyard.partners.requirements.gathering import BOUND_STATUSES, RequirementCase, gather_requirements
from steelyard.partners.requirements.policies import compute_requirement
from steelyard.partners.requirements.terms import EvidenceStep, RequirementComputed, RequirementState
from steelyard.platform.arrays import among
from steelyard.platform.db import as_system
from steelyard.platform.events import record
from steelyard.platform.files import find_files

_KEPT = (
    *("name", "metric", "state", "asked", "value", "since_on"),
    *("tolerated_until", "advice", "consequences"),
)
_AT_ONCE = 5_000


@transaction.atomic
def settle_requirements(*, partner_ids: Collection[UUID], now: datetime) -> int:
    """See which requirements the partners meet as of now, and return with how many something changed."""
    partners = list(
        Partner.objects.select_for_update(of=("self",), no_key=True).filter(among("id", partner_ids)).order_by("id")
    )
    return settle_standings(partners, now)


def settle_standings(partners: Sequence[Partner], now: datetime) -> int:
    """Settle the requirements of partners that are held by the caller; a few statements for all."""
    day = queries.today(now)
    bound = [one for one in partners if one.merged_into_id is None and one.status in BOUND_STATUSES]
    cases = gather_requirements(bound, now=now)
    kept = {case.standing.id for case in cases if case.standing}
    RequirementStanding.objects.filter(among("partner", [one.id for one in partners])).exclude(
        among("id", kept)
    ).delete()
    happened: list[Event] = []
    changed: list[RequirementStanding] = []
    for case in cases:
        computed = compute_requirement(case.facts, case.rule, on=day)
        before = RequirementState(case.standing.state) if case.standing else None
        row = case.standing or RequirementStanding(partner=case.partner, requirement=case.rule.key)
        held = [getattr(row, name) for name in _KEPT]
        _write(row, case, computed)
        happened += _tell(case, computed, before)
        if case.standing is None or held != [getattr(row, name) for name in _KEPT]:
            changed.append(row)
    RequirementStanding.objects.bulk_create(
        changed,
        update_conflicts=True,
        unique_fields=["partner", "requirement"],
        update_fields=list(_KEPT),
        batch_size=_AT_ONCE,
    )
    if happened:
        record(*happened, actor=SYSTEM, now=now)
    return len({row.partner_id for row in changed})


@transaction.atomic
def give_evidence(
    *,
    actor: Actor,
    partner_id: UUID,
    requirement: str,
    file_id: UUID,
    valid_until: date,
    remark: str = "",
    now: datetime,
) -> UUID:
    """Give a document for a requirement. What somebody of the host gives counts at once. Returns its id.

    Raises: NotFound, NotAllowed, NoDocumentAsked, EvidenceExpired.
    """
    seen = queries.get_partner(actor, partner_id)
    if not permissions.can_give_evidence(actor, seen.id):
        raise NotAllowed
    if file_id not in find_files(actor, [file_id]):
        raise NotFound
    if valid_until <= queries.today(now):
        raise refusals.EvidenceExpired(fields={"valid_until": refusals.EvidenceExpired.text})
    with as_system():
        partner = Partner.objects.select_for_update().get(id=seen.id)
        asked = gather_requirements([partner], now=now) if partner.status in BOUND_STATUSES else []
        rule = next((one.rule for one in asked if one.rule.key == requirement and not one.rule.metric), None)
        if rule is None:
            raise refusals.NoDocumentAsked(name=partner.name)
        is_ours = permissions.can_manage_partners(actor)
        evidence = RequirementEvidence.objects.create(
            partner=partner,
            requirement=rule.key,
            name=rule.name,
            file=file_id,
            remark=remark,
            valid_until=valid_until,
            step=EvidenceStep.ACCEPTED if is_ours else EvidenceStep.GIVEN,
            given_at=now,
            given_by=actor.person_id,
            reviewed_at=now if is_ours else None,
            reviewed_by=actor.person_id if is_ours else None,
        )
        happened = RequirementEvidenceGiven(
            **subject_of(partner),
            evidence_id=evidence.id,
            requirement=rule.key,
            name=rule.name,
            valid_until=valid_until,
        )
        record(happened, actor=actor, now=now)
        settle_standings([partner], now)
    return evidence.id


@transaction.atomic
def review_evidence(*, actor: Actor, evidence_id: UUID, is_accepted: bool, reason: str = "", now: datetime) -> None:
    """Accept a document that a partner gave for a requirement, or refuse it with a reason.

    Raises: NotFound, NotAllowed, EvidenceReviewed, RefusalWithoutReason.
    """
    seen = RequirementEvidence.visible_to(actor).filter(id=evidence_id).first()
    if seen is None:
        raise NotFound
    if not permissions.can_manage_partners(actor):
        raise NotAllowed
    if not is_accepted and not reason.strip():
        raise refusals.RefusalWithoutReason(fields={"reason": refusals.RefusalWithoutReason.text})
    with as_system():
        partner = Partner.objects.select_for_update().get(id=seen.partner_id)
        evidence = RequirementEvidence.objects.get(id=evidence_id)
        if evidence.step != EvidenceStep.GIVEN:
            raise refusals.EvidenceReviewed
        evidence.step = EvidenceStep.ACCEPTED if is_accepted else EvidenceStep.REFUSED
        evidence.reviewed_at, evidence.reviewed_by, evidence.reason = now, actor.person_id, reason.strip()
        evidence.save(update_fields=["step", "reviewed_at", "reviewed_by", "reason"])
        happened = RequirementEvidenceReviewed(
            **subject_of(partner),
            evidence_id=evidence.id,
            requirement=evidence.requirement,
            name=evidence.name,
            is_accepted=is_accepted,
        )
        record(happened, actor=actor, now=now)
        settle_standings([partner], now)


def _write(row: RequirementStanding, case: RequirementCase, computed: RequirementComputed) -> None:
    rule = case.rule
    row.name, row.metric, row.advice = rule.name, rule.metric, rule.advice
    row.asked, row.value = rule.at_least, case.facts.value
    row.state, row.since_on, row.tolerated_until = computed.state, computed.since_on, computed.tolerated_until
    row.consequences = [str(one) for one in rule.consequences]


def _tell(case: RequirementCase, computed: RequirementComputed, before: RequirementState | None) -> list[Event]:
    """Return what the partner hears: that it lacks something, that the time is up, that it has it again."""
    about = {**subject_of(case.partner), "requirement": case.rule.key, "name": case.rule.name}
    if computed.state is RequirementState.MET:
        return [RequirementMet(**about)] if before not in (None, RequirementState.MET) else []
    happened: list[Event] = []
    if before in (None, RequirementState.MET) and computed.tolerated_until is not None:
        happened.append(RequirementMissed(**about, tolerated_until=computed.tolerated_until))
    if computed.state is RequirementState.MISSED and before is not RequirementState.MISSED:
        happened.append(
            RequirementToleranceEnded(
                **about,
                advice=case.rule.advice,
                consequences=tuple(str(one) for one in case.rule.consequences),
                task_days=case.task_days,
            )
        )
    return happened
