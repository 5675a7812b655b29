"""Where to recruit: of counts alone."""

from collections import Counter
from itertools import product

from steelyard.partners.coverage.terms import Coverage, Gap


def rank_gaps(coverage: Coverage, *, enough: int) -> list[Gap]:
    """Return the cells with too few partners: where most are missing first, then what is most common in other regions."""
    words = coverage.words
    everywhere: Counter[tuple[str, str]] = Counter()
    for (_, vertical, capability), count in coverage.partners.items():
        everywhere[vertical, capability] += count
    gaps = []
    for cell in product(coverage.regions, words.verticals, words.capabilities):
        region, vertical, capability = cell
        partners = coverage.partners.get(cell, 0)
        if partners < enough:
            gaps.append(
                Gap(
                    region=region,
                    vertical=words.verticals[vertical],
                    capability=words.capabilities[capability],
                    partners=partners,
                    missing=enough - partners,
                    elsewhere=everywhere[vertical, capability] - partners,
                    prospects=coverage.prospects.get(cell, 0),
                )
            )
    return sorted(gaps, key=lambda gap: (-gap.missing, -gap.elsewhere, gap.region, gap.vertical, gap.capability))
