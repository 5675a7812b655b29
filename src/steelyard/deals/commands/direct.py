"""Opening a direct opportunity: what a partner is protected for is stopped, or goes on by an override on record."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import formats

from steelyard.companies.public import get_card
from steelyard.deals import permissions
from steelyard.deals.commands.subjects import related_to, subject_of
from steelyard.deals.events import DirectOpportunityBlocked, DirectOverrideRecorded
from steelyard.deals.models import DealRegistration, DirectOverride
from steelyard.deals.policies import DirectFacts, decide_direct_opportunity, find_blocking, find_related_regions
from steelyard.deals.program import DIRECT, RULEBOOK
from steelyard.deals.queries.claims import read_claims
from steelyard.deals.refusals import AccountProtected, OverrideNotPossible
from steelyard.deals.rules import DealRegistrationRules
from steelyard.deals.terms import DirectOutcome, Match
from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import NotAllowed
from steelyard.pipeline.public import OpportunityDraft, open_opportunity
from steelyard.platform.events import record
from steelyard.program.public import RulesInForce, program_in_force, record_decision


def open_direct_opportunity(
    *, actor: Actor, draft: OpportunityDraft, now: datetime, division: str = "", override_reason: str = ""
) -> UUID:
    """Open an opportunity without a partner, unless one is protected for it, and return its id.

    A stop is on record and its partner reads of it, so is an override: both outlive the refusal.

    Raises: NotAllowed, NotFound, AccountProtected, OverrideNotPossible, and what opening an opportunity raises.
    """
    if not permissions.can_open_direct_opportunity(actor) or draft.partner_id is not None:
        raise NotAllowed
    get_card(actor, draft.company_id)
    with transaction.atomic():
        facts, rules = _gather(draft, division, override_reason, now)
        decision = decide_direct_opportunity(facts, rules.rules)
        blocking = {claim.registration_id for claim in find_blocking(facts)}
        registrations = list(DealRegistration.objects.filter(id__in=blocking).order_by("id"))
        if decision.outcome != DirectOutcome.BLOCKED:
            opportunity_id = open_opportunity(actor=actor, draft=draft, now=now)
            if registrations:
                decision_id = record_decision(
                    kind=DIRECT,
                    subject_id=draft.company_id,
                    partner_id=None,
                    facts=facts,
                    rules=rules,
                    decision=decision,
                    actor=actor,
                    now=now,
                )
                _record_override(registrations, opportunity_id, decision_id, override_reason, actor=actor, now=now)
            return opportunity_id
        for registration in registrations:
            stopped = DirectOpportunityBlocked(**subject_of(registration))
            record(stopped, actor=actor, now=now, related=related_to(registration))
    if not rules.rules.direct_override:
        raise OverrideNotPossible
    until = max(row.protected_until for row in registrations if row.protected_until is not None)
    raise AccountProtected(until=formats.date_format(until, "DATE_FORMAT"))


def _gather(
    draft: OpportunityDraft, division: str, override_reason: str, now: datetime
) -> tuple[DirectFacts, RulesInForce[DealRegistrationRules]]:
    claims = read_claims([draft.company_id], at=now, locks=True).of({draft.company_id: Match.SAME})
    program = program_in_force(RULEBOOK, at=now)
    facts = DirectFacts(
        asked_at=now,
        families=tuple(sorted(line.family for line in draft.lines)),
        region=draft.region,
        related_regions=find_related_regions(draft.region, program.catalog.parents),
        division=division,
        override_reason=override_reason,
        claims=claims,
    )
    return facts, program.rules_in(draft.region)


def _record_override(
    registrations: list[DealRegistration],
    opportunity_id: UUID,
    decision_id: UUID,
    reason: str,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    DirectOverride.objects.bulk_create(
        DirectOverride(
            registration=registration,
            partner_id=registration.partner_id,
            opportunity_id=opportunity_id,
            reason=reason,
            decided_at=now,
            decided_by=actor.person_id,
            decision_id=decision_id,
        )
        for registration in registrations
    )
    for registration in registrations:
        overridden = DirectOverrideRecorded(**subject_of(registration), reason=reason)
        record(overridden, actor=actor, now=now, related=[*related_to(registration), opportunity_id])
