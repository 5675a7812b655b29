"""Reading vetting: where partners stand, a round with its answers, what is asked, red flags, scores."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from steelyard.kernel.actors import Actor, Role
from steelyard.kernel.pages import Page, PageRequest
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.partners import permissions, queries
from steelyard.partners.models import (
    Dated,
    ManagerAssignment,
    Partner,
    RedFlag,
    VettingCase,
    VettingReading,
    VettingStanding,
)
from steelyard.partners.vetting.gathering import ASKED_STATUSES, VETTING_RULEBOOK, gather_subjects
from steelyard.partners.vetting.parts import QuestionRule
from steelyard.partners.vetting.policies import carry_over, find_bar
from steelyard.partners.vetting.refusals import QuestionnaireNotOffered
from steelyard.partners.vetting.rules import VettingRules
from steelyard.partners.vetting.terms import (
    AnswerKind,
    Answers,
    Bar,
    FlagKind,
    PartnerVetting,
    QuestionCard,
    RedFlagCard,
    RiskClass,
    VettingCaseCard,
    VettingFilter,
    VettingKind,
    VettingReadingCard,
    VettingStandingCard,
    VettingState,
    VettingStep,
)
from steelyard.platform.db import as_system
from steelyard.platform.directory import SOMEONE, find_people
from steelyard.platform.models import StoredFile
from steelyard.platform.paging import take
from steelyard.program.public import rules_in_force

SORTS = {
    "due_on": ("due_on", "id"),
    "-due_on": ("-due_on", "-id"),
    "name": ("partner__name", "id"),
    "-name": ("-partner__name", "-id"),
}


def list_standings(actor: Actor, wanted: VettingFilter, page: PageRequest) -> Page[VettingStandingCard]:
    """Return a page of where partners stand with questionnaires, what is due first at the top. Raises: NotAllowed."""
    if not permissions.can_read_vetting(actor):
        raise NotAllowed
    found = _filtered(VettingStanding.visible_to(actor), wanted)
    stretch = take(_with_names(found), page, SORTS.get(page.sort, SORTS["due_on"]))
    cards = [_standing_card(actor, row) for row in stretch.rows]
    return Page(items=cards, total=stretch.total, request=page, next_cursor=stretch.next_cursor)


def count_states(actor: Actor, wanted: VettingFilter) -> dict[VettingState, int]:
    """Return with how many questionnaires partners are in each state, whichever is asked for. Raises: NotAllowed."""
    if not permissions.can_read_vetting(actor):
        raise NotAllowed
    rows = _filtered(VettingStanding.visible_to(actor), wanted, any_state=True)
    counted = dict(rows.order_by().values_list("state").annotate(Count("id")))
    return {state: counted.get(state, 0) for state in VettingState}


def get_partner_vetting(actor: Actor, partner_id: UUID) -> PartnerVetting:
    """Return where a partner stands, its rounds and, for the host, its red flags. Raises: NotFound, NotAllowed."""
    partner = queries.get_partner(actor, partner_id)
    if not _may_see(actor, partner.id):
        raise NotAllowed
    standings = _with_names(VettingStanding.visible_to(actor).filter(partner=partner)).order_by("name", "id")
    rounds = VettingCase.visible_to(actor).filter(partner=partner).select_related("partner")
    if permissions.can_read_vetting(actor):
        rounds = rounds.exclude(step=VettingStep.DRAFT)
    names = _names(rounds)
    flags = RedFlag.visible_to(actor).filter(partner=partner).select_related("partner").order_by("-recorded_at", "-id")
    return PartnerVetting(
        partner_id=partner.id,
        partner=partner.name,
        standings=tuple(_standing_card(actor, row) for row in standings),
        cases=tuple(_case_card(actor, row, names) for row in rounds.order_by("-begun_at", "-id")),
        flags=tuple(_flag_cards(flags)),
    )


def get_case(actor: Actor, case_id: UUID, *, at: datetime) -> VettingCaseCard:
    """Return a round with its questions and answers. A draft is the partner's own. Raises: NotFound."""
    row = VettingCase.visible_to(actor).filter(id=case_id).select_related("partner").first()
    if row is None or (row.step == VettingStep.DRAFT and not actor.is_partner):
        raise NotFound
    rules = _rules_of(row.partner, at)
    questions = tuple(QuestionRule.model_validate_json(json.dumps(one)) for one in row.questions)
    if VettingStep(row.step).takes_answers:
        questions = rules.questions_of(row.questionnaire)
    readings = VettingReading.visible_to(actor).filter(case=row).order_by("-read_at")
    names = _names([row]) | _people({one.person_id for one in readings})
    bar = None
    if row.step == VettingStep.SUBMITTED and permissions.can_decide_vetting(actor):
        managing = ManagerAssignment.objects.filter(
            Dated.holds_on(queries.today(at)), partner=row.partner, person=actor.person_id
        )
        bar = find_bar(RiskClass(row.risk), roles=actor.roles, is_own_manager=managing.exists(), rules=rules)
    return _case_card(
        actor,
        row,
        names,
        questions=_question_cards(questions, row.answers, row.partner_id),
        readings=tuple(
            VettingReadingCard(person=names.get(one.person_id, str(SOMEONE.name)), read_at=one.read_at)
            for one in readings
        ),
        bar=bar,
    )


