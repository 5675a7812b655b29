"""How a partner is measured against its peers: in which quarter of a cohort each of its values lies."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from django.db import connection

from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import sentence
from steelyard.partners import queries

LEAST = 8
"""How many others make a cohort; the database answers for none that is smaller."""


class Cohort(StrEnum):
    """With whom a partner is compared: the nearest group of others that is large enough."""

    TIER_AND_REGION = "tier_and_region"
    TIER = "tier"
    TRACK = "track"

    @property
    def label(self) -> str:
        return _COHORT_LABELS[self]


_COHORT_LABELS = {
    Cohort.TIER_AND_REGION: sentence("partners of the same tier and region"),
    Cohort.TIER: sentence("partners of the same tier"),
    Cohort.TRACK: sentence("all partners on the same track"),
}


class Quarter(StrEnum):
    """Where a value lies among those of others."""

    LOWEST = "lowest"
    LOWER = "lower"
    UPPER = "upper"
    HIGHEST = "highest"

    @property
    def label(self) -> str:
        return _QUARTER_LABELS[self]


_QUARTER_LABELS = {
    Quarter.LOWEST: sentence("lowest quarter"),
    Quarter.LOWER: sentence("below the middle"),
    Quarter.UPPER: sentence("above the middle"),
    Quarter.HIGHEST: sentence("highest quarter"),
}
QUARTER_TONES = {Quarter.LOWEST: "amber", Quarter.LOWER: "neutral", Quarter.UPPER: "blue", Quarter.HIGHEST: "green"}
"""The tone in which a quarter is shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerQuarters:
    """What divides the others into quarters, to two digits."""

    evidence: str
    cohort: Cohort
    size: int
    lower: Decimal
    middle: Decimal
    upper: Decimal

    def quarter_of(self, value: Decimal) -> Quarter:
        """Return where a value lies."""
        if value >= self.upper:
            return Quarter.HIGHEST
        if value >= self.middle:
            return Quarter.UPPER
        return Quarter.LOWER if value >= self.lower else Quarter.LOWEST


def find_quarters(actor: Actor, partner_id: UUID) -> dict[str, PeerQuarters]:
    """Return the quarters of the peers of a partner that the actor may see, by evidence; none where they are too few.

    Raises: NotFound.
    """
    partner = queries.get_partner(actor, partner_id)
    with connection.cursor() as cursor:
        cursor.execute("select * from partner_peer_quarters(%s, %s)", (partner.id, LEAST))
        rows = cursor.fetchall()
    return {
        evidence: PeerQuarters(
            evidence=evidence, cohort=Cohort(cohort), size=size, lower=lower, middle=middle, upper=upper
        )
        for evidence, cohort, size, lower, middle, upper in rows
    }
