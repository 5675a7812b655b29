"""Who may open a page."""

from steelyard.kernel.refusals import NotAllowed


def require(is_allowed: bool) -> None:  # noqa: FBT001 - reads like a sentence
    """Do nothing where something is allowed. Raises: NotAllowed."""
    if not is_allowed:
        raise NotAllowed