def get_questionnaire(actor: Actor, questionnaire: str, *, at: datetime) -> VettingCaseCard:
    """Return a questionnaire as the actor's partner is to answer it: with its draft, or what it answered last.

    Raises: NotFound, NotAllowed, QuestionnaireNotOffered.
    """
    if actor.partner_id is None:
        raise NotFound
    if not permissions.can_answer_vetting(actor):
        raise NotAllowed
    with as_system():
        partner = Partner.objects.get(id=actor.partner_id)
        found = gather_subjects([partner], now=at) if partner.status in ASKED_STATUSES else []
    subject = next((one for one in found if one.questionnaire.key == questionnaire), None)
    if subject is None:
        raise QuestionnaireNotOffered(name=partner.name)
    questions, one = subject.rules.questions_of(questionnaire), subject.questionnaire
    newest = VettingCase.visible_to(actor).filter(id=subject.newest.id).first() if subject.newest else None
    answers = carry_over(questions, newest.answers) if newest else {}
    if newest is not None and VettingStep(newest.step).is_open:
        row = newest
    else:
        row = VettingCase(partner=partner, questionnaire=one.key, name=one.name, kind=one.kind, begun_at=at)
    return _case_card(actor, row, {}, questions=_question_cards(questions, answers, partner.id))


def count_asked(actor: Actor) -> int:
    """Return how many questionnaires the actor's partner is asked to answer."""
    return _asked(actor).count()


def list_asked(actor: Actor) -> list[VettingStandingCard]:
    """Return the questionnaires that the actor's partner is asked to answer."""
    return [_standing_card(actor, row) for row in _with_names(_asked(actor)).order_by("due_on", "id")]


def count_waiting(actor: Actor) -> int:
    """Return how many submitted questionnaires wait for a decision of the host."""
    return VettingStanding.visible_to(actor).filter(state=VettingState.IN_REVIEW).count()


def _asked(actor: Actor) -> QuerySet[VettingStanding]:
    asking = [state for state in VettingState if state.asks]
    return VettingStanding.visible_to(actor).filter(partner=actor.partner_id, state__in=asking)


def find_answer_file(actor: Actor, case_id: UUID, question: str) -> UUID:
    """Return the file that answers a question of a round that the actor may read. Raises: NotFound."""
    row = VettingCase.visible_to(actor).filter(id=case_id).first()
    answer = str(row.answers.get(question, "")) if row else ""
    if row is None or (row.step == VettingStep.DRAFT and not actor.is_partner) or not answer.startswith("file_"):
        raise NotFound
    return StoredFile.parse_id(answer)


def get_flag(actor: Actor, flag_id: UUID) -> RedFlagCard:
    """Return a red flag. Raises: NotFound."""
    rows = RedFlag.visible_to(actor).filter(id=flag_id).select_related("partner")
    cards = _flag_cards(rows)
    if not cards:
        raise NotFound
    return cards[0]


def find_approver_roles(case_id: UUID, *, at: datetime) -> list[Role]:
    """Return the roles that may decide about a round; called as the system."""
    row = VettingCase.objects.filter(id=case_id).select_related("partner").first()
    if row is None or not row.risk:
        return []
    return [one.role for one in _rules_of(row.partner, at).approvers_of(RiskClass(row.risk))]


def list_questionnaire_names(at: datetime) -> dict[str, str]:
    """Return the questionnaires that the global rules know, by their names."""
    rules: VettingRules = rules_in_force(VETTING_RULEBOOK, region=None, at=at).rules
    return {one.key: one.name for one in rules.questionnaires}


def list_vettable(*, after: UUID | None, limit: int) -> list[UUID]:
    """Return the next partners of whom answers are asked, or on record as such, in the order of their ids."""
    rows = Partner.objects.filter(
        Q(status__in=ASKED_STATUSES) | Q(id__in=VettingStanding.objects.values("partner")), merged_into=None
    )
    if after:
        rows = rows.filter(id__gt=after)
    return list(rows.order_by("id").values_list("id", flat=True)[:limit])


def _may_see(actor: Actor, partner_id: UUID) -> bool:
    own = actor.partner_id == partner_id and permissions.can_answer_vetting(actor)
    return own or permissions.can_read_vetting(actor)


def _rules_of(partner: Partner, at: datetime) -> VettingRules:
    rules: VettingRules = rules_in_force(VETTING_RULEBOOK, region=partner.region_id, at=at).rules
    return rules


def _filtered(
    rows: QuerySet[VettingStanding], wanted: VettingFilter, *, any_state: bool = False
) -> QuerySet[VettingStanding]:
    if wanted.text:
        rows = rows.filter(partner__name__icontains=wanted.text)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.state and not any_state:
        rows = rows.filter(state=wanted.state)
    if wanted.risk:
        rows = rows.filter(case__risk=wanted.risk)
    if wanted.region:
        rows = rows.filter(partner__region=wanted.region)
    if wanted.manager_id:
        managed = ManagerAssignment.objects.filter(person=wanted.manager_id, until=None)
        rows = rows.filter(partner__in=managed.values("partner_id"))
    return rows


