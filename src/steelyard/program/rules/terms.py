"""Words inside sentences."""


class Term(str):
    """A word or phrase inside a sentence's params that is translated where the sentence is shown."""

    __slots__ = ()
