"""In which order kits are offered, and how their parts are moved."""

from collections.abc import Iterable, Iterator, Sequence
from uuid import UUID

from steelyard.content.kits.terms import KitTerms, Taste
from steelyard.kernel.decisions import Reason

ORDER = "CT-7"
_WEIGHTS = {"kit_for_vertical": 3, "kit_won_vertical": 2, "kit_won_family": 2}


def rank_kits(kits: Iterable[tuple[UUID, KitTerms]], taste: Taste) -> list[tuple[UUID, tuple[Reason, ...]]]:
    """Return the kits with the reasons why they fit, those that fit best first; of equals those with more sales, then the first."""
    ranked = [(key, tuple(_fits(terms, taste)), _sales(terms, taste)) for key, terms in kits]
    ranked.sort(key=lambda one: (-sum(_WEIGHTS[reason.code] for reason in one[1]), -one[2]))
    return [(key, reasons) for key, reasons, _ in ranked]


def _fits(terms: KitTerms, taste: Taste) -> Iterator[Reason]:
    vertical = terms.vertical.casefold()
    if vertical and vertical in taste.verticals:
        yield Reason(code="kit_for_vertical", rule=ORDER, params={"vertical": terms.vertical})
    if won := taste.won_verticals.get(vertical, 0) if vertical else 0:
        yield Reason(code="kit_won_vertical", rule=ORDER, params={"vertical": terms.vertical, "count": won})
    if won := taste.won_families.get(terms.family, 0) if terms.family else 0:
        yield Reason(code="kit_won_family", rule=ORDER, params={"family": terms.family, "count": won})


def _sales(terms: KitTerms, taste: Taste) -> int:
    return taste.won_verticals.get(terms.vertical.casefold(), 0) + taste.won_families.get(terms.family, 0)


def move_up(parts: Sequence[UUID], asset_id: UUID) -> list[UUID]:
    """Return the parts with one of them a place further up; the first stays, and what is not among them moves nothing."""
    moved = list(parts)
    if (place := moved.index(asset_id) if asset_id in moved else 0) > 0:
        moved[place - 1], moved[place] = moved[place], moved[place - 1]
    return moved
