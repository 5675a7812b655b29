"""What requirements hold of people: who gave a document, who looked at it."""

from collections.abc import Iterator

from django.db.models import Q

from steelyard.kernel.refusals import sentence
from steelyard.partners.models import RequirementEvidence
from steelyard.platform.privacy.registry import Facts, Holding, LawfulBasis, Subject, register_holding


def _find_given(subject: Subject) -> Iterator[Facts]:
    person = subject.member_id
    for row in RequirementEvidence.objects.filter(Q(given_by=person) | Q(reviewed_by=person)).order_by("id"):
        yield {
            "document": row.public_id,
            "requirement": row.requirement,
            "given_at": row.given_at if row.given_by == person else None,
            "remark": row.remark if row.given_by == person else None,
            "reviewed_at": row.reviewed_at if row.reviewed_by == person else None,
            "reason": row.reason if row.reviewed_by == person else None,
        }


register_holding(
    Holding(
        key="requirement-documents",
        label=sentence("Documents given for requirements"),
        content=sentence("Who gave a document for a partner, with which remark, and who accepted or refused it."),
        purpose=sentence("To know that a partner meets what the program asks."),
        basis=LawfulBasis.CONTRACT,
        kept=sentence("As long as the partner's record."),
        after_erasure=sentence("Stays with the pseudonym in place of the name."),
        find=_find_given,
    )
)
