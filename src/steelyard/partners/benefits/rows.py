"""Benefits as the pages show them."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from steelyard.partners.benefits.terms import BenefitCard


def benefit_row(card: BenefitCard, tiers: Mapping[str, str], types: Mapping[str, str]) -> dict[str, Any]:
    """Return a benefit with whom it belongs to, in words."""
    return {
        "card": card,
        "from_tier": _(tiers[card.from_tier]) if card.from_tier in tiers else "",
        "types": ", ".join(_(types[key]) for key in card.types if key in types),
    }
