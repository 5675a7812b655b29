"""How picks and feedback follow a merge of partners. Whom phases admit is decided anew after it."""

from steelyard.kernel.refusals import sentence
from steelyard.platform.merging.following import followers_of
from steelyard.platform.merging.rows import RowFollower, Rows

followers_of("partner").register(
    RowFollower(
        "rollouts",
        Rows(
            table="rollouts_pick",
            key="n.id::text",
            unless="o.phase_id = n.phase_id",
            changed=sentence("a phase of a rollout that picked it was changed"),
        ),
        Rows(
            table="rollouts_pilotfeedback",
            text=sentence("Feedback about pilots"),
            changed=sentence("feedback that came with it was removed"),
        ),
    )
)
