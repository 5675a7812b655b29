"""Submitting a registration: the company found, everything that decides it gathered, decided, protected, told."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from steelyard.companies.public import Resolution, resolve_company
from steelyard.deals import permissions
from steelyard.deals.commands.applying import apply_decision, event_of, keep_decision
from steelyard.deals.commands.following import evidence_rows
from steelyard.deals.commands.locking import lock_registration
from steelyard.deals.commands.subjects import begin_registration, related_to, subject_of
from steelyard.deals.drafts import RegistrationDraft, require_submittable
from steelyard.deals.events import RegistrationSubmitted, RegistrationSubmittedOnBehalf
from steelyard.deals.models import DealRegistration, Evidence, RegistrationLine
from steelyard.deals.policies import RegistrationDecision, decide_registration, is_complete
from steelyard.deals.queries.cases import Companies, gather, match_thresholds, survey
from steelyard.deals.refusals import NotAPersonToOwn
from steelyard.deals.rules import DealRegistrationRules
from steelyard.deals.terms import EvidenceKind, LineState, RegistrationState
from steelyard.identity.public import list_people
from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import NotAllowed
from steelyard.platform.events import record
from steelyard.platform.insertion import insert


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitted:
    """What a submission answers at once."""

    id: UUID
    public_id: str
    state: RegistrationState
    decision: RegistrationDecision
    decision_id: UUID
    rules_label: str
    protected_until: datetime | None
    due_at: datetime | None
    version: int


@transaction.atomic
def submit_registration(
    *,
    actor: Actor,
    draft: RegistrationDraft,
    now: datetime,
    partner_id: UUID | None = None,
    owner_id: UUID | None = None,
    registration_id: UUID | None = None,
    version: int | None = None,
) -> Submitted:
    """Register a deal and answer at once what the rules say; `registration_id` is a kept draft that becomes it.

    The host registers on behalf of `partner_id`; `owner_id` is who of the partner works on the deal then, and hears of it.

    Raises: NotAllowed, NotFound, NotPossibleNow, ChangedMeanwhile, NotAPersonToOwn, DraftIncomplete, NoLines,
    UnknownProductLine, UnknownTerritory, CloseDateImpossible, EvidenceEmpty, and what resolving a company raises.
    """
    registration = _begin(actor, registration_id, partner_id or actor.partner_id, version, now)
    if owner_id is not None:
        _give_to(registration, owner_id)
    ground = survey(partner_id=registration.partner_id, region=draft.region, country=draft.company_country, at=now)
    require_submittable(draft, ground.families, now.date())
    rules = ground.rules.rules
    company = _resolve(actor, registration, draft, rules, now)
    describe_registration(registration, draft, company, ground.region)
    kept = _kept_evidence(registration_id)
    evidence = evidence_rows(registration, draft.evidence, actor=actor, now=now)
    case = gather(
        registration,
        ground=ground,
        companies=Companies(
            company_id=company.company_id, related_ids=company.related_ids, maybe_ids=company.maybe_ids
        ),
        families=draft.families,
        evidence=[*kept, *(EvidenceKind(row.kind) for row in evidence)],
        at=now,
        locks=True,
    )
    decision = decide_registration(case.facts, rules)
    registration.submitted_at = case.facts.submitted_at
    registration.complete_at = case.facts.submitted_at if is_complete(case.facts, rules) else None
    registration.manager_id = case.manager_id
    lines = make_lines(registration, draft)
    decision_id = keep_decision(registration, case, decision, actor=actor, now=now)
    apply_decision(registration, lines, decision, rules, decision_id=decision_id, now=now)
    if registration_id is None:
        insert([registration])
    else:
        registration.save(force_update=True)
    insert(lines)
    insert(evidence)
    record(
        describe_submission(registration, draft, actor),
        event_of(registration, decision, rules=case.rules.label),
        actor=actor,
        now=now,
        related=related_to(registration),
    )
    return Submitted(
        id=registration.id,
        public_id=registration.public_id,
        state=RegistrationState(registration.state),
        decision=decision,
        decision_id=decision_id,
        rules_label=case.rules.label,
        protected_until=registration.protected_until,
        due_at=registration.due_at,
        version=registration.version,
    )


def _begin(
    actor: Actor, registration_id: UUID | None, partner_id: UUID | None, version: int | None, now: datetime
) -> DealRegistration:
    if registration_id is not None:
        kept = lock_registration(actor, registration_id, allowed={RegistrationState.DRAFT}, version=version)
        if not permissions.can_follow_up(actor, kept):
            raise NotAllowed
        kept.version += 1
        return kept
    if partner_id is None or not permissions.can_register_for(actor, partner_id):
        raise NotAllowed
    return begin_registration(actor, partner_id, now)


def _give_to(registration: DealRegistration, owner_id: UUID) -> None:
    if owner_id not in {person.id for person in list_people(registration.partner_id, roles=permissions.REGISTERING)}:
        raise NotAPersonToOwn(fields={"owner": NotAPersonToOwn.text})
    registration.owner_id = owner_id


def _resolve(
    actor: Actor,
    registration: DealRegistration,
    draft: RegistrationDraft,
    rules: DealRegistrationRules,
    now: datetime,
) -> Resolution:
    return resolve_company(
        actor=actor,
        name=draft.company_name,
        domain=draft.company_domain,
        country=draft.company_country,
        city=draft.company_city,
        company_id=draft.company_id,
        on_behalf_of=registration.partner_id,
        now=now,
        thresholds=match_thresholds(rules),
    )


def describe_registration(
    registration: DealRegistration, draft: RegistrationDraft, company: Resolution, region: str
) -> None:
    """Set what the partner said and which company it means."""
    registration.draft = None
    registration.company_id = company.company_id
    registration.company_name = draft.company_name or company.name
    registration.company_domain, registration.company_country = draft.company_domain, draft.company_country.upper()
    registration.company_city = draft.company_city
    registration.company_probability = Decimal(1) if company.is_new else Decimal(str(round(company.probability, 4)))
    registration.related_company_ids = list(company.related_ids)
    registration.maybe_company_ids = list(company.maybe_ids)
    registration.division, registration.region_id = draft.division, region or None
    registration.type = draft.type
    registration.value, registration.currency = draft.value.amount, draft.value.currency
    registration.close_on = draft.close_on
    registration.contact_name, registration.contact_email = draft.contact_name, draft.contact_email
    registration.contact_phone, registration.contact_title = draft.contact_phone, draft.contact_title
    registration.description, registration.is_public_tender = draft.description, draft.is_public_tender


def _kept_evidence(registration_id: UUID | None) -> list[EvidenceKind]:
    if registration_id is None:
        return []
    kinds = Evidence.objects.filter(registration_id=registration_id).values_list("kind", flat=True)
    return [EvidenceKind(kind) for kind in kinds]


def make_lines(registration: DealRegistration, draft: RegistrationDraft) -> list[RegistrationLine]:
    """Return the lines of a registration before anything is decided about them."""
    return [
        RegistrationLine(
            registration_id=registration.id,
            partner_id=registration.partner_id,
            family_id=line.family,
            value=line.value,
            state=LineState.HELD,
        )
        for line in sorted(draft.lines, key=lambda line: line.family)
    ]


def describe_submission(
    registration: DealRegistration, draft: RegistrationDraft, actor: Actor
) -> RegistrationSubmitted:
    """Return the event that announces the submission. Raises: ValueError for one without a company."""
    if registration.company_id is None:
        raise ValueError("a submitted registration has a company")
    said: dict[str, Any] = {
        **subject_of(registration),
        "company_id": registration.company_id,
        "role": registration.type,
        "families": draft.families,
        "division": registration.division,
        "region": registration.region_id or "",
        "value": registration.value,
        "currency": registration.currency,
        "close_on": draft.close_on,
        "evidence": tuple(sorted(evidence.kind for evidence in draft.evidence)),
    }
    if registration.registered_by_id is None:
        return RegistrationSubmitted(**said)
    return RegistrationSubmittedOnBehalf(**said, registrar=actor.name)
