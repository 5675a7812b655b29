"""How a partner's words about companies follow a merge of partners: the one that remains finds and reads what either has said."""

from collections.abc import Sequence
from uuid import UUID

from django.db import connection

from steelyard.companies.models import Company, CompanyDomain, CompanyName
from steelyard.companies.models.indexing import reindexing
from steelyard.kernel.refusals import sentence
from steelyard.platform.merging.following import followers_of
from steelyard.platform.merging.terms import Foreseen, Hanging, Journal, Pair

_WORDS = sentence("Companies in their words")
_MOVE_NAMES = """
update companies_companyname n set partner_id = %(to)s
where n.partner_id = %(from)s and (%(ids)s::uuid[] is null or n.id = any (%(ids)s::uuid[]))
  and not exists (
    select from companies_companyname o where o.partner_id = %(to)s and o.company_id = n.company_id and o.text = n.text
  )
returning n.id
"""
_MOVE_DOMAINS = """
update companies_companydomain n set partner_id = %(to)s
where n.partner_id = %(from)s and (%(ids)s::text[] is null or n.company_id || ' ' || n.domain = any (%(ids)s::text[]))
returning n.company_id || ' ' || n.domain
"""
_MOVE_COMPANIES = """
update companies_company n set introduced_by = %(to)s
where n.introduced_by = %(from)s and (%(ids)s::uuid[] is null or n.id = any (%(ids)s::uuid[]))
returning n.id
"""


class _Words:
    """Names and domains that a partner has said, and the companies that it introduced."""

    key = "companies"

    def hold(self, ids: Sequence[UUID]) -> None:
        """Do nothing: what is said meanwhile under the old id is the old one's, which the survivor sees."""

    def foresee(self, pair: Pair) -> Foreseen:
        """Return how many companies each knows by its own words."""
        survivor, merged = (
            CompanyName.objects.filter(partner_id=one).values("company_id").distinct().count() for one in pair.ids
        )
        return Foreseen(hanging=(Hanging(text=_WORDS, survivor=survivor, merged=merged),))

    def move(self, pair: Pair) -> Journal:
        """Make the words the survivor's, and let it find the companies by them."""
        with reindexing(*_known_to(pair.merged)):
            return {
                "names": _move(_MOVE_NAMES, pair.merged, pair.survivor),
                "domains": _move(_MOVE_DOMAINS, pair.merged, pair.survivor),
                "companies": _move(_MOVE_COMPANIES, pair.merged, pair.survivor),
            }

    def find_changed(self, pair: Pair, journal: Journal) -> str:
        """Return nothing: words that were withdrawn since are not missed."""
        return ""

    def restore(self, pair: Pair, journal: Journal) -> None:
        """Give the words back to whose they were."""
        with reindexing(*_known_to(pair.survivor)):
            _move(_MOVE_NAMES, pair.survivor, pair.merged, journal["names"])
            _move(_MOVE_DOMAINS, pair.survivor, pair.merged, journal["domains"])
            _move(_MOVE_COMPANIES, pair.survivor, pair.merged, journal["companies"])


def _known_to(partner_id: UUID) -> list[UUID]:
    said = CompanyName.objects.filter(partner_id=partner_id).values_list("company_id", flat=True)
    reached = CompanyDomain.objects.filter(partner_id=partner_id).values_list("company_id", flat=True)
    introduced = Company.objects.filter(introduced_by=partner_id).values_list("id", flat=True)
    return sorted({*said, *reached, *introduced})


def _move(statement: str, old: UUID, new: UUID, ids: list[str] | None = None) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"from": old, "to": new, "ids": ids})
        return [str(row[0]) for row in cursor.fetchall()]


followers_of("partner").register(_Words())
