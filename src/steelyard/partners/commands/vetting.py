"""Vetting: answering a questionnaire, submitting it, deciding about it, noting who read it; red flags."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.partners import permissions, queries
from steelyard.partners.commands.locking import lock_partner, subject_of
from steelyard.partners.commands.vetting_standings import settle_questionnaires
from steelyard.partners.models import (
    Dated,
    ManagerAssignment,
    Partner,
    RedFlag,
    VettingCase,
    VettingReading,
    VettingStanding,
)
from steelyard.partners.vetting import refusals
from steelyard.partners.vetting.events import (
    RedFlagCleared,
    RedFlagRecorded,
    VettingAnswersRead,
    VettingPassed,
    VettingRefused,
    VettingReturned,
    VettingSubmitted,
)
from steelyard.partners.vetting.gathering import (
    ASKED_STATUSES,
    VETTING_RULEBOOK,
    VettingSubject,
    find_open_flags,
    gather_subjects,
)
from steelyard.partners.vetting.policies import assess, compute_validity, find_bar, find_wrong
from steelyard.partners.vetting.rules import VettingRules
from steelyard.partners.vetting.terms import (
    AnswerKind,
    Answers,
    Bar,
    FlagDraft,
    RiskClass,
    VettingFacts,
    VettingKind,
    VettingOutcome,
    VettingState,
    VettingStep,
)
from steelyard.platform.db import as_system
from steelyard.platform.events import record
from steelyard.platform.models import StoredFile
from steelyard.program.public import rules_in_force


@transaction.atomic
def save_vetting_answers(*, actor: Actor, questionnaire: str, answers: Answers, now: datetime) -> UUID:
    """Keep what the actor's partner has answered so far, as a draft, and return the round's id.

    Raises: NotAllowed, QuestionnaireNotOffered, AnswersSubmitted, AnswersWrong.
    """
    if not permissions.can_answer_vetting(actor) or actor.partner_id is None:
        raise NotAllowed
    with as_system():
        partner = Partner.objects.select_for_update().get(id=actor.partner_id)
        subject = _subject_of(partner, questionnaire, now)
        if subject.newest and subject.newest.step == VettingStep.SUBMITTED:
            raise refusals.AnswersSubmitted
        said = {key: value.strip() for key, value in answers.items() if value.strip()}
        _require_fitting(subject, said, is_complete=False)
        case = subject.newest if subject.newest and VettingStep(subject.newest.step).takes_answers else None
        if case is None:
            case = VettingCase(partner=partner, begun_at=now)
        one = subject.questionnaire
        case.questionnaire, case.name, case.kind, case.answers = one.key, one.name, one.kind, said
        case.save()
        settle_questionnaires([partner], now)
    return case.id


@transaction.atomic
def submit_vetting(*, actor: Actor, case_id: UUID, now: datetime) -> VettingStep:
    """Submit the answers of a round, and return how far it is: passed at once where a rule says so.

    Raises: NotFound, NotAllowed, QuestionnaireNotOffered, AnswersSubmitted, AnswersWrong.
    """
    seen = VettingCase.visible_to(actor).filter(id=case_id).first()
    if seen is None:
        raise NotFound
    if not permissions.can_answer_vetting(actor):
        raise NotAllowed
    with as_system():
        partner = Partner.objects.select_for_update().get(id=seen.partner_id)
        case = VettingCase.objects.get(id=case_id)
        if not VettingStep(case.step).takes_answers:
            raise refusals.AnswersSubmitted
        subject = _subject_of(partner, case.questionnaire, now)
        _require_fitting(subject, case.answers, is_complete=True)
        passes = _assess(case, subject)
        case.step, case.submitted_at, case.submitted_by = VettingStep.SUBMITTED, now, actor.person_id
        case.decided_at, case.decided_by = None, None
        if passes:
            case.reason = ""
            _pass(case, subject, now)
        case.save()
        VettingStanding.objects.filter(partner=partner, questionnaire=case.questionnaire).update(requested_on=None)
        settle_questionnaires([partner], now)
        happened = VettingSubmitted(**_about(partner, case), case_id=case.id, waits=not passes)
        record(happened, actor=actor, now=now)
        if passes:
            _tell_passed(partner, case, actor, now)
    return VettingStep(case.step)


@transaction.atomic
def decide_vetting(*, actor: Actor, case_id: UUID, outcome: VettingOutcome, reason: str, now: datetime) -> None:
    """Decide about submitted answers, with a reason: approve, ask for more, or refuse.

    Whoever manages the partner cannot approve a high risk. Raises: NotFound, NotAllowed, ReasonMissing, NotInReview, NotApprover,
    OwnPartner.
    """
    seen = VettingCase.visible_to(actor).filter(id=case_id).first()
    if seen is None:
        raise NotFound
    if not permissions.can_decide_vetting(actor):
        raise NotAllowed
    if not reason.strip():
        raise refusals.ReasonMissing(fields={"reason": refusals.ReasonMissing.text})
    with as_system():
        partner = Partner.objects.select_for_update().get(id=seen.partner_id)
        case = VettingCase.objects.get(id=case_id)
        if case.step != VettingStep.SUBMITTED:
            raise refusals.NotInReview
        subject = _subject_of(partner, case.questionnaire, now)
        _refuse_barred(actor, partner.id, RiskClass(case.risk), subject.rules, now, is_lenient=outcome is not _APPROVE)
        case.reason, case.decided_at, case.decided_by = reason.strip(), now, actor.person_id
        if outcome is VettingOutcome.APPROVE:
            _pass(case, subject, now)
        else:
            case.step = VettingStep.RETURNED if outcome is VettingOutcome.RETURN else VettingStep.REFUSED
        case.save()
        if case.step == VettingStep.REFUSED:
            _end_earlier(case, queries.today(now))
        settle_questionnaires([partner], now)
        _tell_decided(partner, case, actor, now)


@transaction.atomic
def request_vetting(*, actor: Actor, partner_id: UUID, questionnaire: str, now: datetime) -> None:
    """Ask a partner to answer a questionnaire that is for it, for the first time or anew.

    Raises: NotFound, NotAllowed, QuestionnaireNotOffered, AnswersSubmitted.
    """
    partner = lock_partner(actor, partner_id)
    with as_system():
        subject = _subject_of(partner, questionnaire, now)
        if subject.newest and subject.newest.step == VettingStep.SUBMITTED:
            raise refusals.AnswersSubmitted
        row = subject.standing or VettingStanding(
            partner=partner,
            questionnaire=questionnaire,
            name=subject.questionnaire.name,
            kind=subject.questionnaire.kind,
            state=VettingState.OFFERED,
        )
        row.requested_on, row.reminded_on = row.requested_on or queries.today(now), None
        row.save()
        settle_questionnaires([partner], now)


@transaction.atomic
def note_vetting_reading(*, actor: Actor, case_id: UUID, now: datetime) -> None:
    """Note that somebody of the host read the answers of a round; once a day for each person. Raises: NotFound."""
    case = VettingCase.visible_to(actor).filter(id=case_id).select_related("partner").first()
    if case is None:
        raise NotFound
    if not actor.is_host or actor.person_id is None:
        return
    mine = {"case": case, "person_id": actor.person_id, "read_on": queries.today(now)}
    _, is_first = VettingReading.objects.get_or_create(**mine, defaults={"read_at": now})
    if is_first:
        record(VettingAnswersRead(**_about(case.partner, case), case_id=case.id), actor=actor, now=now)


@transaction.atomic
def record_red_flag(*, actor: Actor, partner_id: UUID, draft: FlagDraft, now: datetime) -> UUID:
    """Put a red flag about a partner on record, and return its id. Raises: NotFound, NotAllowed."""
    partner = queries.get_partner(actor, partner_id)
    if not permissions.can_record_red_flags(actor):
        raise NotAllowed
    if draft.evidence_id and not _are_files_of(partner.id, [draft.evidence_id]):
        raise NotFound
    with as_system():
        partner = Partner.objects.select_for_update().get(id=partner.id)
        flag = RedFlag.objects.create(
            partner=partner,
            kind=draft.kind,
            text=draft.text,
            reference=draft.reference,
            evidence=draft.evidence_id,
            recorded_at=now,
            recorded_by=actor.person_id,
        )
        _assess_again(partner, now)
        record(RedFlagRecorded(**subject_of(partner), flag_id=flag.id), actor=actor, now=now)
    return flag.id


@transaction.atomic
def clear_red_flag(*, actor: Actor, flag_id: UUID, reason: str, now: datetime) -> None:
    """Say why a red flag is none. It is decided by who decides about a high risk, never by who manages the partner.

    Raises: NotFound, NotAllowed, ReasonMissing, RedFlagCleared, NotApprover, OwnPartner.
    """
    seen = RedFlag.visible_to(actor).filter(id=flag_id).first()
    if seen is None:
        raise NotFound
    if not permissions.can_decide_vetting(actor):
        raise NotAllowed
    if not reason.strip():
        raise refusals.ReasonMissing(fields={"reason": refusals.ReasonMissing.text})
    with as_system():
        partner = Partner.objects.select_for_update().get(id=seen.partner_id)
        flag = RedFlag.objects.get(id=flag_id)
        if flag.cleared_at is not None:
            raise refusals.RedFlagCleared
        _refuse_barred(actor, partner.id, RiskClass.HIGH, _rules_of(partner, now), now, is_lenient=False)
        flag.cleared_at, flag.cleared_by, flag.clearing_reason = now, actor.person_id, reason.strip()
        flag.save(update_fields=["cleared_at", "cleared_by", "clearing_reason"])
        _assess_again(partner, now)
        record(RedFlagCleared(**subject_of(partner), flag_id=flag.id), actor=actor, now=now)


_APPROVE = VettingOutcome.APPROVE


def _subject_of(partner: Partner, questionnaire: str, now: datetime) -> VettingSubject:
    found = gather_subjects([partner], now=now) if partner.status in ASKED_STATUSES else []
    subject = next((one for one in found if one.questionnaire.key == questionnaire), None)
    if subject is None:
        raise refusals.QuestionnaireNotOffered(name=partner.name)
    return subject


def _rules_of(partner: Partner, now: datetime) -> VettingRules:
    rules: VettingRules = rules_in_force(VETTING_RULEBOOK, region=partner.region_id, at=now).rules
    return rules


def _require_fitting(subject: VettingSubject, answers: Answers, *, is_complete: bool) -> None:
    """Refuse answers that do not fit their questions. Raises: AnswersWrong, NotFound."""
    questions = subject.rules.questions_of(subject.questionnaire.key)
    if wrong := find_wrong(questions, answers, is_complete=is_complete):
        raise refusals.AnswersWrong(fields=wrong)
    given = [answers[one.key] for one in questions if one.kind is AnswerKind.FILE and answers.get(one.key)]
    if not _are_files_of(subject.partner.id, [StoredFile.parse_id(one) for one in given]):
        raise NotFound


def _are_files_of(partner_id: UUID, ids: list[UUID]) -> bool:
    """Tell whether the files were given for this partner's vetting; those are seen by nobody but through it."""
    found = StoredFile.objects.filter(id__in=ids, partner_id=partner_id, is_internal=True)
    return found.count() == len(set(ids))


