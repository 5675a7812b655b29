"""The words of guides."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class GuideCard:
    """A process document that a page leads to; an internal one is read by the host alone."""

    public_id: str
    title: str
    is_internal: bool
