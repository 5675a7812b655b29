"""Audits of partnerships: begun, measured, decided partner by partner, closed."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from steelyard.kernel.actors import SYSTEM, Actor
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.partners import permissions, queries
from steelyard.partners.commands.locking import subject_of
from steelyard.partners.goals.gathering import money_rules
from steelyard.partners.models import AuditedPartner, Partner, PortfolioAudit
from steelyard.partners.portfolio.events import (
    AuditBegun,
    AuditConcluded,
    AuditMeasured,
    PartnershipDecided,
    PartnershipSettled,
)
from steelyard.partners.portfolio.gathering import (
    PORTFOLIO_RULEBOOK,
    dump_facts,
    find_audited,
    find_managers,
    find_totals,
    gather_facts,
    instant_of,
)
from steelyard.partners.portfolio.policies import classify_partner
from steelyard.partners.portfolio.refusals import (
    AuditClosed,
    AuditDayInvalid,
    AuditEmpty,
    AuditNotMeasured,
    AuditReasonMissing,
)
from steelyard.partners.portfolio.rules import PortfolioRules
from steelyard.partners.portfolio.terms import AuditScope, DecisionDraft
from steelyard.platform.arrays import among
from steelyard.platform.events import record
from steelyard.program.public import RulesInForce, get_rules_of, rules_in_force

_AT_ONCE = 5_000
_LONGEST_AGO = timedelta(days=5 * 366)


@transaction.atomic
def begin_audit(*, actor: Actor, scope: AuditScope, now: datetime) -> UUID:
    """Begin an audit of the partners in a scope, as of the end of a day, and return its id; they are measured next.

    Raises: NotFound, NotAllowed, UnknownWord, NotHostPerson, AuditDayInvalid, AuditEmpty.
    """
    if not permissions.can_list_partners(actor):
        raise NotFound
    if not permissions.can_audit_partners(actor):
        raise NotAllowed
    day = queries.today(now)
    if not day - _LONGEST_AGO <= scope.as_of <= day:
        raise AuditDayInvalid(fields={"as_of": AuditDayInvalid.text})
    if scope.region:
        queries.require_region(scope.region)
    if scope.type:
        queries.require_type(scope.type)
    if scope.manager_id:
        queries.require_host_person(scope.manager_id)
    if not find_audited(scope):
        raise AuditEmpty
    in_force: RulesInForce[PortfolioRules] = rules_in_force(PORTFOLIO_RULEBOOK, region=None, at=now)
    audit = PortfolioAudit.objects.create(
        name=scope.name,
        as_of=scope.as_of,
        region=scope.region,
        type=scope.type,
        manager_id=scope.manager_id,
        rules=in_force.label,
        version_ids=[str(version) for version in in_force.version_ids],
        currency=money_rules(now).currency,
        begun_by=actor.person_id,
        begun_at=now,
    )
    happened = AuditBegun(
        subject_id=audit.id,
        subject_label=audit.name,
        as_of=scope.as_of,
        region=scope.region,
        kind=scope.type,
        manager_id=scope.manager_id,
    )
    record(happened, actor=actor, now=now)
    return audit.id


@transaction.atomic
def measure_audit(*, audit_id: UUID, now: datetime) -> int:
    """Measure and class the partners of an audit, once, and return how many they are."""
    audit = PortfolioAudit.objects.select_for_update().get(id=audit_id)
    if audit.measured_at is not None:
        return audit.partners.count()
    in_force: RulesInForce[PortfolioRules] = get_rules_of([UUID(version) for version in audit.version_ids])
    as_of, rates = instant_of(audit.as_of, now), money_rules(now).rate_of
    ids = find_audited(_scope_of(audit))
    totals = find_totals(in_force.rules, rates, as_of=as_of, at_once=_AT_ONCE)
    for start in range(0, len(ids), _AT_ONCE):
        some = list(Partner.objects.filter(among("id", ids[start : start + _AT_ONCE])).order_by("id"))
        facts = gather_facts(some, in_force.rules, rates, totals, as_of=as_of)
        managers = find_managers([one.id for one in some], on=audit.as_of)
        rows = []
        for one in some:
            found = classify_partner(facts[one.id], in_force.rules)
            rows.append(
                AuditedPartner(
                    audit=audit,
                    partner=one,
                    region=one.region_id,
                    manager_id=managers.get(one.id),
                    facts=dump_facts(facts[one.id]),
                    fit=found.fit.points,
                    returns=found.returns.points,
                    partner_class=found.partner_class,
                    course=found.course,
                )
            )
        AuditedPartner.objects.bulk_create(rows, batch_size=1_000)
    audit.measured_at = now
    audit.save(update_fields=["measured_at"])
    happened = AuditMeasured(subject_id=audit.id, subject_label=audit.name, partners=len(ids))
    record(happened, actor=SYSTEM, now=now)
    return len(ids)


@transaction.atomic
def decide_partnership(*, actor: Actor, audit_id: UUID, partner_id: UUID, draft: DecisionDraft, now: datetime) -> None:
    """Decide what a partner is and what is done about it; until the audit is closed it can be decided anew.

    Raises: NotFound, NotAllowed, AuditClosed, AuditNotMeasured, AuditReasonMissing.
    """
    audit = _lock(actor, audit_id)
    row = AuditedPartner.objects.filter(audit=audit, partner=partner_id).select_related("partner").first()
    if row is None:
        raise NotFound
    if audit.closed_at is not None:
        raise AuditClosed
    is_proposed = (draft.partner_class, draft.course) == (row.partner_class, row.course)
    if not is_proposed and not draft.reason.strip():
        raise AuditReasonMissing(fields={"reason": AuditReasonMissing.text})
    row.decided_class, row.decided_course = draft.partner_class, draft.course
    row.reason, row.note = draft.reason.strip(), draft.note.strip()
    row.decided_by, row.decided_at = actor.person_id, now
    row.save(update_fields=["decided_class", "decided_course", "reason", "note", "decided_by", "decided_at"])
    audit.save(update_fields=["updated_at"])
    happened = PartnershipDecided(**_said(row), reason=row.reason, note=row.note)
    record(happened, actor=actor, now=now, related=[audit.id])


@transaction.atomic
def close_audit(*, actor: Actor, audit_id: UUID, now: datetime) -> None:
    """Close an audit: what was decided holds and stays. Raises: NotFound, NotAllowed, AuditClosed, AuditNotMeasured."""
    audit = _lock(actor, audit_id)
    if audit.closed_at is not None:
        raise AuditClosed
    decided = list(audit.partners.exclude(decided_at=None).select_related("partner").order_by("id"))
    audit.closed_at, audit.closed_by = now, actor.person_id
    audit.save(update_fields=["closed_at", "closed_by"])
    record(*(PartnershipSettled(**_said(row)) for row in decided), actor=actor, now=now, related=[audit.id])
    concluded = AuditConcluded(
        subject_id=audit.id, subject_label=audit.name, partners=audit.partners.count(), decided=len(decided)
    )
    record(concluded, actor=actor, now=now)


def _lock(actor: Actor, audit_id: UUID) -> PortfolioAudit:
    audit = PortfolioAudit.visible_to(actor).filter(id=audit_id).select_for_update().first()
    if audit is None:
        raise NotFound
    if not permissions.can_audit_partners(actor):
        raise NotAllowed
    if audit.measured_at is None:
        raise AuditNotMeasured
    return audit


def _scope_of(audit: PortfolioAudit) -> AuditScope:
    return AuditScope(
        as_of=audit.as_of, name=audit.name, region=audit.region, type=audit.type, manager_id=audit.manager_id
    )


def _said(row: AuditedPartner) -> dict[str, Any]:
    return {
        **subject_of(row.partner),
        "audit_id": row.audit_id,
        "partner_class": row.decided_class,
        "course": row.decided_course,
        "proposed_class": row.partner_class,
        "proposed_course": row.course,
    }