def _assess(case: VettingCase, subject: VettingSubject) -> bool:
    """Write down how much risk the answers show under the rules of the day, and return whether they pass by rule."""
    flags = find_open_flags(case.partner_id) if case.kind == VettingKind.ANTI_BRIBERY else ()
    facts = VettingFacts(questionnaire=case.questionnaire, answers=case.answers, open_flags=flags)
    found = assess(facts, subject.rules)
    case.rules = subject.rules_label
    case.questions = [one.model_dump(mode="json") for one in subject.rules.questions_of(case.questionnaire)]
    case.risk, case.points, case.most, case.score = found.risk, found.points, found.most, found.score
    case.reasons = [asdict(one) for one in found.reasons]
    case.sections = [[one.section, str(one.score)] for one in found.sections]
    case.flags = list(found.flags)
    return found.passes


def _assess_again(partner: Partner, now: datetime) -> None:
    """Let a red flag weigh on what waits for a decision."""
    waiting = VettingCase.objects.filter(partner=partner, step=VettingStep.SUBMITTED, kind=VettingKind.ANTI_BRIBERY)
    for case in waiting:
        subject = next(
            (one for one in gather_subjects([partner], now=now) if one.questionnaire.key == case.questionnaire), None
        )
        if subject is not None:
            _assess(case, subject)
            case.save()


