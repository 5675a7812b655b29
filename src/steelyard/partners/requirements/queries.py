"""Reading requirements: who meets them, who does not and why, documents."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from steelyard.kernel.actors import Actor
from steelyard.kernel.pages import Page, PageRequest
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.partners import permissions, queries
from steelyard.partners.models import (
    ManagerAssignment,
    Partner,
    PartnerTask,
    RequirementEvidence,
    RequirementStanding,
)
from steelyard.partners.requirements.gathering import BOUND_STATUSES, REQUIREMENT_RULEBOOK
from steelyard.partners.requirements.rules import RequirementRules
from steelyard.partners.requirements.terms import (
    Consequence,
    EvidenceCard,
    EvidenceStep,
    PartnerRequirements,
    RequirementFilter,
    RequirementStandingCard,
    RequirementState,
)
from steelyard.platform.arrays import among
from steelyard.platform.files import find_files
from steelyard.platform.paging import take
from steelyard.program.public import rules_in_force

SORTS = {
    "tolerated_until": ("tolerated_until", "id"),
    "-tolerated_until": ("-tolerated_until", "-id"),
    "name": ("partner__name", "id"),
    "-name": ("-partner__name", "-id"),
}


def list_standings(actor: Actor, wanted: RequirementFilter, page: PageRequest) -> Page[RequirementStandingCard]:
    """Return a page of which partners meet which requirements; what is not met, the longest, at the top. Raises: NotAllowed."""
    if not permissions.can_list_partners(actor):
        raise NotAllowed
    found = _filtered(RequirementStanding.visible_to(actor), wanted).select_related("partner")
    stretch = take(found, page, SORTS.get(page.sort, SORTS["tolerated_until"]))
    cards = [_standing_card(row) for row in stretch.rows]
    return Page(items=cards, total=stretch.total, request=page, next_cursor=stretch.next_cursor)


def count_states(actor: Actor, wanted: RequirementFilter) -> dict[RequirementState, int]:
    """Return how many requirements are met and not, whichever is asked for. Raises: NotAllowed."""
    if not permissions.can_list_partners(actor):
        raise NotAllowed
    rows = _filtered(RequirementStanding.visible_to(actor), wanted, any_state=True)
    counted = dict(rows.order_by().values_list("state").annotate(Count("id")))
    return {state: counted.get(state, 0) for state in RequirementState}


def get_partner_requirements(actor: Actor, partner_id: UUID) -> PartnerRequirements:
    """Return what is asked of a partner, requirement by requirement, and the documents that it gave. Raises: NotFound."""
    partner = queries.get_partner(actor, partner_id)
    rows = RequirementStanding.visible_to(actor).filter(partner=partner).select_related("partner")
    given = list(RequirementEvidence.visible_to(actor).filter(partner=partner).order_by("-given_at", "-id"))
    files = find_files(actor, [one.file for one in given])
    order = [RequirementState.MISSED, RequirementState.TOLERATED, RequirementState.MET]
    cards = sorted((_standing_card(row) for row in rows), key=lambda one: (order.index(one.state), one.name))
    return PartnerRequirements(
        partner_id=partner.id,
        partner=partner.name,
        standings=tuple(cards),
        evidence=tuple(
            EvidenceCard(
                id=one.id,
                public_id=one.public_id,
                requirement=one.requirement,
                name=one.name,
                remark=one.remark,
                valid_until=one.valid_until,
                step=EvidenceStep(one.step),
                given_at=one.given_at,
                reason=one.reason,
                file_name=files[one.file].name if one.file in files else "",
            )
            for one in given
        ),
    )


def get_evidence(actor: Actor, evidence_id: UUID) -> RequirementEvidence:
    """Return a document that was given for a requirement. Raises: NotFound."""
    row = RequirementEvidence.visible_to(actor).filter(id=evidence_id).select_related("partner").first()
    if row is None:
        raise NotFound
    return row


def list_missed(actor: Actor) -> list[RequirementStandingCard]:
    """Return the requirements that the actor's partner does not meet, those that are tolerated last."""
    rows = RequirementStanding.visible_to(actor).filter(partner=actor.partner_id).exclude(state=RequirementState.MET)
    return [_standing_card(row) for row in rows.select_related("partner").order_by("state", "name")]


def count_missed(actor: Actor) -> int:
    """Return how many requirements the actor's partner does not meet."""
    rows = RequirementStanding.visible_to(actor).filter(partner=actor.partner_id)
    return rows.exclude(state=RequirementState.MET).count()


def list_requirement_names(at: datetime) -> dict[str, str]:
    """Return the requirements that the global rules know, by their names."""
    rules: RequirementRules = rules_in_force(REQUIREMENT_RULEBOOK, region=None, at=at).rules
    return {one.key: one.name for one in rules.requirements}


def find_compliant(ids: Collection[UUID], *, on: date) -> set[UUID]:
    """Return which of the partners miss no requirement beyond what is tolerated on the day; called as the system."""
    missing = RequirementStanding.objects.filter(among("partner", ids), tolerated_until__lte=on)
    return set(ids) - set(missing.values_list("partner_id", flat=True))


def list_open_task_ids(partner_id: UUID, titles: Collection[str]) -> list[UUID]:
    """Return the open tasks of these titles about a partner; called as the system."""
    rows = PartnerTask.objects.filter(partner=partner_id, title__in=titles, closed_at=None)
    return list(rows.values_list("id", flat=True))


def list_bound(*, after: UUID | None, limit: int) -> list[UUID]:
    """Return the next partners that have to meet requirements, or are on record as such, in the order of their ids."""
    rows = Partner.objects.filter(
        Q(status__in=BOUND_STATUSES) | Q(id__in=RequirementStanding.objects.values("partner")), merged_into=None
    )
    if after:
        rows = rows.filter(id__gt=after)
    return list(rows.order_by("id").values_list("id", flat=True)[:limit])


def _filtered(
    rows: QuerySet[RequirementStanding], wanted: RequirementFilter, *, any_state: bool = False
) -> QuerySet[RequirementStanding]:
    if wanted.text:
        rows = rows.filter(partner__name__icontains=wanted.text)
    if wanted.requirement:
        rows = rows.filter(requirement=wanted.requirement)
    if wanted.state and not any_state:
        rows = rows.filter(state=wanted.state)
    if wanted.region:
        rows = rows.filter(partner__region=wanted.region)
    if wanted.manager_id:
        managed = ManagerAssignment.objects.filter(person=wanted.manager_id, until=None)
        rows = rows.filter(partner__in=managed.values("partner_id"))
    return rows


def _standing_card(row: RequirementStanding) -> RequirementStandingCard:
    return RequirementStandingCard(
        id=row.id,
        partner_id=row.partner_id,
        partner=row.partner.name,
        region=row.partner.region_id,
        requirement=row.requirement,
        name=row.name,
        metric=row.metric,
        state=RequirementState(row.state),
        asked=row.asked,
        value=row.value,
        since_on=row.since_on,
        tolerated_until=row.tolerated_until,
        advice=row.advice,
        consequences=tuple(Consequence(one) for one in row.consequences),
    )
