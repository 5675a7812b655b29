"""How far the log is sealed, for the audit page, the API and the doctor."""

from steelyard.platform.audit.heads import Head
from steelyard.platform.models import AuditRun


def find_head() -> Head | None:
    """Return the head of the sealed log; None before the first run, and for whoever may not know it."""
    last = AuditRun.objects.order_by("-position").first()
    return Head.of(last.position, bytes(last.digest), last.sealed_at) if last else None
