"""How the acknowledgements of a partner's people follow a merge of partners. Decisions stay under the name they were made for."""

from steelyard.kernel.refusals import sentence
from steelyard.platform.merging.following import followers_of
from steelyard.platform.merging.rows import RowFollower, Rows

followers_of("partner").register(
    RowFollower(
        "program",
        Rows(table="program_acknowledgement", changed=sentence("an acknowledgement that came with it was removed")),
    )
)
