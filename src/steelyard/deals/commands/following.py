"""What follows a registration: evidence, answers, comments."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from steelyard.deals import permissions
from steelyard.deals.commands.applying import start_clocks, stop_clocks
from steelyard.deals.commands.locking import change, lock_registration, lock_with_scope
from steelyard.deals.commands.redeciding import gather_again, held_lines, settle
from steelyard.deals.commands.subjects import related_to, subject_of
from steelyard.deals.drafts import EvidenceDraft, require_evidence
from steelyard.deals.events import CommentAdded, EvidenceAdded, InformationGiven, InternalCommentAdded
from steelyard.deals.models import Comment, DealRegistration, Evidence, InformationRequest
from steelyard.deals.policies import decide_registration
from steelyard.deals.program import RULEBOOK
from steelyard.deals.refusals import NoOpenQuestion
from steelyard.deals.rules import DealRegistrationRules
from steelyard.deals.terms import LIVE_STATES, RegistrationState
from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.platform.events import record
from steelyard.platform.files import find_files
from steelyard.program.public import RulesInForce, rules_in_force

_SUBMITTED = frozenset(RegistrationState) - {RegistrationState.DRAFT}


def evidence_rows(
    registration: DealRegistration, drafts: Iterable[EvidenceDraft], *, actor: Actor, now: datetime
) -> list[Evidence]:
    """Return the pieces of evidence as rows that are still to be written. Raises: NotFound for a file of somebody else."""
    given = list(drafts)
    files = {draft.file_id for draft in given if draft.file_id is not None}
    if files and files - find_files(actor, files).keys():
        raise NotFound
    return [
        Evidence(
            registration_id=registration.id,
            partner_id=registration.partner_id,
            kind=draft.kind,
            note=draft.note,
            link=draft.link,
            file_id=draft.file_id,
            added_at=now,
            added_by=actor.person_id,
        )
        for draft in given
    ]


@transaction.atomic
def add_evidence(*, actor: Actor, registration_id: UUID, evidence: EvidenceDraft, now: datetime) -> UUID:
    """Add a piece of evidence; where the rules asked for it, the registration is decided again.

    Raises: NotFound, NotAllowed, NotPossibleNow, EvidenceEmpty.
    """
    require_evidence(evidence)
    registration = lock_with_scope(actor, registration_id, now=now, allowed=LIVE_STATES | {RegistrationState.DRAFT})
    if not permissions.can_follow_up(actor, registration):
        raise NotAllowed
    added = _add(registration, [evidence], actor=actor, now=now)
    if registration.state == RegistrationState.INFORMATION_REQUESTED and _open_question(registration) is None:
        _decide_again(registration, actor=actor, now=now)
    return added[0].id


@transaction.atomic
def give_information(
    *,
    actor: Actor,
    registration_id: UUID,
    answer: str,
    now: datetime,
    evidence: Iterable[EvidenceDraft] = (),
    version: int | None = None,
) -> RegistrationState:
    """Answer the host's question, or what the rules asked for, and return where the registration stands then.

    A person's question goes back to a person; what the rules asked for, the rules decide again.

    Raises: NotFound, NotAllowed, ChangedMeanwhile, NotPossibleNow, NoOpenQuestion, EvidenceEmpty.
    """
    given = list(evidence)
    for piece in given:
        require_evidence(piece)
    waiting = {RegistrationState.INFORMATION_REQUESTED}
    registration = lock_with_scope(actor, registration_id, now=now, allowed=waiting, version=version)
    if not permissions.can_follow_up(actor, registration):
        raise NotAllowed
    question = _open_question(registration)
    if question is None and not given:
        raise NoOpenQuestion
    _add(registration, given, actor=actor, now=now)
    happened = InformationGiven(**subject_of(registration), request_id=question.id if question else None, answer=answer)
    record(happened, actor=actor, now=now, related=related_to(registration))
    if question is None:
        _decide_again(registration, actor=actor, now=now)
    else:
        question.answer, question.answered_at, question.answered_by = answer, now, actor.person_id
        question.save(update_fields=["answer", "answered_at", "answered_by"])
        _back_to_review(registration, now)
    return RegistrationState(registration.state)


@transaction.atomic
def add_comment(*, actor: Actor, registration_id: UUID, body: str, is_internal: bool, now: datetime) -> UUID:
    """Say something about a registration, to both sides or internally. Raises: NotFound, NotAllowed, NotPossibleNow."""
    registration = lock_registration(actor, registration_id, allowed=_SUBMITTED)
    may_say = permissions.can_comment_internally(actor) if is_internal else permissions.can_comment(actor, registration)
    if not may_say:
        raise NotAllowed
    comment = Comment.objects.create(
        registration=registration,
        partner_id=registration.partner_id,
        body=body,
        is_internal=is_internal,
        said_at=now,
        said_by=actor.person_id,
    )
    said = InternalCommentAdded if is_internal else CommentAdded
    happened = said(**subject_of(registration), comment_id=comment.id, body=body)
    record(happened, actor=actor, now=now, related=related_to(registration))
    return comment.id


def rules_of(registration: DealRegistration, at: datetime) -> RulesInForce[DealRegistrationRules]:
    """Return the rules that hold for the registration's region."""
    return rules_in_force(RULEBOOK, region=registration.region_id, at=at)


def _add(registration: DealRegistration, drafts: list[EvidenceDraft], *, actor: Actor, now: datetime) -> list[Evidence]:
    added = Evidence.objects.bulk_create(evidence_rows(registration, drafts, actor=actor, now=now))
    if registration.state != RegistrationState.DRAFT:
        happened = [EvidenceAdded(**subject_of(registration), evidence_id=row.id, kind=row.kind) for row in added]
        record(*happened, actor=actor, now=now, related=related_to(registration))
    return added


def _open_question(registration: DealRegistration) -> InformationRequest | None:
    return InformationRequest.objects.filter(registration=registration, answered_at=None).order_by("asked_at").first()


def _decide_again(registration: DealRegistration, *, actor: Actor, now: datetime) -> None:
    lines = held_lines(registration)
    case = gather_again(registration, lines, now=now)
    settle(registration, lines, case, decide_registration(case.facts, case.rules.rules), actor=actor, now=now)


def _back_to_review(registration: DealRegistration, now: datetime) -> None:
    stop_clocks(registration)
    start_clocks(registration, rules_of(registration, now).rules, now)
    change(
        registration,
        state=RegistrationState.UNDER_REVIEW,
        escalate_at=registration.escalate_at,
        due_at=registration.due_at,
        hard_due_at=registration.hard_due_at,
        answer_due_at=None,
    )
