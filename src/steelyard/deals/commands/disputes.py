"""Disputes: filed by either side, ruled on by somebody who has no part in the deal, appealed against once."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from steelyard.deals import permissions
from steelyard.deals.commands.following import evidence_rows, rules_of
from steelyard.deals.commands.life import reopen
from steelyard.deals.commands.locking import lock_with_scope
from steelyard.deals.commands.subjects import related_to, subject_of
from steelyard.deals.drafts import EvidenceDraft, require_evidence
from steelyard.deals.events import (
    ArbiterNamed,
    DisputeAnswered,
    DisputeDismissed,
    DisputeFiled,
    DisputeOverdue,
    DisputeUpheld,
    DisputeWithdrawn,
)
from steelyard.deals.models import DealRegistration, Dispute, DisputeStatement, Evidence
from steelyard.deals.policies import compute_final_at, compute_ruling_due, find_parts
from steelyard.deals.queries.disputes import ARBITERS, filers_of, gather_facts
from steelyard.deals.refusals import (
    ArbiterNotNeutral,
    DisputeAlreadyOpen,
    DisputeNotOpen,
    NotAHostPerson,
    ReasonMissing,
    RulingFinal,
    StatementMissing,
)
from steelyard.deals.terms import DisputeGround, DisputeState, RegistrationState, Ruling, Side
from steelyard.identity.public import list_host_people
from steelyard.kernel.actors import SYSTEM, Actor
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.platform.events import record
from steelyard.platform.features import require_open

_SUBMITTED = frozenset(RegistrationState) - {RegistrationState.DRAFT}


@transaction.atomic
def file_dispute(
    *,
    actor: Actor,
    registration_id: UUID,
    ground: DisputeGround,
    statement: str,
    now: datetime,
    evidence: Iterable[EvidenceDraft] = (),
) -> UUID:
    """Dispute what was decided about a registration, with a statement and evidence that both sides read.

    Raises: NotFound, NotAllowed, FeatureNotOpen, NotPossibleNow, StatementMissing, EvidenceEmpty, DisputeAlreadyOpen.
    """
    registration = lock_with_scope(actor, registration_id, now=now, allowed=_SUBMITTED)
    side = _side(actor, registration)
    require_open(permissions.DISPUTES, actor)
    return _file(actor, registration, side, ground, statement, evidence, appeal_of=None, now=now)


@transaction.atomic
def appeal_ruling(
    *, actor: Actor, dispute_id: UUID, statement: str, now: datetime, evidence: Iterable[EvidenceDraft] = ()
) -> UUID:
    """Bring a ruling before another arbiter, while there is time and only once.

    Raises: NotFound, NotAllowed, StatementMissing, EvidenceEmpty, DisputeAlreadyOpen, RulingFinal.
    """
    ruled, registration = _lock(actor, dispute_id)
    side = _side(actor, registration)
    is_final = ruled.final_at is None or now >= ruled.final_at
    if ruled.state != DisputeState.RULED or is_final or Dispute.objects.filter(appeal_of=ruled).exists():
        raise RulingFinal
    ground = DisputeGround(ruled.ground)
    return _file(actor, registration, side, ground, statement, evidence, appeal_of=ruled, now=now)


@transaction.atomic
def answer_dispute(
    *, actor: Actor, dispute_id: UUID, statement: str, now: datetime, evidence: Iterable[EvidenceDraft] = ()
) -> None:
    """Say something in an open dispute: either side, or the arbiter.

    Raises: NotFound, NotAllowed, DisputeNotOpen, StatementMissing, EvidenceEmpty.
    """
    dispute, registration = _lock_open(actor, dispute_id)
    is_arbiter = dispute.arbiter_id is not None and dispute.arbiter_id == actor.person_id
    side = Side.HOST if is_arbiter else _side(actor, registration)
    _say(actor, dispute, registration, side, statement, evidence, now=now)
    happened = DisputeAnswered(**subject_of(registration), dispute_id=dispute.id, side=side, body=statement)
    record(happened, actor=actor, now=now, related=[*related_to(registration), dispute.id])


@transaction.atomic
def name_arbiter(*, actor: Actor, dispute_id: UUID, arbiter_id: UUID, now: datetime) -> None:
    """Say who rules: somebody of the host who has no part in the deal.

    Raises: NotFound, NotAllowed, DisputeNotOpen, NotAHostPerson, ArbiterNotNeutral.
    """
    if not permissions.can_name_arbiter(actor):
        raise NotAllowed
    dispute, registration = _lock_open(actor, dispute_id)
    if arbiter_id not in {person.id for role in ARBITERS for person in list_host_people(role)}:
        raise NotAHostPerson(fields={"arbiter": NotAHostPerson.text})
    _require_neutral(dispute, registration, arbiter_id, now)
    dispute.arbiter_id = arbiter_id
    dispute.save(update_fields=["arbiter_id"])
    happened = ArbiterNamed(**subject_of(registration), dispute_id=dispute.id, arbiter_id=arbiter_id)
    record(happened, actor=actor, now=now, related=[*related_to(registration), dispute.id])


@transaction.atomic
def rule_on_dispute(*, actor: Actor, dispute_id: UUID, ruling: Ruling, reason: str, now: datetime) -> None:
    """Rule on the dispute as its arbiter; who has got a part in the deal meanwhile may not.

    A partner's dispute about a rejection that is upheld brings the registration before a person again. What else an upheld
    dispute asks for, a channel manager carries out.

    Raises: NotFound, NotAllowed, DisputeNotOpen, ReasonMissing, ArbiterNotNeutral.
    """
    dispute, registration = _lock_open(actor, dispute_id)
    if dispute.arbiter_id is None or dispute.arbiter_id != actor.person_id:
        raise NotAllowed
    if not reason:
        raise ReasonMissing(fields={"reason": ReasonMissing.text})
    _require_neutral(dispute, registration, dispute.arbiter_id, now)
    rules = rules_of(registration, now).rules
    dispute.state, dispute.ruling, dispute.ruling_reason = DisputeState.RULED, ruling, reason
    dispute.closed_at, dispute.final_at = now, compute_final_at(now, rules)
    dispute.save(update_fields=["state", "ruling", "ruling_reason", "closed_at", "final_at"])
    event = DisputeUpheld if ruling is Ruling.UPHELD else DisputeDismissed
    happened = event(**subject_of(registration), dispute_id=dispute.id, reason=reason, final_at=dispute.final_at)
    record(happened, actor=actor, now=now, related=[*related_to(registration), dispute.id])
    if ruling is Ruling.UPHELD and dispute.side == Side.PARTNER and registration.state == RegistrationState.REJECTED:
        reopen(registration, rules, now)


@transaction.atomic
def withdraw_dispute(*, actor: Actor, dispute_id: UUID, now: datetime) -> None:
    """Take a dispute back, by the side that filed it. Raises: NotFound, NotAllowed, DisputeNotOpen."""
    dispute, registration = _lock_open(actor, dispute_id)
    if _side(actor, registration) != dispute.side:
        raise NotAllowed
    dispute.state, dispute.closed_at = DisputeState.WITHDRAWN, now
    dispute.save(update_fields=["state", "closed_at"])
    happened = DisputeWithdrawn(**subject_of(registration), dispute_id=dispute.id)
    record(happened, actor=actor, now=now, related=[*related_to(registration), dispute.id])


@transaction.atomic
def report_overdue_dispute(*, dispute_id: UUID, now: datetime) -> bool:
    """Tell the host that a ruling is late, once, and say whether that was due."""
    dispute, registration = _lock(SYSTEM, dispute_id)
    if not dispute.is_open or dispute.overdue_at is not None or now < dispute.due_at:
        return False
    dispute.overdue_at = now
    dispute.save(update_fields=["overdue_at"])
    happened = DisputeOverdue(**subject_of(registration), dispute_id=dispute.id, due_at=dispute.due_at)
    record(happened, actor=SYSTEM, now=now, related=[*related_to(registration), dispute.id])
    return True


def _file(
    actor: Actor,
    registration: DealRegistration,
    side: Side,
    ground: DisputeGround,
    statement: str,
    evidence: Iterable[EvidenceDraft],
    *,
    appeal_of: Dispute | None,
    now: datetime,
) -> UUID:
    if Dispute.objects.filter(registration=registration, state=DisputeState.OPEN).exists():
        raise DisputeAlreadyOpen
    dispute = Dispute.objects.create(
        registration=registration,
        partner_id=registration.partner_id,
        side=side,
        ground=ground,
        filed_at=now,
        filed_by=actor.person_id,
        appeal_of=appeal_of,
        due_at=compute_ruling_due(now, rules_of(registration, now).rules),
    )
    _say(actor, dispute, registration, side, statement, evidence, now=now)
    happened = DisputeFiled(
        **subject_of(registration),
        dispute_id=dispute.id,
        side=side,
        ground=ground,
        statement=statement,
        is_appeal=appeal_of is not None,
    )
    record(happened, actor=actor, now=now, related=[*related_to(registration), dispute.id])
    return dispute.id


def _say(
    actor: Actor,
    dispute: Dispute,
    registration: DealRegistration,
    side: Side,
    statement: str,
    evidence: Iterable[EvidenceDraft],
    *,
    now: datetime,
) -> None:
    if not statement:
        raise StatementMissing(fields={"statement": StatementMissing.text})
    given = list(evidence)
    for piece in given:
        require_evidence(piece)
    Evidence.objects.bulk_create(evidence_rows(registration, given, actor=actor, now=now))
    DisputeStatement.objects.create(
        registration=registration,
        partner_id=registration.partner_id,
        dispute=dispute,
        side=side,
        body=statement,
        said_at=now,
        said_by=actor.person_id,
    )


def _side(actor: Actor, registration: DealRegistration) -> Side:
    side = permissions.side_of(actor, registration)
    if side is None:
        raise NotAllowed
    return side


def _require_neutral(dispute: Dispute, registration: DealRegistration, person_id: UUID, now: datetime) -> None:
    parts = find_parts(person_id, gather_facts(registration, filed_by=filers_of(dispute), now=now))
    if parts:
        named = ", ".join(_(part.label) for part in parts)
        raise ArbiterNotNeutral(parts=named, fields={"arbiter": ArbiterNotNeutral.text})


def _lock(actor: Actor, dispute_id: UUID) -> tuple[Dispute, DealRegistration]:
    """Return the dispute and its registration, held until the end of the transaction. Raises: NotFound."""
    dispute = Dispute.visible_to(actor).select_for_update(of=("self",)).filter(id=dispute_id).first()
    if dispute is None:
        raise NotFound
    return dispute, DealRegistration.objects.select_for_update(of=("self",)).get(id=dispute.registration_id)


def _lock_open(actor: Actor, dispute_id: UUID) -> tuple[Dispute, DealRegistration]:
    dispute, registration = _lock(actor, dispute_id)
    if not dispute.is_open:
        raise DisputeNotOpen
    return dispute, registration
