"""Who holds which benefit: of terms and facts alone."""

from collections.abc import Iterable, Mapping

from steelyard.partners.benefits.terms import BenefitTerms, Holder


def decide_benefits(
    holder: Holder, offered: Iterable[BenefitTerms], *, exceptions: Mapping[str, bool] | None = None
) -> frozenset[str]:
    """Return the keys of the benefits that belong to a partner; one that is not active holds none.

    `exceptions` say of single benefits that the partner holds them or does not, whatever its tier and types are.
    """
    apart = exceptions or {}
    possible = [terms for terms in offered if terms.is_offered and holder.is_active]
    return frozenset(terms.key for terms in possible if apart.get(terms.key, _belongs(terms, holder)))


def _belongs(terms: BenefitTerms, holder: Holder) -> bool:
    if terms.types and not terms.types & holder.types:
        return False
    return terms.from_rank is None or (holder.rank is not None and holder.rank >= terms.from_rank)
