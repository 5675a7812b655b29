"""What happens to guides."""

from dataclasses import dataclass

from steelyard.content.events import AssetEvent
from steelyard.kernel.refusals import sentence
from steelyard.platform.events import event


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class GuideBound(AssetEvent):
    """Which pages lead to a document was said."""

    type = "content.asset.bound"
    sentence = sentence("It was said which pages lead to {subject}")
    icon = "link"

    before: list[str]
    after: list[str]
