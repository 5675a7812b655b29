"""How registrations follow a merge of companies, or of partners.

Two protections of one scope never come of a merge of companies: a person settles that first. After a merge of partners, claims that
competed are one partner's: that is said before. What is only ever appended (evidence, comments, overrides, rulings) stays under the
name it was written under, which the one that remains sees.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext

from steelyard.companies.public import register_follower
from steelyard.deals.models import DealRegistration
from steelyard.deals.queries.claims import hold_companies
from steelyard.kernel.ids import public_id
from steelyard.kernel.refusals import sentence
from steelyard.partners.public import find_cards
from steelyard.platform.merging.following import followers_of
from steelyard.platform.merging.rows import RowFollower, Rows
from steelyard.platform.merging.terms import Collision, Foreseen, Hanging, Journal, Pair

_MOST_COLLISIONS = 50
_COUNT = "select count(*) filter (where company_id = %s), count(*) filter (where company_id = %s) from deals_dealregistration"
# Two lines of one scope, one at each company, of which each protects or waits for a decision.
_MEETING = """
select ours.id, theirs.id, ours.partner_id, theirs.partner_id, family.name,
       our_line.state = 'protected' and their_line.state = 'protected'
       and our_line.protected_during && their_line.protected_during
from deals_dealregistration ours
join deals_registrationline our_line on our_line.registration_id = ours.id and our_line.state in ('protected', 'held')
join deals_dealregistration theirs
  on theirs.company_id = %(merged)s and lower(theirs.division) = lower(ours.division)
 and theirs.region_id is not distinct from ours.region_id
join deals_registrationline their_line
  on their_line.registration_id = theirs.id and their_line.state in ('protected', 'held')
 and their_line.family_id = our_line.family_id
