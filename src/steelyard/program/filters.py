"""What the address of a simulation asks for."""

from django.http import QueryDict

from steelyard.kernel.ids import parse_public_id
from steelyard.program.queries.simulations import ChangeFilters


def changes_wanted(params: QueryDict) -> ChangeFilters:
    """Return which of the decisions that would change an address asks for. Raises: NotFound."""
    given = {name: params.get(name, "")[:100] for name in ("direction", "before", "after", "region", "kind", "rule")}
    partner = params.get("partner", "")
    return ChangeFilters(**given, partner_id=parse_public_id("partner", partner) if partner else None)
