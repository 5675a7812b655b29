"""What a partner has sold: of which kinds it won how many opportunities."""

from datetime import datetime
from uuid import UUID

from django.db.models import Count

from steelyard.pipeline.models import Opportunity, OpportunityLine
from steelyard.pipeline.terms import Wins
from steelyard.platform.db import as_system


def count_wins(partner_id: UUID, *, since: datetime, until: datetime) -> Wins:
    """Return how many opportunities the partner won in the period, by the customer's industry and by product family."""
    won = Opportunity.objects.filter(partner=partner_id, outcome="won", closed_at__gte=since, closed_at__lt=until)
    industries = won.exclude(company__industry="").order_by().values_list("company__industry")
    families = OpportunityLine.objects.filter(opportunity__in=won).values_list("family__key")
    with as_system():  # of its customers a partner may know other words than ours; here they are only counted
        return Wins(
            industries=dict(industries.annotate(count=Count("id"))),
            families=dict(families.annotate(count=Count("opportunity_id"))),
        )
