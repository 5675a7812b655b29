"""Prospects: adding, changing, moving them on, deciding about them."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from steelyard.companies.public import CompanyDraft, clean_draft, compute_keys
from steelyard.identity.public import Guest, invite_people
from steelyard.kernel.actors import ANONYMOUS, SYSTEM, Actor, Role
from steelyard.kernel.events import Event
from steelyard.kernel.refusals import NotAllowed, NotFound, Refusal
from steelyard.partners import permissions, queries
from steelyard.partners.commands.enrollment import enroll_partners
from steelyard.partners.commands.onboarding import start_journeys
from steelyard.partners.models import Partner, Prospect, ProspectMove
from steelyard.partners.recruiting.events import (
    ProspectAdded,
    ProspectApplied,
    ProspectApproved,
    ProspectChanged,
    ProspectMoved,
    ProspectOwned,
    ProspectRefused,
)
from steelyard.partners.recruiting.gathering import company_facts, dump_facts, gather_facts
from steelyard.partners.recruiting.policies import compute_fit, screen_company
from steelyard.partners.recruiting.refusals import (
    DecisionReasonMissing,
    ProspectDecided,
    StageCannotFollow,
)
from steelyard.partners.recruiting.rules import PartnerProfileRules
from steelyard.partners.recruiting.terms import (
    NEXT_STAGES,
    OPEN_STAGES,
    ProspectDraft,
    ProspectSource,
    ProspectStage,
    ScreeningOutcome,
)
from steelyard.partners.terms import PartnerDraft, PartnerStatus
from steelyard.platform.db import as_system
from steelyard.platform.events import record, record_each
from steelyard.program.public import is_region, record_decision, region_of, rules_in_force

PROFILE_RULEBOOK, SCREENING_DECISION = "partner_profile", "partners.screening"
_OF_APPROVAL = (
    *("partner", "company", "stage", "stage_since_at"),
    *("decided_by", "decided_at", "decision_reason"),
)
_TAGS = ("verticals", "capabilities", "specializations", "traits")


@transaction.atomic
def add_prospect(
    *, actor: Actor, draft: ProspectDraft, source: ProspectSource, owner_id: UUID | None = None, now: datetime
) -> UUID:
    """Keep a company that may become a partner, scored and screened, and return the prospect's id.

    Raises: NotAllowed, UnknownWord, NotHostPerson, CompanyNameUnusable, InvalidInput.
    """
    if not permissions.can_recruit(actor):
        raise NotAllowed
    if owner_id is not None:
        queries.require_host_person(owner_id)
    prospect = _keep(draft, source, ProspectStage.PROSPECT, now=now, owner_id=owner_id, by_id=actor.person_id)
    record(ProspectAdded(**_subject(prospect), source=source, kind=prospect.type_id), actor=actor, now=now)
    return prospect.id


@transaction.atomic
def apply_for_partnership(*, draft: ProspectDraft, consent: str, now: datetime) -> None:
    """Keep what somebody who is not signed in says of its company; nothing is told of what is known already.

    Raises: UnknownWord, CompanyNameUnusable, InvalidInput.
    """
    with as_system():
        prospect = _keep(draft, ProspectSource.APPLICATION, ProspectStage.APPLIED, now=now, consent=consent)
        record(ProspectApplied(**_subject(prospect), kind=prospect.type_id), actor=ANONYMOUS, now=now)


@transaction.atomic
def change_prospect(*, actor: Actor, prospect_id: UUID, draft: ProspectDraft, now: datetime) -> None:
    """Change what is known of a prospect, and score and screen it anew.

    Raises: NotFound, NotAllowed, ProspectDecided, UnknownWord, CompanyNameUnusable, InvalidInput.
    """
    prospect = _lock(actor, prospect_id)
    if ProspectStage(prospect.stage) not in OPEN_STAGES:
        raise ProspectDecided
    said = prospect_fields(draft)
    changed = tuple(name for name, value in said.items() if getattr(prospect, name) != value)
    if not changed:
        return
    for name in changed:
        setattr(prospect, name, said[name])
    _assess(prospect, now)
    prospect.save()
    public = tuple(name.removesuffix("_id") for name in changed if name != "match_keys")
    record(ProspectChanged(**_subject(prospect), fields=public), actor=actor, now=now)


@transaction.atomic
def screen_prospect(*, actor: Actor, prospect_id: UUID, now: datetime) -> None:
    """Score and screen a prospect by the rules and the lists of today, and say that somebody looked at it.

    Raises: NotFound, NotAllowed, ProspectDecided.
    """
    prospect = _lock(actor, prospect_id)
    if ProspectStage(prospect.stage) not in OPEN_STAGES:
        raise ProspectDecided
    _assess(prospect, now)
    prospect.save()
    if prospect.stage != ProspectStage.SCREENED:
        _move(prospect, ProspectStage.SCREENED, actor=actor, now=now)


@transaction.atomic
def move_prospect(*, actor: Actor, prospect_id: UUID, stage: ProspectStage, reason: str = "", now: datetime) -> None:
    """Move a prospect to another stage; approving and refusing are decisions of their own.

    Raises: NotFound, NotAllowed, StageCannotFollow.
    """
    prospect = _lock(actor, prospect_id)
    before = ProspectStage(prospect.stage)
    if before is stage:
        return
    if stage not in NEXT_STAGES[before]:
        raise StageCannotFollow(before=before, after=stage)
    _move(prospect, stage, actor=actor, now=now, reason=reason)


@transaction.atomic
def assign_prospect(*, actor: Actor, prospect_id: UUID, owner_id: UUID, now: datetime) -> None:
    """Let somebody of the host look after a prospect. Raises: NotFound, NotAllowed, NotHostPerson."""
    prospect = _lock(actor, prospect_id)
    owner = queries.require_host_person(owner_id)
    if prospect.owner_id == owner_id:
        return
    prospect.owner_id = owner_id
    prospect.save(update_fields=["owner"])
    record(ProspectOwned(**_subject(prospect), owner=owner.name, owner_id=owner_id), actor=actor, now=now)


@transaction.atomic
def approve_prospect(*, actor: Actor, prospect_id: UUID, reason: str = "", now: datetime) -> UUID:
    """Approve a prospect, as `approve_prospects` does, and return the partner's id.

    Raises: NotFound, NotAllowed, ProspectDecided, DecisionReasonMissing (where screening speaks against it), AlreadyEnrolled.
    """
    answer = approve_prospects(actor=actor, prospect_ids=[prospect_id], reason=reason, now=now)[prospect_id]
    if isinstance(answer, Refusal):
        raise answer
    return answer


@transaction.atomic
def approve_prospects(
    *, actor: Actor, prospect_ids: Collection[UUID], reason: str = "", now: datetime
) -> dict[UUID, UUID | Refusal]:
    """Approve prospects in a few statements for all: enroll them, begin their journeys, invite their contacts.

    Returns for each the partner's id, or why it was not approved: the refusals of `approve_prospect`.
    """
    answers: dict[UUID, UUID | Refusal] = dict.fromkeys(prospect_ids, NotFound())
    found = Prospect.visible_to(actor).filter(id__in=prospect_ids).values_list("id", flat=True)
    if not permissions.can_recruit(actor):
        return answers | dict.fromkeys(found, NotAllowed())
    approvable = []
    for prospect in Prospect.objects.select_for_update(of=("self",)).filter(id__in=set(found)).order_by("id"):
        refusal = _find_refusal(prospect, reason)
        if refusal is None:
            approvable.append(prospect)
        else:
            answers[prospect.id] = refusal
    enrolled = enroll_partners(actor=actor, drafts=[_enrollment(one) for one in approvable], now=now)
    approved = []
    for prospect, answer in zip(approvable, enrolled, strict=True):
        answers[prospect.id] = answer
        if not isinstance(answer, Refusal):
            prospect.partner_id = answer
            approved.append(prospect)
    _keep_approved(approved, actor=actor, reason=reason, now=now)
    return answers


@transaction.atomic
def refuse_prospect(*, actor: Actor, prospect_id: UUID, reason: str, now: datetime) -> None:
    """Refuse a prospect, for a reason that is kept. Raises: NotFound, NotAllowed, ProspectDecided, DecisionReasonMissing."""
    prospect = _lock_undecided(actor, prospect_id)
    if not reason:
        raise DecisionReasonMissing(fields={"reason": DecisionReasonMissing.text})
    _decide(prospect, actor=actor, reason=reason, now=now)
    _move(prospect, ProspectStage.REFUSED, actor=actor, now=now, reason=reason, tells=False)
    record(ProspectRefused(**_subject(prospect), reason=reason), actor=actor, now=now)


@transaction.atomic
def sign_prospect(*, partner_id: UUID, actor: Actor, now: datetime) -> None:
    """Say that whoever was approved has signed, if the partner came from a prospect."""
    prospect = Prospect.objects.select_for_update().filter(partner=partner_id, stage=ProspectStage.APPROVED).first()
    if prospect is not None:
        _move(prospect, ProspectStage.SIGNED, actor=actor, now=now)


def _keep(
    draft: ProspectDraft,
    source: ProspectSource,
    stage: ProspectStage,
    *,
    now: datetime,
    owner_id: UUID | None = None,
    by_id: UUID | None = None,
    consent: str = "",
) -> Prospect:
    prospect = Prospect(
        **prospect_fields(draft),
        source=source,
        stage=stage,
        stage_since_at=now,
        owner_id=owner_id,
        added_at=now,
        consent=consent,
    )
    _assess(prospect, now)
    prospect.save(force_insert=True)
    ProspectMove.keep(prospect, before=None, at=now, by_id=by_id)
    return prospect


def prospect_fields(draft: ProspectDraft) -> dict[str, Any]:
    """Return what a draft says as it is kept. Raises: UnknownWord, CompanyNameUnusable, InvalidInput."""
    company = clean_draft(CompanyDraft(name=draft.name, domain=draft.domain, country=draft.country))
    region = region_of(company.country) if company.country else ""
    return {
        "name": company.name,
        "domain": company.domain,
        "country": company.country,
        "region_id": region if region and is_region(region) else None,
        "type_id": queries.require_type(draft.type),
        "contact_name": " ".join(draft.contact_name.split()),
        "contact_email": draft.contact_email.strip().lower(),
        "employees": draft.employees,
        **{name: list(dict.fromkeys(getattr(draft, name))) for name in _TAGS},
        "note": draft.note,
        "match_keys": compute_keys(company),
    }


def _assess(prospect: Prospect, now: datetime) -> None:
    """Score and screen a prospect, and keep the decision; the prospect itself is saved by the caller."""
    in_force = rules_in_force(PROFILE_RULEBOOK, region=prospect.region_id or "", at=now)
    rules: PartnerProfileRules = in_force.rules
    with as_system():
        gathered = gather_facts(prospect)
        decision = screen_company(gathered.facts, rules)
        prospect.screening_id = record_decision(
            kind=SCREENING_DECISION,
            subject_id=prospect.id,
            partner_id=None,
            facts=dump_facts(gathered.facts),
            rules=in_force,
            decision=decision,
            actor=SYSTEM,
            now=now,
        )
    fit = compute_fit(company_facts(prospect), rules)
    prospect.score, prospect.fit, prospect.outcome = fit.score, fit.fit, decision.outcome
    prospect.rules, prospect.assessed_at, prospect.company_id = in_force.label, now, gathered.company_id


def _lock(actor: Actor, prospect_id: UUID) -> Prospect:
    """Return the prospect, held until the transaction ends. Raises: NotFound, NotAllowed."""
    if not Prospect.visible_to(actor).filter(id=prospect_id).exists():
        raise NotFound
    if not permissions.can_recruit(actor):
        raise NotAllowed
    return Prospect.objects.select_for_update(of=("self",)).get(id=prospect_id)


def _lock_undecided(actor: Actor, prospect_id: UUID) -> Prospect:
    prospect = _lock(actor, prospect_id)
    if ProspectStage(prospect.stage) not in OPEN_STAGES:
        raise ProspectDecided
    return prospect


def _move(
    prospect: Prospect, stage: ProspectStage, *, actor: Actor, now: datetime, reason: str = "", tells: bool = True
) -> None:
    before = ProspectStage(prospect.stage)
    prospect.move(stage, at=now, by_id=actor.person_id, reason=reason)
    if tells:
        record(ProspectMoved(**_subject(prospect), before=before, after=stage, reason=reason), actor=actor, now=now)


def _find_refusal(prospect: Prospect, reason: str) -> Refusal | None:
    """Return why a prospect is not approved."""
    if ProspectStage(prospect.stage) not in OPEN_STAGES:
        return ProspectDecided()
    if prospect.outcome == ScreeningOutcome.REFUSE and not reason:
        return DecisionReasonMissing(fields={"reason": DecisionReasonMissing.text})
    return None


def _keep_approved(approved: Sequence[Prospect], *, actor: Actor, reason: str, now: datetime) -> None:
    """Write what became of prospects that are partners now, let those begin, and tell of it."""
    ids = [one.partner_id for one in approved if one.partner_id]
    companies = dict(Partner.objects.filter(id__in=ids).values_list("id", "company_id"))
    moves, happened = [], list[tuple[Event, Sequence[UUID]]]()
    for prospect in approved:
        assert prospect.partner_id is not None
        prospect.company_id = companies[prospect.partner_id]
        _decide(prospect, actor=actor, reason=reason, now=now)
        moves.append(prospect.step(ProspectStage.APPROVED, at=now, by_id=actor.person_id, reason=reason))
        event = ProspectApproved(**_subject(prospect), enrolled_id=prospect.partner_id, reason=reason)
        happened.append((event, [prospect.partner_id]))
    Prospect.objects.bulk_update(approved, _OF_APPROVAL)
    ProspectMove.objects.bulk_create(moves)
    record_each(happened, actor=actor, now=now)
    with as_system():
        start_journeys(partner_ids=ids, now=now)
    guests = [
        Guest(email=one.contact_email, name=one.contact_name, partner_id=one.partner_id)
        for one in approved
        if one.contact_email
    ]
    invite_people(actor=actor, guests=guests, roles=[Role.PARTNER_ADMIN], now=now)


def _decide(prospect: Prospect, *, actor: Actor, reason: str, now: datetime) -> None:
    prospect.decided_by_id, prospect.decided_at, prospect.decision_reason = actor.person_id, now, reason


def _enrollment(prospect: Prospect) -> PartnerDraft:
    return PartnerDraft(
        name=prospect.name,
        company_id=prospect.company_id,
        domain=prospect.domain,
        country=prospect.country,
        types=(prospect.type_id,),
        status=PartnerStatus.ONBOARDING,
        manager_ids=(prospect.owner_id,) if prospect.owner_id else (),
        capabilities=tuple(prospect.capabilities),
        verticals=tuple(prospect.verticals),
        specializations=tuple(prospect.specializations),
    )


def _subject(prospect: Prospect) -> dict[str, Any]:
    return {"subject_id": prospect.id, "subject_label": prospect.name}
