"""What content holds of people: what they opened and downloaded, and the assets that are theirs."""

from collections.abc import Iterator

from steelyard.content.models import Asset, Feedback, RoadmapReading, Use
from steelyard.kernel.refusals import sentence
from steelyard.platform.privacy.registry import Facts, Holding, LawfulBasis, Subject, register_holding


def _find_uses(subject: Subject) -> Iterator[Facts]:
    for use in Use.objects.filter(person_id=subject.member_id).select_related("asset").order_by("used_at", "id"):
        yield {"kind": use.kind, "id": use.asset.public_id, "words": use.asset.title, "at": use.used_at}
    for said in Feedback.objects.filter(person_id=subject.member_id).select_related("asset").order_by("given_at", "id"):
        yield {"kind": "feedback", "id": said.asset.public_id, "words": said.words, "at": said.given_at}
    for read in (
        RoadmapReading.objects.filter(person_id=subject.member_id).select_related("item").order_by("read_at", "id")
    ):
        yield {"kind": "roadmap", "id": read.item.public_id, "words": read.item.title, "at": read.read_at}
    for asset in Asset.objects.filter(owner=subject.member_id).order_by("id"):
        yield {"kind": "owned", "id": asset.public_id, "words": asset.title, "at": asset.created_at}


register_holding(
    Holding(
        key="content-use",
        label=sentence("What you read and looked after in the library"),
        content=sentence(
            "Which documents you opened or downloaded, what you said of them, when you read the roadmap, and which documents"
            " are yours to review."
        ),
        purpose=sentence("To know what helps, and who keeps it right."),
        basis=LawfulBasis.LEGITIMATE_INTEREST,
        kept=sentence("As long as the document."),
        after_erasure=sentence("Stays with the pseudonym in place of name and address."),
        find=_find_uses,
    )
)
