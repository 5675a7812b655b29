"""How what was used follows a merge of partners."""

from steelyard.kernel.refusals import sentence
from steelyard.platform.merging.following import followers_of
from steelyard.platform.merging.rows import RowFollower, Rows

_LIVE = "('submitted', 'returned', 'acknowledged')"

followers_of("partner").register(
    RowFollower(
        "content",
        Rows(
            table="content_use",
            text=sentence("Uses of content"),
            changed=sentence("a use of content that came with it was changed"),
        ),
        Rows(
            table="content_kituse",
            text=sentence("Uses of kits"),
            changed=sentence("a use of a kit that came with it was changed"),
        ),
        # Both may have registered one address: the survivor's stays alive, the other stays where it was.
        Rows(
            table="content_contribution",
            text=sentence("Contributions"),
            unless=f"o.address_key = n.address_key and o.address_key <> '' and o.state in {_LIVE} and n.state in {_LIVE}",
            changed=sentence("a contribution that came with it was changed"),
            state="n.state || ' ' || coalesce(n.acknowledged_at::text, '') || ' ' || coalesce(n.ended_at::text, '')",
        ),
        Rows(
            table="content_roadmapreading",
            unless="o.item_id = n.item_id and o.person_id = n.person_id and o.read_on = n.read_on",
            changed=sentence("a reading of the roadmap that came with it was changed"),
        ),
        Rows(
            table="content_feedback",
            unless="o.asset_id = n.asset_id and o.person_id = n.person_id",
            changed=sentence("what somebody said of content was changed"),
            state="n.given_at",
        ),
    )
)
