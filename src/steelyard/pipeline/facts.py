"""What pipeline publishes to be analyzed."""

from steelyard.platform.analytics.facts import Fact, register_fact

OPPORTUNITIES = register_fact(
    Fact(
        name="opportunities",
        view="pipeline_fact_opportunities",
        columns={
            "id": "uuid",
            "partner_id": "uuid",  # none where direct sales work alone
            "region": "string",
            "registration_id": "uuid",  # the deal registration that it came from
            "tier": "string",  # the partner's when it was opened, empty for none
            "amount": "decimal(18, 3)",
            "currency": "string",
            "outcome": "string",  # won, lost, empty while open
            "opened_at": "timestamp",
            "closed_at": "timestamp",
        },
        part="opened_at",
        appears="opened_at",
        learned={"closed_at": ("outcome",)},
    )
)
"""Every opportunity, open or closed, with or without a partner."""
