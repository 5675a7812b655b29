"""Moving what a company is known by to another one, and back: the rows of this context in a merge."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.db import connection

from steelyard.companies.models.companies import Company, NameKind
from steelyard.platform.merging.terms import Pair

Rows = Mapping[str, list[Any]]
"""The rows that were moved, by kind, as JSON."""

# A row that the survivor has already stays with the merged company, where undoing finds it.
_MOVE_NAMES = """
update companies_companyname n set company_id = %(survivor)s
where n.company_id = %(merged)s and (n.kind = %(typed)s or n.id <> all (%(left)s::uuid[]))
  and not exists (
    select from companies_companyname o
    where o.company_id = %(survivor)s and o.text = n.text and o.partner_id is not distinct from n.partner_id
  )
returning n.id
"""
_MOVE_DOMAINS = """
update companies_companydomain d set company_id = %(survivor)s
where d.company_id = %(merged)s and d.domain <> all (%(left)s::text[])
  and not exists (select from companies_companydomain o where o.company_id = %(survivor)s and o.domain = d.domain)
returning d.domain
"""
_MOVE_IDENTIFIERS = """
update companies_companyidentifier i set company_id = %(survivor)s
where i.company_id = %(merged)s and i.scheme || ':' || i.value <> all (%(left)s::text[])
  and not exists (
    select from companies_companyidentifier o
    where o.company_id = %(survivor)s and o.scheme = i.scheme and o.value = i.value
  )
returning i.scheme || ':' || i.value
"""
_MOVE_CHILDREN = """
update companies_company c set parent_id = %(survivor)s where c.parent_id = %(merged)s and c.id <> %(survivor)s returning c.id
"""
_MOVE_QUESTIONS = """
update companies_possibleduplicate q
set company_id = case q.company_id when %(merged)s then %(survivor)s else q.company_id end,
    other_id = case q.other_id when %(merged)s then %(survivor)s else q.other_id end
where %(merged)s in (q.company_id, q.other_id) and %(survivor)s not in (q.company_id, q.other_id)
  and not exists (
    select from companies_possibleduplicate o
    where %(survivor)s in (o.company_id, o.other_id)
      and case q.company_id when %(merged)s then q.other_id else q.company_id end in (o.company_id, o.other_id)
  )
returning case q.company_id when %(survivor)s then q.other_id else q.company_id end, q.company_id = %(survivor)s
"""


def move_rows(pair: Pair, left: Collection[str]) -> Rows:
    """Move names, domains, numbers, subsidiaries and open questions to the survivor, and return which were moved."""
    own = {"survivor": pair.survivor, "merged": pair.merged, "typed": NameKind.TYPED.value}
    return {
        "names": _run(_MOVE_NAMES, own, [UUID(key) for key in _left(left, "name")]),
        "domains": _run(_MOVE_DOMAINS, own, _left(left, "domain")),
        "identifiers": _run(_MOVE_IDENTIFIERS, own, _left(left, "identifier")),
        "children": _run(_MOVE_CHILDREN, own),
        "questions": [[str(other), is_first] for other, is_first in _fetch(_MOVE_QUESTIONS, own)],
    }


_COUNT = """
select (select count(*) from companies_companyname where company_id = %(survivor)s and id = any (%(names)s::uuid[])),
       (select count(*) from companies_companydomain where company_id = %(survivor)s and domain = any (%(domains)s::text[])),
       (select count(*) from companies_companyidentifier
        where company_id = %(survivor)s and scheme || ':' || value = any (%(identifiers)s::text[])),
       (select count(*) from companies_company where parent_id = %(survivor)s and id = any (%(children)s::uuid[]))
"""


def find_missing(pair: Pair, rows: Rows) -> set[str]:
    """Return the kinds of rows of which some are no longer where the merge put them."""
    kinds = ("names", "domains", "identifiers", "children")
    (counts,) = _fetch(_COUNT, {"survivor": pair.survivor, **{kind: rows[kind] for kind in kinds}})
    return {kind for kind, count in zip(kinds, counts, strict=True) if count != len(rows[kind])}


_RETURN = (
    """
    update companies_companyname set company_id = %(merged)s
    where company_id = %(survivor)s and id = any (%(names)s::uuid[])
    """,
    """
    update companies_companydomain set company_id = %(merged)s
    where company_id = %(survivor)s and domain = any (%(domains)s::text[])
    """,
    """
    update companies_companyidentifier set company_id = %(merged)s
    where company_id = %(survivor)s and scheme || ':' || value = any (%(identifiers)s::text[])
    """,
    """
    update companies_company set parent_id = %(merged)s
    where parent_id = %(survivor)s and id = any (%(children)s::uuid[])
    """,
    """
    update companies_possibleduplicate q
    set company_id = case when asked.is_first then %(merged)s else q.company_id end,
        other_id = case when asked.is_first then q.other_id else %(merged)s end
    from unnest(%(others)s::uuid[], %(firsts)s::boolean[]) as asked (other, is_first)
    where case when asked.is_first then q.company_id = %(survivor)s and q.other_id = asked.other
               else q.other_id = %(survivor)s and q.company_id = asked.other end
    """,
)


def return_rows(pair: Pair, rows: Rows) -> None:
    """Move the rows back to the company that they were moved from."""
    own: dict[str, Any] = {
        "survivor": pair.survivor,
        "merged": pair.merged,
        **{kind: rows[kind] for kind in ("names", "domains", "identifiers", "children")},
        "others": [other for other, _ in rows["questions"]],
        "firsts": [is_first for _, is_first in rows["questions"]],
    }
    with connection.cursor() as cursor:
        for statement in _RETURN:
            cursor.execute(statement, own)


def lock_pair(pair: Pair) -> dict[UUID, Company]:
    """Return both companies, held against every other change of them; always in the same order, so that two merges never cross.

    The weaker of the two locks: whoever only refers to a company, as a claim that waits for this merge may, is not in the way.
    """
    rows = Company.objects.select_for_update(of=("self",), no_key=True).filter(id__in=pair.ids).order_by("id")
    return {company.id: company for company in rows}


def _left(left: Collection[str], kind: str) -> list[str]:
    return [key.removeprefix(f"{kind}:") for key in left if key.startswith(f"{kind}:")]


def _run(statement: str, own: Mapping[str, Any], left: list[Any] | None = None) -> list[str]:
    return [str(row[0]) for row in _fetch(statement, {**own, "left": left or []})]


def _fetch(statement: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
