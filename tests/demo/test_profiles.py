"""What the demo's partners say of themselves: uneven, and the same every time."""

from collections import Counter

from steelyard.demo.profiles import describe_partner
from steelyard.partners.public import ProfileDraft


def test_some_say_enough_some_little_and_some_nothing() -> None:
    drafts = [describe_partner(f"Partner {number}", "partner.example", "DE") for number in range(200)]
    said = Counter(
        "nothing" if draft == ProfileDraft() else "enough" if draft.phone and draft.verticals else "little"
        for draft in drafts
    )
    assert said["enough"] > said["little"] > 0 < said["nothing"]
    assert drafts == [describe_partner(f"Partner {number}", "partner.example", "DE") for number in range(200)]
