"""What the pipeline holds of people: what they did on opportunities, and the accounts that were theirs."""

from collections.abc import Iterator

from steelyard.kernel.refusals import sentence
from steelyard.pipeline.models import AccountAssignment, Activity
from steelyard.platform.privacy.registry import Facts, Holding, LawfulBasis, Subject, register_holding


def _find_work(subject: Subject) -> Iterator[Facts]:
    rows = Activity.objects.filter(logged_by=subject.member_id).order_by("logged_at", "id")
    for row in rows if subject.sees_internal else rows.filter(is_internal=False):
        yield {"kind": row.kind, "id": row.public_id, "words": row.summary, "at": row.occurred_at}
    for account in AccountAssignment.objects.filter(person_id=subject.member_id).order_by("since_on", "id"):
        yield {"kind": "account", "id": account.public_id, "since_on": account.since_on, "until": account.until}


register_holding(
    Holding(
        key="sales-work",
        label=sentence("Your work on opportunities and accounts"),
        content=sentence("Activities that you logged, named accounts that were yours."),
        purpose=sentence("To know what was done for a customer, and by whom."),
        basis=LawfulBasis.LEGITIMATE_INTEREST,
        kept=sentence("As long as the opportunity."),
        after_erasure=sentence("Stays with the pseudonym in place of name and address."),
        find=_find_work,
    )
)
