"""Writing down what many known companies have been found to lack, in one statement for each table."""

from collections.abc import Sequence
from uuid import UUID

from django.db import connection

from steelyard.companies.models.companies import Company, CompanyDomain
from steelyard.companies.models.indexing import reindexing
from steelyard.companies.terms import IdentifierScheme
from steelyard.platform.arrays import plain_array, text_array

_UPDATE = """
update companies_company c
set country = u.country, city = u.city, website = u.website, industry = u.industry, employees = u.employees,
    domain = u.domain, is_listed = u.is_listed
from unnest(%s::uuid[], %s::text[], %s::text[], %s::text[], %s::text[], %s::int[], %s::text[], %s::boolean[])
as u (id, country, city, website, industry, employees, domain, is_listed)
where c.id = u.id
"""
_REACH = """
insert into companies_companydomain (company_id, domain) select * from unnest(%s::uuid[], %s::text[])
on conflict (company_id, domain) do update set partner_id = null
"""
_REGISTER = """
insert into companies_companyidentifier (company_id, scheme, value) select * from unnest(%s::uuid[], %s::text[], %s::text[])
on conflict do nothing
"""
# What its introducer said of a company becomes the directory's.
_SHARE = """
update companies_companydomain d set partner_id = null
from companies_company c where c.id = any (%s::uuid[]) and d.company_id = c.id and d.partner_id = c.introduced_by
"""


def write_completions(
    changed: Sequence[Company],
    *,
    domains: Sequence[CompanyDomain],
    identifiers: Sequence[tuple[UUID, IdentifierScheme, str]],
    listed: Sequence[UUID],
) -> None:
    """Update the companies, insert their new domains and identifiers, and let those newly listed be found by everyone."""
    with connection.cursor() as cursor:
        ids = {*(one.company_id for one in domains), *(id_ for id_, _, _ in identifiers), *listed}
        with reindexing(*ids):
            cursor.execute(
                _UPDATE,
                [
                    plain_array(one.id for one in changed),
                    *(
                        text_array(getattr(one, name) for one in changed)
                        for name in ("country", "city", "website", "industry")
                    ),
                    plain_array(one.employees for one in changed),
                    text_array(one.domain for one in changed),
                    plain_array(one.is_listed for one in changed),
                ],
            )
            if domains:
                reached = (plain_array(one.company_id for one in domains), text_array(one.domain for one in domains))
                cursor.execute(_REACH, reached)
            if identifiers:
                owners, schemes, values = zip(*identifiers, strict=True)
                cursor.execute(_REGISTER, [plain_array(owners), text_array(schemes), text_array(values)])
            if listed:
                cursor.execute(_SHARE, [plain_array(listed)])