def _with_names(rows: QuerySet[VettingStanding]) -> QuerySet[VettingStanding]:
    heavy = ("answers", "questions", "reasons", "sections", "flags")
    deferred = [f"{one}__{name}" for one in ("case", "passed") for name in heavy]
    return rows.select_related("partner", "case", "passed").defer(*deferred)


def _standing_card(actor: Actor, row: VettingStanding) -> VettingStandingCard:
    is_reader = permissions.can_read_vetting(actor)
    shown = row.case if row.case and row.case.risk and is_reader else row.passed
    has_score = shown is not None and (is_reader or row.kind == VettingKind.ESG)
    return VettingStandingCard(
        id=row.id,
        partner_id=row.partner_id,
        partner=row.partner.name,
        region=row.partner.region_id,
        questionnaire=row.questionnaire,
        name=row.name,
        kind=VettingKind(row.kind),
        state=VettingState(row.state),
        due_on=row.due_on,
        case_id=row.case_id if row.case and (row.case.step != VettingStep.DRAFT or actor.is_partner) else row.passed_id,
        passed_until=row.passed.valid_until if row.passed else None,
        risk=RiskClass(shown.risk) if shown and is_reader else None,
        score=shown.score if shown and has_score else None,
    )


def _case_card(
    actor: Actor,
    row: VettingCase,
    names: Mapping[UUID, str],
    *,
    questions: tuple[QuestionCard, ...] = (),
    readings: tuple[VettingReadingCard, ...] = (),
    bar: Bar | None = None,
) -> VettingCaseCard:
    is_reader = permissions.can_read_vetting(actor)
    is_assessed = bool(row.risk)
    has_score = is_reader or (row.kind == VettingKind.ESG and row.step == VettingStep.PASSED)
    return VettingCaseCard(
        id=row.id,
        public_id=row.public_id,
        partner_id=row.partner_id,
        partner=row.partner.name,
        questionnaire=row.questionnaire,
        name=row.name,
        kind=VettingKind(row.kind),
        step=VettingStep(row.step),
        begun_at=row.begun_at,
        submitted_at=row.submitted_at,
        submitted_by=_name(row.submitted_by, names),
        decided_at=row.decided_at,
        decided_by=_name(row.decided_by, names) if is_reader else "",
        reason=row.reason,
        valid_until=row.valid_until,
        rules=row.rules,
        score=row.score if has_score else None,
        risk=RiskClass(row.risk) if is_assessed and is_reader else None,
        points=row.points if is_reader else None,
        most=row.most if is_reader else None,
        reasons=tuple(row.reasons) if is_reader else (),
        sections=tuple((one[0], one[1]) for one in row.sections) if has_score else (),
        flags=tuple(row.flags) if is_reader else (),
        questions=questions,
        readings=readings,
        bar=bar,
    )


def _question_cards(questions: Sequence[QuestionRule], answers: Answers, partner_id: UUID) -> tuple[QuestionCard, ...]:
    given = {answers[one.key] for one in questions if one.kind is AnswerKind.FILE and answers.get(one.key)}
    names: dict[str, str] = {}
    if given:
        with as_system():
            rows = StoredFile.objects.filter(partner_id=partner_id, id__in=[StoredFile.parse_id(one) for one in given])
            names = {row.public_id: row.name for row in rows}
    return tuple(
        QuestionCard(
            key=one.key,
            text=one.text,
            help=one.help,
            section=one.section,
            kind=one.kind,
            choices=one.choices,
            is_required=one.is_required,
            answer=str(answers.get(one.key, "")),
            file_name=names.get(str(answers.get(one.key, "")), "") if one.kind is AnswerKind.FILE else "",
        )
        for one in questions
    )


def _flag_cards(rows: QuerySet[RedFlag]) -> list[RedFlagCard]:
    found = list(rows)
    names = _people({one for row in found for one in (row.recorded_by, row.cleared_by) if one})
    return [
        RedFlagCard(
            id=row.id,
            public_id=row.public_id,
            partner_id=row.partner_id,
            partner=row.partner.name,
            kind=FlagKind(row.kind),
            text=row.text,
            reference=row.reference,
            evidence_id=row.evidence,
            recorded_at=row.recorded_at,
            recorded_by=_name(row.recorded_by, names),
            cleared_at=row.cleared_at,
            cleared_by=_name(row.cleared_by, names),
            clearing_reason=row.clearing_reason,
        )
        for row in found
    ]


def _names(rows: Sequence[VettingCase] | QuerySet[VettingCase]) -> dict[UUID, str]:
    return _people({one for row in rows for one in (row.submitted_by, row.decided_by) if one})


def _people(ids: set[UUID]) -> dict[UUID, str]:
    return {key: person.name for key, person in find_people(ids).items()}


def _name(person_id: UUID | None, names: Mapping[UUID, str]) -> str:
    return names.get(person_id, str(SOMEONE.name)) if person_id else ""