join program_productfamily family on family.key = our_line.family_id
where ours.company_id = %(survivor)s
order by 6 desc, ours.id, theirs.id, our_line.family_id limit %(most)s
"""
_MOVE = """
update deals_dealregistration set company_id = %(to)s, version = version + 1
where company_id = %(from)s and (%(ids)s::uuid[] is null or id = any (%(ids)s::uuid[]))
returning id, version
"""
_RESCOPE = """
update deals_registrationline l
set scope_key = hashtextextended(concat_ws('|', r.company_id, lower(r.division), r.region_id, l.family_id), 0)
from deals_dealregistration r where r.id = l.registration_id and r.id = any (%s::uuid[])
"""
# What comes close to a registration's company names the survivor instead of the merged one, and never the company itself.
_RENAME_NEIGHBOURS = """
with before as (
    select id, company_id, related_company_ids as related, maybe_company_ids as maybe from deals_dealregistration
    where %(merged)s = any (related_company_ids) or %(merged)s = any (maybe_company_ids)
       or (company_id = %(survivor)s
           and (%(survivor)s = any (related_company_ids) or %(survivor)s = any (maybe_company_ids)))
), after as (
    select id,
        array(select distinct x from unnest(array_replace(related, %(merged)s, %(survivor)s)) x where x <> company_id) as related,
        array(select distinct x from unnest(array_replace(maybe, %(merged)s, %(survivor)s)) x where x <> company_id) as maybe
    from before
)
update deals_dealregistration r set related_company_ids = after.related, maybe_company_ids = after.maybe
from before join after using (id) where r.id = before.id
returning r.id, before.related, before.maybe, after.related, after.maybe
"""
_NAME_NEIGHBOURS_AGAIN = """
update deals_dealregistration set related_company_ids = %s::uuid[], maybe_company_ids = %s::uuid[]
where id = %s and related_company_ids = %s::uuid[] and maybe_company_ids = %s::uuid[]
"""
_PROTECTED_TWICE = sentence(
    "{first} and {second} are both protected for {family}: end one of the two, or give them divisions."
)
_COMPETING = sentence("{first} and {second} both claim {family}: whoever decides next sees both.")
_CHANGED = sentence("the registration of {company} was changed")


class _Registrations:
    """Registrations with their scopes, and the companies that come close to theirs."""

    key = "deals"

    def hold(self, companies: Sequence[UUID]) -> None:
        """Make everyone who decides about a claim at the companies wait."""
        hold_companies(companies)

    def foresee(self, pair: Pair) -> Foreseen:
        """Return how many registrations there are, which protections would overlap, and which claims would compete."""
        ((survivor, merged),) = _fetch(_COUNT, pair.ids)
        meeting = _fetch(_MEETING, {"survivor": pair.survivor, "merged": pair.merged, "most": _MOST_COLLISIONS})
        partners = find_cards({one for row in meeting for one in row[2:4]})
        return Foreseen(
            hanging=(Hanging(text=sentence("Registrations"), survivor=survivor, merged=merged),),
            collisions=tuple(
                Collision(
                    code="protected_twice" if blocks else "claims_compete",
                    text=_PROTECTED_TWICE if blocks else _COMPETING,
                    params={"first": partners[first].name, "second": partners[second].name, "family": family},
                    records=(public_id(DealRegistration.PREFIX, ours), public_id(DealRegistration.PREFIX, theirs)),
                    blocks=blocks,
                )
                for ours, theirs, first, second, family, blocks in meeting
                if blocks or first != second
            ),
        )

    def move(self, pair: Pair) -> Journal:
        """Move every registration, draft or decided, and its scopes."""
        moved = _fetch(_MOVE, {"from": pair.merged, "to": pair.survivor, "ids": None})
        _run(_RESCOPE, [[one for one, _ in moved]])
        renamed = _fetch(_RENAME_NEIGHBOURS, {"survivor": pair.survivor, "merged": pair.merged})
        return {
            "registrations": {str(one): version for one, version in moved},
            "neighbours": [[str(row[0]), *([*map(str, ids)] for ids in row[1:])] for row in renamed],
        }

    def find_changed(self, pair: Pair, journal: Journal) -> str:
        """Return the first registration that was decided, changed or moved since."""
        versions: Mapping[str, int] = journal["registrations"]
        rows = DealRegistration.objects.filter(id__in=versions).values_list(
            "id", "company_id", "version", "company_name"
        )
        for one, company_id, version, name in rows:
            if company_id != pair.survivor or version != versions[str(one)]:
                return gettext(_CHANGED).format(company=name)
        return ""

    def restore(self, pair: Pair, journal: Journal) -> None:
        """Move the registrations back, with their scopes and neighbours."""
        ids = list(journal["registrations"])
        _fetch(_MOVE, {"from": pair.survivor, "to": pair.merged, "ids": ids})
        _run(_RESCOPE, [ids])
        for one, related, maybe, related_now, maybe_now in journal["neighbours"]:
            _run(_NAME_NEIGHBOURS_AGAIN, [related, maybe, one, related_now, maybe_now])


def _fetch(statement: str, values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def _run(statement: str, values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


register_follower(_Registrations())


# A line of each partner, in one scope, of which each protects or waits for a decision.
_CLAIMED_BY_BOTH = """
select distinct on (ours.id, theirs.id) ours.id, theirs.id, family.name, ours.company_name
from deals_dealregistration ours
join deals_registrationline our_line on our_line.registration_id = ours.id and our_line.state in ('protected', 'held')
join deals_registrationline their_line on their_line.scope_key = our_line.scope_key and their_line.state in ('protected', 'held')
join deals_dealregistration theirs on theirs.id = their_line.registration_id and theirs.partner_id = %(merged)s
join program_productfamily family on family.key = our_line.family_id
where ours.partner_id = %(survivor)s
order by ours.id, theirs.id limit %(most)s
"""
_ONE_PARTNERS = sentence("Both claim {family} at {company}: after the merge, both claims are one partner's.")
_LINE_CHANGED = sentence("a registration that came with it was changed")


class _Claims(RowFollower):
    """A partner's registrations, and what of them goes on."""

    def foresee(self, pair: Pair) -> Foreseen:
        """Return how many registrations there are, and which of them claim the same."""
        both = _fetch(_CLAIMED_BY_BOTH, {"survivor": pair.survivor, "merged": pair.merged, "most": _MOST_COLLISIONS})
        return Foreseen(
            hanging=super().foresee(pair).hanging,
            collisions=tuple(
                Collision(
                    code="claimed_by_both",
                    text=_ONE_PARTNERS,
                    params={"family": family, "company": company},
                    records=(public_id(DealRegistration.PREFIX, ours), public_id(DealRegistration.PREFIX, theirs)),
                    blocks=False,
                )
                for ours, theirs, family, company in both
            ),
        )


followers_of("partner").register(
    _Claims(
        "deals",
        Rows(
            table="deals_dealregistration",
            text=sentence("Registrations"),
            changed=_LINE_CHANGED,
            counts="version",
            state="n.version",
        ),
        Rows(table="deals_registrationline", changed=_LINE_CHANGED),
        Rows(table="deals_informationrequest", changed=_LINE_CHANGED, state="n.answered_at"),
        Rows(table="deals_extensionrequest", changed=_LINE_CHANGED, state="n.state"),
        Rows(
            table="deals_dispute",
            text=sentence("Open disputes"),
            only="n.state = 'open'",
            changed=sentence("a dispute that came with it was ruled on or withdrawn"),
            state="n.state",
        ),
    )
)