def _pass(case: VettingCase, subject: VettingSubject, now: datetime) -> None:
    day = queries.today(now)
    case.step, case.decided_at, case.passed_on = VettingStep.PASSED, now, day
    case.valid_until = compute_validity(RiskClass(case.risk), subject.questionnaire, on=day)
    _end_earlier(case, day)


def _end_earlier(case: VettingCase, day: date) -> None:
    """Let what passed before count no more from a day on: a later round took its place, or was refused."""
    earlier = VettingCase.objects.filter(
        partner=case.partner_id, questionnaire=case.questionnaire, step=VettingStep.PASSED, valid_until__gt=day
    )
    earlier.exclude(id=case.id).update(valid_until=day)


def _refuse_barred(
    actor: Actor, partner_id: UUID, risk: RiskClass, rules: VettingRules, now: datetime, *, is_lenient: bool
) -> None:
    """Refuse whom the rules do not let decide; who manages the partner may still ask for more, or refuse.

    Raises: NotApprover, OwnPartner.
    """
    bar = find_bar(
        risk,
        roles=actor.roles,
        is_own_manager=is_manager_of(actor.person_id, partner_id, on=queries.today(now)),
        rules=rules,
    )
    if bar is Bar.NOT_APPROVER:
        raise refusals.NotApprover(who=", ".join(str(_(one.label)) for one in rules.approvers_of(risk)))
    if bar is Bar.OWN_PARTNER and not is_lenient:
        raise refusals.OwnPartner


def is_manager_of(person_id: UUID | None, partner_id: UUID, *, on: date) -> bool:
    """Tell whether a person manages a partner on the day."""
    rows = ManagerAssignment.objects.filter(Dated.holds_on(on), partner=partner_id, person=person_id)
    return person_id is not None and rows.exists()


def _about(partner: Partner, case: VettingCase) -> dict[str, Any]:
    return {**subject_of(partner), "questionnaire": case.questionnaire, "name": case.name}


def _tell_passed(partner: Partner, case: VettingCase, actor: Actor, now: datetime) -> None:
    assert case.valid_until is not None
    happened = VettingPassed(**_about(partner, case), case_id=case.id, valid_until=case.valid_until)
    record(happened, actor=actor, now=now)


def _tell_decided(partner: Partner, case: VettingCase, actor: Actor, now: datetime) -> None:
    if case.step == VettingStep.PASSED:
        _tell_passed(partner, case, actor, now)
        return
    kind = VettingReturned if case.step == VettingStep.RETURNED else VettingRefused
    record(kind(**_about(partner, case), case_id=case.id), actor=actor, now=now)
