"""What a reviewer sees beside a registration: competing claims, who the customer may be, the ladder. For the host only."""

from datetime import datetime
from uuid import UUID

from steelyard.companies.public import Candidate, find_matches, say_evidence
from steelyard.deals import permissions
from steelyard.deals.cards import ClaimCard, MatchCard, Review
from steelyard.deals.models import DealRegistration, DirectOverride, Evidence, RegistrationLine
from steelyard.deals.policies import divisions_overlap, is_neutral, regions_overlap
from steelyard.deals.queries.cases import Case, Companies, gather, survey
from steelyard.deals.queries.registrations import find_cards
from steelyard.deals.terms import EvidenceKind, LineState
from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.program.public import explain_decision

_MATCHES = 5


def get_review(actor: Actor, registration_id: UUID, *, now: datetime) -> Review:
    """Return what the rules know across partners about a registration. Raises: NotAllowed, NotFound."""
    if not permissions.can_see_review(actor):
        raise NotAllowed
    row = DealRegistration.visible_to(actor).filter(id=registration_id, company__isnull=False).first()
    if row is None:
        raise NotFound
    lines = list(RegistrationLine.objects.filter(registration=row).order_by("family_id"))
    case = gather_now(row, lines, now=now)
    return Review(
        claims=_claims(actor, row, case),
        matches=tuple(_match(found) for found in _candidates(row)),
        explanation=explain_decision(actor, row.decision_id) if row.decision_id else None,
        held_families=tuple(line.family_id for line in lines if line.state == LineState.HELD),
        is_neutral=not permissions.has_registered(actor, row)
        and is_neutral(actor.person_id, case.facts, case.rules.rules),
        live_registrations=case.facts.partner.live_registrations,
        capacity=case.rules.rules.capacity_of(case.facts.partner.tier),
        overrides=DirectOverride.visible_to(actor).filter(registration=row).count(),
    )


def gather_now(row: DealRegistration, lines: list[RegistrationLine], *, now: datetime) -> Case:
    """Return the case of a submitted registration as it stands, holding nobody up."""
    if row.company_id is None:
        raise NotFound
    ground = survey(partner_id=row.partner_id, region=row.region_id or "", country=row.company_country, at=now)
    kinds = Evidence.objects.filter(registration=row).values_list("kind", flat=True)
    return gather(
        row,
        ground=ground,
        companies=Companies(
            company_id=row.company_id,
            related_ids=tuple(row.related_company_ids),
            maybe_ids=tuple(row.maybe_company_ids),
        ),
        families=[line.family_id for line in lines],
        evidence=[EvidenceKind(kind) for kind in kinds],
        at=now,
        locks=False,
    )


def _claims(actor: Actor, row: DealRegistration, case: Case) -> tuple[ClaimCard, ...]:
    competing = [
        claim
        for claim in case.facts.claims
        if claim.family in case.facts.families
        and regions_overlap(case.facts.region, claim.region, case.facts.related_regions)
        and divisions_overlap(claim.division, row.division)
    ]
    by_registration: dict[UUID, list[int]] = {}
    for place, claim in enumerate(competing):
        by_registration.setdefault(claim.registration_id, []).append(place)
    cards = find_cards(actor, by_registration)
    found = []
    for registration_id, places in by_registration.items():
        claims = [competing[place] for place in places]
        found.append(
            ClaimCard(
                registration=cards[registration_id],
                match=claims[0].match,
                families=tuple(claim.family for claim in claims),
                is_protected=any(claim.is_protected for claim in claims),
                is_complete=claims[0].is_complete,
                is_earlier=claims[0].submitted_at < case.facts.submitted_at,
            )
        )
    return tuple(sorted(found, key=lambda card: (not card.is_protected, card.registration.created_at)))


def _candidates(row: DealRegistration) -> list[Candidate]:
    return find_matches(name=row.company_name, domain=row.company_domain, country=row.company_country, limit=_MATCHES)


def _match(found: Candidate) -> MatchCard:
    return MatchCard(
        company_id=found.card.id,
        name=found.card.name,
        domain=found.card.domain,
        country=found.card.country,
        verdict=found.verdict.value,
        probability=found.probability,
        evidence=tuple(say_evidence(piece) for piece in found.evidence),
    )
