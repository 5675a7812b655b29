"""Gathering everything that decides a registration: partner, rules, claims, and what the host has at the account."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from steelyard.companies.public import MatchThresholds
from steelyard.deals.models import DealRegistration
from steelyard.deals.policies import (
    AccountFacts,
    ClaimFacts,
    DirectOpportunityFacts,
    InstalledFacts,
    PartnerFacts,
    RegistrationFacts,
    find_related_regions,
)
from steelyard.deals.program import RULEBOOK
from steelyard.deals.queries.claims import Claims, read_claims
from steelyard.deals.refusals import UnknownTerritory
from steelyard.deals.rules import DealRegistrationRules
from steelyard.deals.terms import EvidenceKind, Match, RegistrationType
from steelyard.partners.public import PartnerStanding, get_standing
from steelyard.pipeline.public import get_account_facts
from steelyard.program.public import RulesInForce, program_in_force


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What is known before the company is: the rules of the place, the catalog, the partner's standing."""

    region: str
    related_regions: tuple[str, ...]
    rules: RulesInForce[DealRegistrationRules]
    families: frozenset[str]
    certified_only: frozenset[str]
    standing: PartnerStanding


@dataclass(frozen=True, slots=True, kw_only=True)
class Companies:
    """The company that was registered and those that come close to it."""

    company_id: UUID
    related_ids: tuple[UUID, ...] = ()
    maybe_ids: tuple[UUID, ...] = ()

    @property
    def matches(self) -> dict[UUID, Match]:
        """How each company matches; the surer word where a company is there twice."""
        return {
            **dict.fromkeys(self.maybe_ids, Match.MAYBE),
            **dict.fromkeys(self.related_ids, Match.RELATED),
            self.company_id: Match.SAME,
        }

    @property
    def ids(self) -> list[UUID]:
        return [self.company_id, *(other for other in self.matches if other != self.company_id)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A registration with everything that decides it."""

    facts: RegistrationFacts
    rules: RulesInForce[DealRegistrationRules]
    manager_id: UUID | None = field(default=None)


def match_thresholds(rules: DealRegistrationRules) -> MatchThresholds:
    """Return where the rules see the same company, and where perhaps."""
    same, maybe = float(rules.same_from), float(rules.maybe_from)
    default = MatchThresholds()
    return MatchThresholds(same=same, related=max(maybe, min(default.related, same)), maybe=maybe)


def survey(*, partner_id: UUID, region: str, country: str, at: datetime) -> Ground:
    """Return what is known before the company is. Without a region the customer's country says it, else the partner's own.

    Raises: UnknownTerritory, NotFound.
    """
    standing = get_standing(partner_id, at=at)
    program = program_in_force(RULEBOOK, at=at)
    catalog = program.catalog
    if region and region not in catalog.parents:
        raise UnknownTerritory(region=region, fields={"region": UnknownTerritory.text})
    place = region or catalog.countries.get(country.upper(), "") or standing.region
    return Ground(
        region=place,
        related_regions=find_related_regions(place, catalog.parents),
        rules=program.rules_in(place),
        families=frozenset(catalog.families),
        certified_only=frozenset(family for family, is_certified in catalog.families.items() if is_certified),
        standing=standing,
    )


def gather(
    registration: DealRegistration,
    *,
    ground: Ground,
    companies: Companies,
    families: Iterable[str],
    evidence: Iterable[EvidenceKind],
    at: datetime,
    locks: bool,
) -> Case:
    """Return the case of a registration. With `locks`, nobody else decides about the same until the transaction ends."""
    asked, rules = tuple(sorted(families)), ground.rules.rules
    claims = read_claims(
        companies.ids,
        asking=registration.partner_id,
        families=asked,
        excluding=registration.id,
        refused_since=at - timedelta(days=rules.resubmission_days),
        at=at,
        locks=locks,
    )
    found = claims.of(companies.matches)
    submitted_at = registration.complete_at or _in_order(at, found)
    facts = RegistrationFacts(
        registration_id=registration.id,
        submitted_at=submitted_at,
        type=RegistrationType(registration.type),
        families=asked,
        value=registration.value,
        currency=registration.currency,
        region=ground.region,
        related_regions=ground.related_regions,
        division=registration.division,
        country=registration.company_country,
        close_on=registration.close_on,
        is_public_tender=registration.is_public_tender,
        evidence=tuple(sorted(set(evidence))),
        families_needing_certification=tuple(sorted(ground.certified_only.intersection(asked))),
        partner=_partner(ground.standing, claims),
        claims=found,
        account=_account(companies, rules, submitted_at),
    )
    return Case(facts=facts, rules=ground.rules, manager_id=next(iter(ground.standing.manager_ids), None))


def _in_order(at: datetime, claims: tuple[ClaimFacts, ...]) -> datetime:
    """Return the instant of a submission: under the lock, whoever is already there was there before."""
    return max([at, *(claim.submitted_at + timedelta(microseconds=1) for claim in claims)])


def _partner(standing: PartnerStanding, claims: Claims) -> PartnerFacts:
    return PartnerFacts(
        partner_id=standing.partner_id,
        is_active=standing.is_active,
        has_agreement=standing.has_agreement,
        certified_families=tuple(sorted(standing.certified_families)),
        tier=standing.tier or "",
        types=tuple(sorted(standing.types)),
        region=standing.region,
        live_registrations=claims.live,
        missed_requirements=standing.missed_requirements,
        earlier_rejections=claims.rejections,
    )


def _account(companies: Companies, rules: DealRegistrationRules, at: datetime) -> AccountFacts:
    matches = companies.matches
    since = at - timedelta(days=max(rules.direct_activity_days, rules.customer_contact_days))
    known = get_account_facts(matches, since=since, at=at)
    same_or_related = {one for one, match in matches.items() if match is not Match.MAYBE}
    contacts = [row.last_activity_at for row in known.direct_opportunities if row.company_id == companies.company_id]
    return AccountFacts(
        direct_opportunities=tuple(
            DirectOpportunityFacts(
                opportunity_id=row.id,
                owner_id=row.owner_id,
                match=matches[row.company_id],
                families=tuple(sorted(row.families)),
                region=row.region,
                logged_at=row.first_logged_at,
                last_activity_at=row.last_two_way_at,
            )
            for row in known.direct_opportunities
        ),
        installed=tuple(
            InstalledFacts(family=row.family, partner_id=row.incumbent_partner_id)
            for row in known.customer_products
            if row.company_id == companies.company_id
        ),
        named_owner_ids=tuple(
            sorted({row.owner_id for row in known.named_accounts if row.company_id in same_or_related})
        ),
        last_contact_at=max((at_ for at_ in contacts if at_ < at), default=None),
    )
