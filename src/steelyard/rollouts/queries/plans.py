"""What decides whether a feature is open to partners: the plan of a rollout, and the facts about partners that it asks for."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

from django.db.models import Count

from steelyard.kernel.decisions import Decision
from steelyard.partners.public import PartnerStatus, list_traits
from steelyard.program.public import list_regions
from steelyard.rollouts.models import Admission, Phase, Rollout
from steelyard.rollouts.policies import decide_openness
from steelyard.rollouts.terms import Cohort, Ending, PartnerFacts, PhaseCard, Plan, RolloutState


def day_of(at: datetime) -> date:
    """Return the day of the instant, in UTC as every `_on`."""
    return at.astimezone(UTC).date()


def plan_of(rollout: Rollout) -> Plan:
    """Return what the rollout decides by."""
    rows = rollout.phases.annotate(admits=Count("admissions")).prefetch_related("picks").order_by("starts_on")
    return Plan(
        rollout_id=rollout.id,
        state=RolloutState(rollout.state),
        phases=tuple(phase_card(row) for row in rows),
        everybody_on=rollout.everybody_on,
        paused_on=rollout.paused_on,
        ending=Ending(rollout.ending) if rollout.ending else None,
    )


def phase_card(row: Phase) -> PhaseCard:
    """Return a phase with its cohort."""
    return PhaseCard(
        id=row.id,
        public_id=row.public_id,
        name=row.name,
        starts_on=row.starts_on,
        cohort=Cohort(
            partner_ids=frozenset(pick.partner_id for pick in row.picks.all()),
            segment_ids=frozenset(row.segment_ids),
            types=frozenset(row.types),
            regions=frozenset(row.regions),
            tiers=frozenset(row.tiers),
            share=row.share,
        ),
        admits=getattr(row, "admits", 0),
    )


def gather_facts(
    phases: Iterable[PhaseCard], *, at: datetime, partner_ids: Collection[UUID] | None = None
) -> list[PartnerFacts]:
    """Return what the phases ask about the partners given, or about all, in a few queries for all of them."""
    segments = {one for phase in phases for one in phase.cohort.segment_ids}
    around = _regions_around()
    return [
        PartnerFacts(
            partner_id=traits.partner_id,
            is_enrolled=traits.status is not PartnerStatus.ENDED,
            regions=around.get(traits.region, frozenset({traits.region})),
            tier=traits.tier,
            types=traits.types,
            segment_ids=traits.segment_ids,
        )
        for traits in list_traits(segment_ids=segments, at=at, partner_ids=partner_ids)
    ]


def explain_openness(rollout: Rollout, partner_id: UUID, *, at: datetime) -> Decision | None:
    """Return whether a rollout opens its feature to the partner, and why; None where there is no such partner."""
    plan = plan_of(rollout)
    facts = next(iter(gather_facts(plan.phases, at=at, partner_ids=[partner_id])), None)
    if facts is None:
        return None
    kept = Admission.objects.filter(rollout=rollout, partner=partner_id).values_list("opens_on", flat=True).first()
    return decide_openness(plan, replace(facts, admitted_on=kept), on=day_of(at))


def _regions_around() -> dict[str, frozenset[str]]:
    """Return each region with all those that it lies in, itself included."""
    parents = {region.key: region.parent for region in list_regions()}
    found: dict[str, frozenset[str]] = {}
    for key in parents:
        path: set[str] = set()
        above: str | None = key
        while above is not None and above not in path:
            path.add(above)
            above = parents.get(above)
        found[key] = frozenset(path)
    return found
