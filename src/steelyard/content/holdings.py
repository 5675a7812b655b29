"""What content holds of people: what they opened and downloaded, the assets that are theirs, and what they published."""

from collections.abc import Iterator

from django.db.models import Q

from steelyard.content.models import Asset, Contribution, Feedback, KitUse, RoadmapReading, Use
from steelyard.kernel.refusals import sentence
from steelyard.platform.privacy.registry import Facts, Holding, LawfulBasis, Subject, register_holding


def _find_uses(subject: Subject) -> Iterator[Facts]:
    for use in Use.objects.filter(person_id=subject.member_id).select_related("asset").order_by("used_at", "id"):
        yield {"kind": use.kind, "id": use.asset.public_id, "words": use.asset.title, "at": use.used_at}
    for taken in KitUse.objects.filter(person_id=subject.member_id).select_related("kit").order_by("used_at", "id"):
        yield {"kind": f"kit {taken.kind}", "id": taken.kit.public_id, "words": taken.kit.title, "at": taken.used_at}
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


def _find_contributions(subject: Subject) -> Iterator[Facts]:
    theirs = Q(case__author_ids__contains=[subject.member_id]) | Q(case__registered_by=subject.member_id)
    for row in Contribution.objects.filter(theirs).select_related("case").order_by("created_at", "id"):
        is_author = subject.member_id in row.case.author_ids
        yield {
            "kind": "author" if is_author else "registrant",
            "id": row.public_id,
            "words": row.title,
            "address": row.address,
            "credited_as": row.credited_as,
            "at": row.created_at,
        }


register_holding(
    Holding(
        key="content-contributions",
        label=sentence("What you published"),
        content=sentence(
            "Blog posts, guides, videos, talks and code that you wrote or registered, with how they are credited."
        ),
        purpose=sentence("To acknowledge what partners publish, and to credit it."),
        basis=LawfulBasis.CONTRACT,
        kept=sentence("As long as the partner."),
        after_erasure=sentence("Stays with the pseudonym in place of the name, also where it is credited."),
        find=_find_contributions,
    )
)
