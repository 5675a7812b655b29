"""How a partner follows a merge of companies: it is the survivor from then on. Two partners are merged as partners first."""

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext

from steelyard.companies.public import register_follower
from steelyard.kernel.refusals import sentence
from steelyard.partners.models import Partner
from steelyard.platform.merging.rows import RowFollower, Rows
from steelyard.platform.merging.terms import Collision, Foreseen, Hanging, Journal, Pair

_BOTH_PARTNERS = sentence("Both are partners, {first} and {second}. Merge the partners first.")
_CHANGED = sentence("the partner belongs to another company")


class _Partners:
    """The partner that a company is, if it is one."""

    key = "partners"

    def hold(self, companies: Sequence[UUID]) -> None:
        """Do nothing: whoever enrolls a partner waits for the company's own row."""

    def foresee(self, pair: Pair) -> Foreseen:
        """Return whether each is a partner, and that two are one too many."""
        partners = {
            partner.company_id: partner for partner in Partner.objects.filter(company__in=pair.ids, merged_into=None)
        }
        hanging = Hanging(
            text=sentence("Partner of the program"),
            survivor=int(pair.survivor in partners),
            merged=int(pair.merged in partners),
        )
        if len(partners) < 2:
            return Foreseen(hanging=(hanging,))
        first, second = (partners[one] for one in pair.ids)
        both = Collision(
            code="both_partners",
            text=_BOTH_PARTNERS,
            params={"first": first.name, "second": second.name},
            records=(first.public_id, second.public_id),
        )
        return Foreseen(hanging=(hanging,), collisions=(both,))

    def move(self, pair: Pair) -> Journal:
        """Let the partner be the survivor."""
        moved = list(Partner.objects.filter(company=pair.merged).values_list("id", flat=True))
        Partner.objects.filter(id__in=moved).update(company=pair.survivor)
        return {"partners": [str(one) for one in moved]}

    def find_changed(self, pair: Pair, journal: Journal) -> str:
        """Return that the partner is another company by now, if it is."""
        kept = Partner.objects.filter(id__in=journal["partners"], company=pair.survivor).count()
        return "" if kept == len(journal["partners"]) else gettext(_CHANGED)

    def restore(self, pair: Pair, journal: Journal) -> None:
        """Let the partner be the company it was."""
        Partner.objects.filter(id__in=journal["partners"]).update(company=pair.merged)


register_follower(_Partners())
register_follower(
    RowFollower(
        "prospects",
        Rows(
            table="partners_prospect",
            column="company_id",
            text=sentence("Prospects"),
            changed=sentence("the prospect is another company by now"),
        ),
    )
)
