"""What rollouts hold of people: what they said about pilots."""

from collections.abc import Iterator

from steelyard.kernel.refusals import sentence
from steelyard.platform.privacy.registry import Facts, Holding, LawfulBasis, Subject, register_holding
from steelyard.rollouts.models import PilotFeedback


def _find_feedback(subject: Subject) -> Iterator[Facts]:
    rows = PilotFeedback.objects.filter(author=subject.member_id).select_related("rollout").order_by("given_at", "id")
    for row in rows:
        yield {
            "id": row.public_id,
            "about": row.rollout.name,
            "kind": row.kind,
            "rating": row.rating,
            "words": row.text,
            "page": row.page,
            "at": row.given_at,
        }


register_holding(
    Holding(
        key="pilot-feedback",
        label=sentence("What you said about pilots"),
        content=sentence("Kind, rating and words of the feedback, and the page on which it was given."),
        purpose=sentence("To make a feature better before everybody has it, and to answer you."),
        basis=LawfulBasis.LEGITIMATE_INTEREST,
        kept=sentence("As long as the rollout."),
        after_erasure=sentence("Stays with the pseudonym in place of name and address."),
        find=_find_feedback,
    )
)
