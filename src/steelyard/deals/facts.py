"""What deals publishes to be analyzed."""

from steelyard.platform.analytics.facts import Fact, register_fact

REGISTRATIONS = register_fact(
    Fact(
        name="registrations",
        view="deals_fact_registrations",
        columns={
            "id": "uuid",
            "partner_id": "uuid",
            "region": "string",
            "type": "string",  # the partner's role in the deal
            "tier": "string",  # the partner's when it was submitted, empty for none
            "state": "string",
            "outcome": "string",  # of the last decision: approved, approved_as_teaming, approved_in_part, held, rejected
            "closure": "string",  # why it ended, empty while it has not
            "value": "decimal(18, 3)",
            "currency": "string",
            "is_automatic": "boolean",  # the rules made the last decision, no person
            "opportunity_id": "uuid",
            "created_at": "timestamp",
            "submitted_at": "timestamp",
            "complete_at": "timestamp",
            "promised_at": "timestamp",  # until when the last review was promised; none where no person had to look
            "decided_at": "timestamp",
            "protected_from": "timestamp",
            "protected_until": "timestamp",
            "closed_at": "timestamp",
        },
        part="created_at",
        appears="submitted_at",
        learned={"decided_at": ("outcome", "is_automatic"), "closed_at": ("closure",)},
    )
)
"""Every registration that was submitted. Nothing in it tells who a person is."""
