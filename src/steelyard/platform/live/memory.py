"""What a process has heard lately: of each topic, for each ear, the last thing that happened."""

from dataclasses import dataclass, field
from uuid import UUID

from steelyard.kernel.ids import parse_public_id
from steelyard.kernel.refusals import NotFound

Topic = UUID | str
"""One record, or all records of a kind by their prefix, or what concerns the person alone (`ME`)."""
Ear = UUID | None
"""Whose ears news are for: a partner's, one person's, or (None) the host's."""

ME = "me"
REMEMBERED_SECONDS = 120.0
OVERLAP_SECONDS = 5.0
"""Processes hear the same a moment apart, and their clocks differ a little: a page is told again what it may have been told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a page is told: the last news of its topics by their ids, or to look at everything (None); ask again with `since`."""

    since: float
    news: dict[str, str] | None


@dataclass(slots=True)
class Memory:
    """What was heard since `heard_from`; complete up to `as_of`, both in seconds of this machine's clock."""

    heard_from: float
    as_of: float = field(init=False)
    _last: dict[tuple[Topic, Ear], tuple[str, float]] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        self.as_of = self.heard_from

    def note(self, news_id: str, topic: Topic, ear: Ear, *, at: float) -> None:
        """Remember that something happened to a topic, for those with that ear."""
        self._last[topic, ear] = (news_id, at)

    def as_of_now(self, now: float) -> "Memory":
        """Return the memory, complete up to now; an empty one where the clock was set back: pages look at everything then."""
        if now < self.as_of:
            return Memory(now)
        self.as_of = now
        return self

    def forget_old(self, *, now: float) -> None:
        """Forget what open pages have asked for long ago; who was away for longer looks at everything."""
        horizon = now - REMEMBERED_SECONDS
        self._last = {key: said for key, said in self._last.items() if said[1] > horizon}
        self.heard_from = max(self.heard_from, horizon)

    def tell(self, topics: dict[str, tuple[Topic, Ear]], *, since: float) -> Answer:
        """Return what happened since then to the topics, each with the ear that it is heard by."""
        as_of, last = self.as_of, self._last
        if not self.heard_from <= since <= as_of + OVERLAP_SECONDS:
            return Answer(since=as_of, news=None)
        heard = {name: last[key] for name, key in topics.items() if key in last}
        return Answer(
            since=as_of, news={name: said for name, (said, at) in heard.items() if at > since - OVERLAP_SECONDS}
        )


def parse_topic(text: str) -> Topic | None:
    """Return the topic that a page names: a public id, a prefix of ids, or `me`; None for what is none of them."""
    prefix, is_id, _ = text.partition("_")
    if not is_id:
        return prefix
    try:
        return parse_public_id(prefix, text)
    except NotFound:
        return None
