"""Who stands in the way of a direct opportunity, as direct sales may know it."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from steelyard.deals.cards import RegistrationCard
from steelyard.deals.policies import DirectFacts, find_blocking, find_related_regions
from steelyard.deals.queries.claims import read_claims
from steelyard.deals.queries.registrations import find_cards
from steelyard.deals.terms import Match
from steelyard.kernel.actors import Actor
from steelyard.program.public import list_regions


def list_blocking(
    actor: Actor, company_id: UUID, *, families: Iterable[str], region: str, division: str, at: datetime
) -> list[RegistrationCard]:
    """Return the registrations whose protection a direct opportunity would run into."""
    parents = {card.key: card.parent for card in list_regions()}
    facts = DirectFacts(
        asked_at=at,
        families=tuple(sorted(families)),
        region=region,
        related_regions=find_related_regions(region, parents),
        division=division,
        claims=read_claims([company_id], at=at).of({company_id: Match.SAME}),
    )
    cards = find_cards(actor, {claim.registration_id for claim in find_blocking(facts)})
    return sorted(cards.values(), key=lambda card: card.public_id)
