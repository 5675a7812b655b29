"""What requirements ask about partners, gathered for many in a few statements. Called as the system."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from steelyard.partners.models import Partner, RequirementEvidence, RequirementStanding
from steelyard.partners.queries import today
from steelyard.partners.requirements.parts import RequirementRule
from steelyard.partners.requirements.rules import RequirementRules
from steelyard.partners.requirements.terms import EvidenceStep, RequirementFacts, RequirementState
from steelyard.partners.terms import PartnerStatus
from steelyard.partners.tiers.gathering import find_types
from steelyard.partners.tiers.metrics import Evidence, find_metric
from steelyard.partners.vetting.gathering import find_tiers
from steelyard.platform.arrays import among
from steelyard.program.public import program_in_force

REQUIREMENT_RULEBOOK = "requirements"
BOUND_STATUSES = (PartnerStatus.ACTIVE, PartnerStatus.SUSPENDED)
"""In which states a partner has to meet requirements; one that is onboarding is led there by its journey."""
_NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class RequirementCase:
    """A partner and a requirement that holds for it."""

    partner: Partner
    rule: RequirementRule
    task_days: int
    standing: RequirementStanding | None
    facts: RequirementFacts


def gather_requirements(partners: Sequence[Partner], *, now: datetime) -> list[RequirementCase]:
    """Return each requirement that holds for each of the partners, with what was measured."""
    day, program = today(now), program_in_force(REQUIREMENT_RULEBOOK, at=now)
    ids = [one.id for one in partners]
    types, tiers = find_types(ids, on=day), find_tiers(ids, on=day)
    asked: list[tuple[Partner, RequirementRule, int]] = []
    for partner in partners:
        rules: RequirementRules = program.rules_in(partner.region_id).rules
        held = rules.requirements_for(types[partner.id], tiers.get(partner.id, ""))
        asked += [(partner, rule, rules.task_days) for rule in held]
    values = _measure(asked, now)
    documents = _find_documents([one.id for one, rule, _ in asked if not rule.metric], day)
    rows = RequirementStanding.objects.filter(among("partner", ids))
    standings = {(row.partner_id, row.requirement): row for row in rows}
    found = []
    for partner, rule, task_days in asked:
        standing = standings.get((partner.id, rule.key))
        measured = values.get(rule.metric, {}).get(partner.id, _NOTHING)
        value = measured if rule.metric else Decimal((partner.id, rule.key) in documents)
        facts = RequirementFacts(
            value=value,
            was_met=standing.state == RequirementState.MET if standing else None,
            since_on=standing.since_on if standing else None,
            tolerated_until=standing.tolerated_until if standing else None,
        )
        found.append(RequirementCase(partner=partner, rule=rule, task_days=task_days, standing=standing, facts=facts))
    return found


def _measure(
    asked: Sequence[tuple[Partner, RequirementRule, int]], now: datetime
) -> Mapping[str, Mapping[UUID, Decimal]]:
    """Return the values of each metric that is asked for, measured once for all of whom it is asked."""
    whom: defaultdict[str, set[UUID]] = defaultdict(set)
    for partner, rule, _ in asked:
        if rule.metric:
            whom[rule.metric].add(partner.id)
    found: dict[str, Mapping[UUID, Decimal]] = {}
    for key, ids in whom.items():
        metric = find_metric(key)
        found[key] = metric.measure(sorted(ids), Evidence(as_of=now)) if metric else {}
    return found


def _find_documents(ids: Sequence[UUID], day: date) -> set[tuple[UUID, str]]:
    rows = RequirementEvidence.objects.filter(
        among("partner", set(ids)), step=EvidenceStep.ACCEPTED, valid_until__gt=day
    )
    return set(rows.values_list("partner_id", "requirement"))
