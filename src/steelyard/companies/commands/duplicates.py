"""Looking for duplicates among all companies at once, and asking people about them."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from steelyard.companies.deduplication import LEAST_PROBABILITY, Described, Likeness, find_likenesses
from steelyard.companies.models import Company
from steelyard.companies.permissions import can_merge_companies
from steelyard.companies.policies import prepare
from steelyard.companies.terms import CompanyProfile
from steelyard.kernel.actors import Actor
from steelyard.kernel.refusals import NotAllowed
from steelyard.platform.arrays import plain_array

_ASK = """
with found as (
    select * from unnest(%(firsts)s::uuid[], %(seconds)s::uuid[], %(probabilities)s::float8[]) as f (a, b, probability)
), known as (
    update companies_possibleduplicate q
    set probability = case when q.settled_at is null then f.probability else q.probability end
    from found f where (q.company_id = f.a and q.other_id = f.b) or (q.company_id = f.b and q.other_id = f.a)
    returning f.a, f.b
)
insert into companies_possibleduplicate (company_id, other_id, probability, noted_at)
select a, b, probability, %(now)s from found where (a, b) not in (select a, b from known) on conflict do nothing
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a search found: among how many companies, how many pairs, and how many of these nobody had been asked about."""

    companies: int
    pairs: int
    new: int


@transaction.atomic
def suggest_duplicates(*, actor: Actor, now: datetime, least: float = LEAST_PROBABILITY) -> Found:
    """Compare all companies and note each pair that may be one as a question; one that a person has answered stays answered.

    Shape: reads every company into memory; for a job or the command line, never within a request. Raises: NotAllowed.
    """
    if not can_merge_companies(actor):
        raise NotAllowed
    columns = ("id", "name", "domain", "country", "city")
    rows = Company.objects.filter(merged_into=None).order_by("created_at", "id").values_list(*columns)
    described = [
        Described(
            id=id_,
            prepared=prepare(
                CompanyProfile(
                    name=name, domains=(domain,) if domain else (), country=country or None, city=city or None
                )
            ),
        )
        for id_, name, domain, country, city in rows.iterator(chunk_size=10_000)
    ]
    pairs = find_likenesses(described, least=least)
    return Found(companies=len(described), pairs=len(pairs), new=_ask(pairs, now))


def _ask(pairs: list[Likeness], now: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            _ASK,
            {
                "firsts": plain_array(pair.first for pair in pairs),
                "seconds": plain_array(pair.second for pair in pairs),
                "probabilities": plain_array(pair.probability for pair in pairs),
                "now": now,
            },
        )
        return int(cursor.rowcount)
