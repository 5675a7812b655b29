"""What partners publishes to be analyzed.

`partners_fact_tiers` (a view of the database, for the facts of contexts above): `partner_id`, `tier`, `since_on`, `until`.
"""

from steelyard.platform.analytics.facts import Fact, register_fact

PARTNERS = register_fact(
    Fact(
        name="partners",
        view="partners_fact_partners",
        columns={
            "id": "uuid",
            "region": "string",
            "status": "string",
            "tier": "string",  # the present one, empty for none
            "types": "string",  # the present ones, in order, with spaces between
            "enrolled_at": "timestamp",
            "status_since_at": "timestamp",
        },
        part="enrolled_at",
        appears="enrolled_at",
    )
)
"""Every partner as it is today. What holds by the day (tier, types) is brought up to date every night."""
