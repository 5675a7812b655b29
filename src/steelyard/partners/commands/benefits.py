"""Keeping the catalog of benefits, and granting and revoking them as tiers and types change."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from steelyard.kernel.actors import SYSTEM, Actor
from steelyard.kernel.events import Event
from steelyard.kernel.money import Money
from steelyard.kernel.refusals import NotAllowed, NotFound
from steelyard.partners import permissions, queries
from steelyard.partners.benefits.policies import decide_benefits
from steelyard.partners.benefits.terms import BenefitTerms, Holder
from steelyard.partners.commands.locking import lock_partner, subject_of
from steelyard.partners.events import BenefitDefined, BenefitGranted, BenefitRevoked
from steelyard.partners.models import Benefit, BenefitException, BenefitGrant, Partner, Tier
from steelyard.partners.terms import PartnerStatus
from steelyard.partners.tiers.gathering import find_types
from steelyard.partners.tiers.queries import find_tiers_on
from steelyard.platform.events import record


@transaction.atomic
def define_benefit(
    *,
    actor: Actor,
    key: str,
    name: str,
    value: Money,
    from_tier: str = "",
    types: Iterable[str] = (),
    description: str = "",
    is_offered: bool = True,
    now: datetime,
) -> None:
    """Add a benefit to the catalog, or change the one with that key; who holds it follows within moments.

    Raises: NotAllowed, UnknownWord.
    """
    if not permissions.can_define_program_words(actor):
        raise NotAllowed
    benefit, _ = Benefit.objects.update_or_create(
        key=key,
        defaults={
            "name": name,
            "description": description,
            "from_tier_id": queries.require_tier(from_tier) if from_tier else None,
            "types": sorted({queries.require_type(one) for one in types}),
            "amount": value.amount,
            "currency": value.currency,
            "is_offered": is_offered,
        },
    )
    happened = BenefitDefined(
        subject_id=benefit.id, subject_label=name, key=key, amount=value.amount, currency=value.currency
    )
    record(happened, actor=actor, now=now)


@transaction.atomic
def except_benefit(*, actor: Actor, partner_id: UUID, key: str, is_held: bool, reason: str, now: datetime) -> None:
    """Give a partner a benefit, or withhold it, whatever its tier and types say; at once, and until the opposite is said.

    Raises: NotFound, NotAllowed.
    """
    partner = lock_partner(actor, partner_id)
    benefit = Benefit.objects.filter(key=key).first()
    if benefit is None:
        raise NotFound
    BenefitException.objects.update_or_create(
        partner=partner, benefit=benefit, defaults={"is_held": is_held, "reason": reason, "since_at": now}
    )
    _settle([partner], now)


@transaction.atomic
def settle_benefits(*, partner_ids: Collection[UUID], now: datetime) -> None:
    """Grant partners the benefits that belong to them by now, and revoke those that no longer do."""
    partners = list(
        Partner.objects.select_for_update(of=("self",), no_key=True).filter(id__in=partner_ids).order_by("id")
    )
    _settle(partners, now)


def _settle(partners: Collection[Partner], now: datetime) -> None:
    catalog = {benefit.key: benefit for benefit in Benefit.objects.select_related("from_tier")}
    terms = [_terms(benefit) for benefit in catalog.values()]
    held: defaultdict[UUID, set[str]] = defaultdict(set)
    for grant in BenefitGrant.objects.filter(partner__in=partners, until=None).select_related("benefit"):
        held[grant.partner_id].add(grant.benefit.key)
    exceptions: defaultdict[UUID, dict[str, bool]] = defaultdict(dict)
    for one in BenefitException.objects.filter(partner__in=partners).select_related("benefit"):
        exceptions[one.partner_id][one.benefit.key] = one.is_held
    happened: list[Event] = []
    granted: list[BenefitGrant] = []
    today = queries.today(now)
    for partner, holder in _find_holders(partners, now).items():
        wanted = decide_benefits(holder, terms, exceptions=exceptions[partner.id])
        for key in sorted(wanted - held[partner.id]):
            benefit = catalog[key]
            granted.append(BenefitGrant(partner=partner, benefit=benefit, since_on=today))
            happened.append(BenefitGranted(**subject_of(partner), key=key, benefit=benefit.name, since_on=today))
        for key in sorted(held[partner.id] - wanted):
            benefit = catalog[key]
            BenefitGrant.objects.filter(partner=partner, benefit=benefit, until=None).update(until=today)
            happened.append(BenefitRevoked(**subject_of(partner), key=key, benefit=benefit.name, until=today))
    BenefitGrant.objects.bulk_create(granted)
    if happened:
        record(*happened, actor=SYSTEM, now=now)


def _terms(benefit: Benefit) -> BenefitTerms:
    return BenefitTerms(
        key=benefit.key,
        from_rank=benefit.from_tier.rank if benefit.from_tier else None,
        types=frozenset(benefit.types),
        is_offered=benefit.is_offered,
    )


def _find_holders(partners: Collection[Partner], now: datetime) -> dict[Partner, Holder]:
    """Return what benefits ask about each partner."""
    ids, today = [partner.id for partner in partners], queries.today(now)
    tiers, types = find_tiers_on(today, partner_ids=ids), find_types(ids, on=today)
    ranks = dict(Tier.objects.values_list("key", "rank"))
    return {
        partner: Holder(
            is_active=partner.status == PartnerStatus.ACTIVE and partner.merged_into_id is None,
            rank=ranks.get(tiers.get(partner.id, "")),
            types=types[partner.id],
        )
        for partner in partners
    }
