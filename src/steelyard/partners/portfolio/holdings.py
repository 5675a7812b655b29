"""What audits and rises hold of people: what they decided of partners, and why."""

from collections.abc import Iterator

from steelyard.kernel.refusals import sentence
from steelyard.partners.models import AuditedPartner, PortfolioAudit, Rise
from steelyard.platform.privacy.registry import Facts, Holding, LawfulBasis, Subject, register_holding


def _find_decisions(subject: Subject) -> Iterator[Facts]:
    for audit in PortfolioAudit.objects.filter(begun_by=subject.member_id).order_by("begun_at", "id"):
        yield {"audit": audit.public_id, "name": audit.name, "begun_at": audit.begun_at}
    rows = AuditedPartner.objects.filter(decided_by=subject.member_id).select_related("audit")
    for row in rows.order_by("decided_at", "id"):
        yield {
            "audit": row.audit.public_id,
            "decided_class": row.decided_class,
            "decided_course": row.decided_course,
            "reason": row.reason,
            "note": row.note,
            "decided_at": row.decided_at,
        }
    for rise in Rise.objects.filter(dismissed_by=subject.member_id).order_by("dismissed_at", "id"):
        yield {"rise": rise.public_id, "reason": rise.reason, "dismissed_at": rise.dismissed_at}


register_holding(
    Holding(
        key="portfolio-decisions",
        label=sentence("What you decided of partnerships"),
        content=sentence("Audits that you began, decisions with reason and note, rises that you dismissed."),
        purpose=sentence("To show how a decision about a partnership came about."),
        basis=LawfulBasis.LEGITIMATE_INTEREST,
        kept=sentence("As long as the audit."),
        after_erasure=sentence("Stays with the pseudonym in place of name and address."),
        find=_find_decisions,
    )
)
