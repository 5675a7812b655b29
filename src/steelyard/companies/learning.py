"""What a description adds to what is known of a company, so that the next one may recognize it by that. Pure."""

from dataclasses import replace

from steelyard.companies.cards import CompanyDraft, KnownCompany
from steelyard.companies.policies import Prepared


def learn(company: KnownCompany, draft: CompanyDraft, prepared: Prepared) -> KnownCompany:
    """Return the company as matching reads it after `complete_companies`: the same one where it lacked nothing of the draft."""
    card, ours = company.card, company.prepared
    learned = replace(
        card,
        domain=card.domain or draft.domain,
        country=card.country or draft.country,
        city=card.city or draft.city,
        is_listed=card.is_listed or draft.is_listed,
    )
    identifiers = {**prepared.identifiers, **ours.identifiers}
    if learned == card and len(identifiers) == len(ours.identifiers):
        return company
    is_reached = learned.domain != card.domain
    domains = ours.domains | prepared.domains if is_reached else ours.domains
    country, city = ours.country or prepared.country, ours.city or prepared.city
    completed = replace(
        ours,
        domains=domains,
        labels=ours.labels | prepared.labels if is_reached else ours.labels,
        country=country,
        city=city,
        identifiers=identifiers,
        order=(ours.order[0], tuple(sorted(domains)), country, city, tuple(sorted(identifiers.items()))),
    )
    return replace(company, card=learned, prepared=completed)
